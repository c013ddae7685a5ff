import { join } from 'node:path'
import type { GraphLoading, GraphSource } from '../contracts/provided-run.ts'
import type { RunContext } from '../contracts/run-context.ts'
import type { Dataset, GraphSizes } from '../dataset/dataset.ts'
import { writeDatasetGraph } from '../dataset/read-dataset.ts'
import { DatasetError } from '../errors/errors.ts'
import { datasetPartition, PARTITION_KEY } from '../isolation/partition/partition.ts'
import { systemClock } from '../wait/clock.ts'
import { assertFits } from './graph-heap.ts'
import { tellWait } from './report-wait.ts'

/** A dataset's graph, and where it lies for those who fill a graph with it. */
export interface LaidGraph {
  /** The dataset's name. */
  readonly name: string
  readonly sizes: GraphSizes
  readonly source: GraphSource
}

export interface LayGraph extends RunContext {
  readonly dataset: Dataset | undefined
  readonly loading: GraphLoading
  /** The folder it is put into. */
  readonly directory: string
  /** The heap of the engine that is to hold the graph, in MiB; absent: not known. */
  readonly engineHeapMb?: number | undefined
  /** Brings a file to where the engine can read it, and returns its path there; default: it reads this machine's files. */
  readonly bring?: ((file: string) => Promise<string>) | undefined
}

/** Puts the dataset's graph into a file. Fails with a DatasetError where the dataset has none, or one that is too large. */
export async function layGraph(lay: LayGraph): Promise<LaidGraph | undefined> {
  const { id, options, dataset, loading, directory, report, signal, bring = async (file: string) => file } = lay
  if (!dataset) return undefined
  const { name, graph } = dataset
  if (!graph) throw new DatasetError(`Dataset ${name} has no graph: there is no folder neptune/ in it.`)
  if (lay.engineHeapMb !== undefined) assertFits(name, graph, lay.engineHeapMb)
  const startedAt = systemClock.now()
  const partition = options.isolation === 'partition' ? datasetPartition(id) : undefined
  const file = join(directory, `${name}.${loading === 'io' ? 'json' : 'graph'}`)
  const added = partition === undefined ? {} : { [PARTITION_KEY]: partition }
  const onWait = tellWait(report, `The graph of dataset ${name}`)
  await writeDatasetGraph({ dataset: name, graph, file, form: loading, added }, { signal, onWait })
  if (loading === 'io') {
    const contents = `${contentsOf(graph)} laid ready`
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

/** `3,376 vertices and 5,366 edges`. */
export function contentsOf({ vertexCount, edgeCount }: GraphSizes): string {
  const vertices = `${vertexCount.toLocaleString('en')} ${vertexCount === 1 ? 'vertex' : 'vertices'}`
  return `${vertices} and ${edgeCount.toLocaleString('en')} ${edgeCount === 1 ? 'edge' : 'edges'}`
}
