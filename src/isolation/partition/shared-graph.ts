import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { LeakedResourceError, NamespaceError } from '../../errors/errors.ts'
import type { Ownership } from '../../resource/resource.ts'
import { fingerprintGraph } from '../graph/graph-fingerprint.ts'
import type { GraphContents } from '../graph/restore-graph.ts'
import * as messages from '../messages.ts'
import { dropDataset, dropPartition, isOfRun, listPartitions, PARTITION_KEY } from './partition.ts'

type Source = gremlinProcess.GraphTraversalSource

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
  const [vertices = 0, edges = 0] = counts.map(({ value }) => Number(value))
  if (vertices === contents.vertexCount && edges === contents.edgeCount) return
  const wanted = { vertices: contents.vertexCount, edges: contents.edgeCount }
  throw new NamespaceError(messages.sharedDatasetCounts({ vertices, edges }, wanted), { resource: 'graph' })
}

/** The dataset that all tests of a run share. */
export interface SharedDataset {
  readonly partition: string
  /** The fingerprint of the dataset as it was loaded; absent: loading did not end, and no test has seen it. */
  readonly fingerprint?: string | undefined
}

export interface LeaveSharedGraphOptions {
  readonly g: Source
  readonly driver: GremlinDriver
  /** The start of the names of all partitions of this run. */
  readonly prefix: string
  readonly dataset?: SharedDataset
  /** How the run came to the graph, which decides whether the graph stays. */
  readonly ownership: Ownership
  /** Called with a warning about elements whose maker is not known. Must not throw. */
  readonly warn: (message: string) => void
}

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
  const strays = [...left]
    .filter(([partition]) => ownership !== 'reused' || !isOfRun(partition, prefix))
    .map(([, counts]) => counts)
  if (strays.length > 0) {
    if (ownership === 'reused') warn(messages.elementsOfOthers(strays))
    else throw new LeakedResourceError(messages.elementsOutside(strays, ownership), { resource: 'graph' })
  }
  if (isChanged) throw new LeakedResourceError(messages.sharedDatasetChanged(), { resource: 'graph' })
}
