import { createHash } from 'node:crypto'
import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { PARTITION_KEY } from '../partition/partition.ts'

/**
 * A fingerprint of every element of a graph, or of one of its partitions, with its properties, as the driver reads them.
 * Only comparable with one that the same version of the driver has read.
 */
export async function fingerprintGraph(
  g: gremlinProcess.GraphTraversalSource,
  { module }: GremlinDriver,
  partition?: string,
): Promise<string> {
  const { statics: __, t } = module.process
  const within = (all: gremlinProcess.GraphTraversal) =>
    partition === undefined ? all : all.has(PARTITION_KEY, partition)
  const vertices = await within(g.V())
    .project('id', 'label', 'properties')
    .by(t.id)
    .by(t.label)
    .by(__.valueMap())
    .toList()
  const edges = await within(g.E())
    .project('id', 'label', 'from', 'to', 'properties')
    .by(t.id)
    .by(t.label)
    .by(__.outV().id())
    .by(__.inV().id())
    .by(__.valueMap())
    .toList()
  const lines = [...vertices, ...edges].map((element) => JSON.stringify(canonical(element))).sort()
  const hash = createHash('sha256')
  for (const line of lines) hash.update(`${line}\n`)
  return hash.digest('hex')
}

/** Maps and sets come in any order. */
function canonical(value: unknown): unknown {
  if (value instanceof Map) {
    return [...value]
      .map(([key, item]) => [String(key), canonical(item)])
      .sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1))
  }
  // JSON knows neither.
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return String(value)
  if (!Array.isArray(value)) return value instanceof Date ? value.toISOString() : value
  return value.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
