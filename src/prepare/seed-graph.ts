import { join } from 'node:path'
import type { GraphLoading, GraphSource } from '../contracts/provided-run.ts'
import type { RunContext } from '../contracts/run-context.ts'
import type { Dataset, GraphSizes } from '../dataset/dataset.ts'
import { writeDatasetGraph } from '../dataset/read-dataset.ts'
import { DatasetError } from '../errors/errors.ts'
import { datasetPartition, PARTITION_KEY } from '../isolation/partition/partition.ts'
import { systemClock } from '../wait/clock.ts'
import { contentsOf, tellWait } from './load-progress.ts'
import * as messages from './messages.ts'

/** A dataset's graph, and the file that graphs are filled from. */
export interface GraphSeed {
  /** The dataset's name. */
  readonly name: string
  readonly sizes: GraphSizes
  readonly source: GraphSource
}

interface SeedGraph extends RunContext {
  readonly dataset: Dataset | undefined
  readonly loading: GraphLoading
  /** The folder for the file. */
  readonly directory: string
  /** The heap of the engine for the graph, in MiB; absent: unknown. */
  readonly engineHeapMb?: number | undefined
  /** Copies a file to where the engine can read it, and returns its path there; default: the engine reads this machine's files. */
  readonly bring?: ((file: string) => Promise<string>) | undefined
}

/** Writes the dataset's graph to a file. Fails with a DatasetError where the dataset has no graph, or the graph is too large. */
export async function seedGraph(seeding: SeedGraph): Promise<GraphSeed | undefined> {
  const { id, options, dataset, loading, directory, report, signal, bring = async (file: string) => file } = seeding
  if (!dataset) return undefined
  const { name, graph } = dataset
  if (!graph) throw new DatasetError(messages.datasetWithoutGraph(name))
  if (seeding.engineHeapMb !== undefined) assertFits(name, graph, seeding.engineHeapMb)
  const startedAt = systemClock.now()
  const partition = options.isolation === 'partition' ? datasetPartition(id) : undefined
  const file = join(directory, `${name}.${loading === 'io' ? 'json' : 'graph'}`)
  const added = partition === undefined ? {} : { [PARTITION_KEY]: partition }
  const onWait = tellWait(report, `The graph of dataset ${name}`)
  await writeDatasetGraph({ dataset: name, graph, file, form: loading, added }, { signal, onWait })
  if (loading === 'io') {
    const contents = `${contentsOf(graph)} ready to load`
    report({ type: 'dataset-loaded', dataset: name, contents, elapsedMs: systemClock.now() - startedAt })
  }
  const source = {
    file: await bring(file),
    vertexCount: graph.vertexCount,
    edgeCount: graph.edgeCount,
    ...(partition && { partition }),
  }
  return { name, sizes: graph, source }
}

/**
 * The heap that an element takes while its file is read, in bytes: in TinkerGraph, and in the copy that the reader keeps until
 * it has read all. 75,000 vertices with four properties each and 150,000 edges were seen not to fit into 512 MiB. These numbers
 * are a little lower, so that no graph is refused that would fit.
 */
const VERTEX_BYTES = 600
const EDGE_BYTES = 500
const VALUE_BYTES = 300

/** The least heap that a graph takes while it is loaded, in MiB. */
function leastHeapMb({ vertexCount, edgeCount, valueCount, textLength }: GraphSizes): number {
  const bytes = vertexCount * VERTEX_BYTES + edgeCount * EDGE_BYTES + valueCount * VALUE_BYTES + textLength
  return Math.ceil(bytes / 1024 / 1024)
}

/** Fails with a DatasetError where an engine with this heap, in MiB, cannot hold the graph. */
export function assertFits(dataset: string, sizes: GraphSizes, heapMb: number): void {
  const neededMb = leastHeapMb(sizes)
  if (neededMb <= heapMb) return
  throw new DatasetError(messages.graphTooLarge(dataset, sizes, neededMb, heapMb), { resource: dataset })
}
