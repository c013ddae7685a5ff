import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { LeakedResourceError, NamespaceError } from '../../errors/errors.ts'
import type { Ownership } from '../../resource/resource.ts'
import { fingerprintGraph } from '../graph/graph-fingerprint.ts'
import type { GraphContents } from '../graph/restore-graph.ts'
import { dropDataset, dropPartition } from './drop-partition.ts'
import { listPartitions } from './list-partitions.ts'
import { isOfRun, PARTITION_KEY } from './partition.ts'

type Source = gremlinProcess.GraphTraversalSource

/** What a person does about a dataset that was changed: `g` does not let a test do so. */
const WAY_OUT =
  "At isolation level 'partition' only the fixtures are kept apart: run what writes with clients of its own at isolation: 'exclusive'."

/**
 * Counts the shared elements: cheap enough for the end of every test file. Fails with a NamespaceError.
 *
 * `partition` is the dataset's.
 */
export async function assertDatasetCounts(g: Source, contents: GraphContents, partition: string): Promise<void> {
  const counts = await Promise.all([
    g.V().has(PARTITION_KEY, partition).count().next(),
    g.E().has(PARTITION_KEY, partition).count().next(),
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

/** The dataset that all tests of a run share. */
export interface SharedDataset {
  readonly partition: string
  /** Of the dataset as it was loaded; absent: it was not loaded whole, and no test has seen it. */
  readonly fingerprint?: string | undefined
}

export interface LeaveSharedGraphOptions {
  readonly g: Source
  readonly driver: GremlinDriver
  /** What the names of all partitions of this run start with. */
  readonly prefix: string
  readonly dataset?: SharedDataset
  /** Whose the graph is. */
  readonly ownership: Ownership
  /** Told what is of nobody known, where that does not fail. Must not throw. */
  readonly warn: (message: string) => void
}

/** What becomes of elements outside of every partition, where they are none of somebody else's. */
const fateOfStrays = {
  'stand-in': 'They are removed with the stand-in now; on a cluster that is shared or kept they would have stayed.',
  created: 'They are deleted with the cluster now; on one that is shared or kept they would have stayed.',
  reused: 'They are not of this run, and stay: look where they come from.',
} as const satisfies Record<Exclude<Ownership, 'given'>, string>

/**
 * Leaves a shared graph at the end of a run, and proves that it is left well: the dataset is as it was loaded, and nothing
 * is there besides. What tests that were cut short have left in their partitions is removed first; so is the dataset
 * where the graph stays. What others have in a graph that was given is not looked at. Fails with a LeakedResourceError.
 */
export async function leaveSharedGraph(options: LeaveSharedGraphOptions): Promise<void> {
  const { g, driver, prefix, dataset, ownership, warn } = options
  const look = () => listPartitions(g, driver, ownership === 'given' ? prefix : undefined)
  for (const partition of (await look()).keys()) {
    if (partition.startsWith(prefix) && partition !== dataset?.partition) await dropPartition(g, partition)
  }
  const isChanged =
    dataset?.fingerprint !== undefined && (await fingerprintGraph(g, driver, dataset.partition)) !== dataset.fingerprint
  const stays = ownership === 'reused' || ownership === 'given'
  if (dataset && stays) await dropDataset(g, dataset.partition)

  const left = await look()
  // On a stand-in, or in a cluster of its own, the dataset goes with the graph.
  if (dataset && !stays) left.delete(dataset.partition)
  const strays = [...left].filter(([partition]) => ownership !== 'reused' || !isOfRun(partition, prefix))
  const seen = strays.map(([, { vertices, edges }]) => `${vertices} vertices and ${edges} edges`).join(', ')
  const told = `Outside of every test's partition the graph holds ${seen}.`
  if (strays.length > 0 && ownership === 'reused') warn(`${told} ${fateOfStrays.reused}`)
  if (strays.length > 0 && ownership !== 'reused') {
    const fate = ownership === 'given' ? undefined : fateOfStrays[ownership]
    throw new LeakedResourceError([told, fate, WAY_OUT], { resource: 'graph' })
  }
  if (!isChanged) return
  throw new LeakedResourceError(['The dataset that all tests share is not what it was when it was loaded.', WAY_OUT], {
    resource: 'graph',
  })
}
