import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import type { GraphCounts } from '../graph/graph-counts.ts'
import { PARTITION_KEY } from './partition.ts'

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
