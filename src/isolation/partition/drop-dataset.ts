import type { process as gremlinProcess } from 'gremlin'
import { LeakedResourceError } from '../../errors/errors.ts'
import { dropInSteps } from '../graph/drop-in-steps.ts'
import { PARTITION_KEY } from './partition.ts'

/** Removes the elements of a dataset's partition, which may be many, and none other. Fails with a LeakedResourceError. */
export async function dropDataset(g: gremlinProcess.GraphTraversalSource, partition: string): Promise<void> {
  const edges = await dropInSteps(() => g.E().has(PARTITION_KEY, partition))
  const vertices = await dropInSteps(() => g.V().has(PARTITION_KEY, partition))
  if (vertices === 0 && edges === 0) return
  throw new LeakedResourceError(
    [
      `The dataset in partition ${partition} is still in the graph after it was dropped.`,
      `There are ${vertices} vertices and ${edges} edges of it.`,
      `Drop it by hand: g.V().has('${PARTITION_KEY}', '${partition}').drop()`,
    ],
    { resource: 'graph' },
  )
}
