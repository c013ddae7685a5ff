import type { process as gremlinProcess } from 'gremlin'
import { retryConflicts } from '../../clients/gremlin/retry-conflicts.ts'
import { LeakedResourceError, messageOf, NamespaceError } from '../../errors/errors.ts'
import { dropInSteps } from '../graph/drop-in-steps.ts'
import * as messages from '../messages.ts'
import { PARTITION_KEY } from './partition.ts'

/** The number of attempts at a removal that conflicts with a write of a concurrent test. */
const ATTEMPTS = 10

/**
 * Removes a partition's elements and proves by counting that none is left; `g` is not partitioned. Edges first: one
 * between two shared vertices outlives the vertices of its partition. Fails with a NamespaceError.
 */
export async function dropPartition(g: gremlinProcess.GraphTraversalSource, partition: string): Promise<void> {
  const where = { resource: `graph partition ${partition}` }
  const write = (send: () => Promise<unknown>) => retryConflicts(send, { attempts: ATTEMPTS })
  let left: number[]
  try {
    await write(() => g.E().has(PARTITION_KEY, partition).drop().toList())
    await write(() => g.V().has(PARTITION_KEY, partition).drop().toList())
    const counts = await Promise.all([
      g.V().has(PARTITION_KEY, partition).count().next(),
      g.E().has(PARTITION_KEY, partition).count().next(),
    ])
    left = counts.map(({ value }) => Number(value))
  } catch (cause) {
    throw new NamespaceError(messages.partitionNotRemoved(partition, messageOf(cause)), { ...where, cause })
  }
  const [vertices = 0, edges = 0] = left
  if (vertices === 0 && edges === 0) return
  throw new NamespaceError(messages.partitionNotEmpty(partition, { vertices, edges }), where)
}

/** Removes the elements of a dataset's partition, which may be many, and none other. Fails with a LeakedResourceError. */
export async function dropDataset(g: gremlinProcess.GraphTraversalSource, partition: string): Promise<void> {
  const edges = await dropInSteps(() => g.E().has(PARTITION_KEY, partition))
  const vertices = await dropInSteps(() => g.V().has(PARTITION_KEY, partition))
  if (vertices === 0 && edges === 0) return
  throw new LeakedResourceError(messages.datasetNotDropped(partition, { vertices, edges }, PARTITION_KEY), {
    resource: 'graph',
  })
}
