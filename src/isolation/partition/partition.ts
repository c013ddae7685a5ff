import type { process as gremlinProcess } from 'gremlin'
import { runIdOf } from '../../base/run-id.ts'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { retryConflicts } from '../../clients/gremlin/retry-conflicts.ts'
import { LeakedResourceError, messageOf, NamespaceError } from '../../errors/errors.ts'
import { dropInSteps } from '../graph/drop-in-steps.ts'
import type { GraphCounts } from '../graph/graph-counts.ts'
import * as messages from '../messages.ts'

/** The property that says whose an element is. Beside it, nothing tells a test's elements from the dataset's. */
export const PARTITION_KEY = '_vaf_partition'

/**
 * The partition of the dataset that a run's tests share. No other run has it: on a cluster that several use, each
 * has loaded its own.
 */
export function datasetPartition(run: string): string {
  return `${run}-dataset`
}

/** The partitions that a traversal source of a test reads; it always writes into the test's own. */
export interface Partition {
  /** The value of the partition key that this test's elements carry. */
  readonly own: string
  /** The value on the dataset's elements, where the source reads them too. */
  readonly dataset?: string | undefined
}

/** The partitions whose elements are seen. */
export function readPartitions({ own, dataset }: Partition): string[] {
  return dataset === undefined ? [own] : [dataset, own]
}

/** Whether a partition is one of a run of this package other than the one with this prefix. */
export function isOfRun(partition: string, prefix: string): boolean {
  return runIdOf(partition) !== undefined && !partition.startsWith(prefix)
}

/**
 * How much each partition of a graph holds, by its name; what carries no key is under the empty one. With a prefix only
 * the partitions whose names start with it, by the index over the key: in a graph of somebody else there may be anything.
 */
export async function listPartitions(
  g: gremlinProcess.GraphTraversalSource,
  { module }: GremlinDriver,
  prefix?: string,
): Promise<Map<string, GraphCounts>> {
  const { statics: __, TextP } = module.process
  const within = (all: gremlinProcess.GraphTraversal) =>
    prefix === undefined ? all : all.has(PARTITION_KEY, TextP.startingWith(prefix))
  const key = () => __.coalesce(__.values(PARTITION_KEY), __.constant(''))
  const [vertices, edges] = await Promise.all([
    within(g.V()).groupCount().by(key()).next(),
    within(g.E()).groupCount().by(key()).next(),
  ])
  const found = new Map<string, GraphCounts>()
  const add = (partition: unknown, counts: Partial<GraphCounts>) => {
    const name = String(partition)
    found.set(name, { vertices: 0, edges: 0, ...found.get(name), ...counts })
  }
  for (const [partition, count] of vertices.value as Map<unknown, number>) add(partition, { vertices: Number(count) })
  for (const [partition, count] of edges.value as Map<unknown, number>) add(partition, { edges: Number(count) })
  return found
}

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
