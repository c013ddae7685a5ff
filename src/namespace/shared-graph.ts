import { createHash } from 'node:crypto'
import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../client/gremlin-driver.ts'
import { LeakedResourceError, NamespaceError } from '../errors.ts'
import { dropPartition } from './drop-partition.ts'
import type { GraphContents } from './graph-namespace.ts'
import { DATASET_PARTITION, PARTITION_KEY } from './partition.ts'

type Source = gremlinProcess.GraphTraversalSource

/** What a person does about a dataset that was changed: `g` does not let a test do so. */
const WAY_OUT =
  "At isolation level 'partition' only the fixtures are kept apart: run what writes with clients of its own at isolation: 'exclusive'."

/** A fingerprint of every element of the dataset, with its properties, as the graph holds them. */
export async function fingerprintDataset(g: Source, { module }: GremlinDriver): Promise<string> {
  const { statics: __, t } = module.process
  const vertices = await g
    .V()
    .has(PARTITION_KEY, DATASET_PARTITION)
    .project('id', 'label', 'properties')
    .by(t.id)
    .by(t.label)
    .by(__.valueMap())
    .toList()
  const edges = await g
    .E()
    .has(PARTITION_KEY, DATASET_PARTITION)
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
  if (!Array.isArray(value)) return value instanceof Date ? value.toISOString() : value
  return value.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

/** Counts the shared elements: cheap enough for the end of every test file. Fails with a NamespaceError. */
export async function assertDatasetCounts(g: Source, contents: GraphContents): Promise<void> {
  const counts = await Promise.all([
    g.V().has(PARTITION_KEY, DATASET_PARTITION).count().next(),
    g.E().has(PARTITION_KEY, DATASET_PARTITION).count().next(),
  ])
  const [vertices, edges] = counts.map(({ value }) => Number(value))
  if (vertices === contents.vertexCount && edges === contents.edgeCount) return
  throw new NamespaceError(
    [
      'The dataset that all tests share was changed: by a test of this file, or of one that ran beside it.',
      `It holds ${vertices} vertices and ${edges} edges instead of ${contents.vertexCount} and ${contents.edgeCount}.`,
      WAY_OUT,
    ],
    { resource: 'graph' },
  )
}

export interface SharedGraphOptions {
  readonly g: Source
  readonly driver: GremlinDriver
  /** What the names of all partitions of this session start with. */
  readonly prefix: string
  /** Of the dataset as it was loaded. */
  readonly fingerprint: string
}

/**
 * Proves at the end of a run that the graph holds the dataset as it was loaded, and nothing besides. What tests that
 * were cut short have left in their partitions is removed first. Fails with a LeakedResourceError.
 */
export async function assertDatasetOnly(options: SharedGraphOptions): Promise<void> {
  const { g, driver, prefix, fingerprint } = options
  for (const partition of (await partitions(g, driver)).keys()) {
    if (partition.startsWith(prefix)) await dropPartition(g, partition)
  }
  const left = await partitions(g, driver)
  left.delete(DATASET_PARTITION)
  if (left.size > 0) {
    throw new LeakedResourceError(
      [
        `Outside of every test's partition the graph holds ${[...left.values()].map(({ vertices, edges }) => `${vertices} vertices and ${edges} edges`).join(', ')}.`,
        'They are removed with the stand-in now; on a cluster that is shared or kept they would have stayed.',
        WAY_OUT,
      ],
      { resource: 'graph' },
    )
  }
  if ((await fingerprintDataset(g, driver)) === fingerprint) return
  throw new LeakedResourceError(['The dataset that all tests share is not what it was when it was loaded.', WAY_OUT], {
    resource: 'graph',
  })
}

/** How much each partition holds; what carries no key is under the empty name. */
async function partitions(g: Source, { module }: GremlinDriver) {
  const { statics: __ } = module.process
  const key = () => __.coalesce(__.values(PARTITION_KEY), __.constant(''))
  const [vertices, edges] = await Promise.all([
    g.V().groupCount().by(key()).next(),
    g.E().groupCount().by(key()).next(),
  ])
  const found = new Map<string, { vertices: number; edges: number }>()
  const at = (partition: unknown) => {
    const counts = found.get(String(partition)) ?? { vertices: 0, edges: 0 }
    found.set(String(partition), counts)
    return counts
  }
  for (const [partition, count] of vertices.value as Map<unknown, number>) at(partition).vertices = Number(count)
  for (const [partition, count] of edges.value as Map<unknown, number>) at(partition).edges = Number(count)
  return found
}
