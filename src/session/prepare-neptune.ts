import { join } from 'node:path'
import { connectGremlin, resolveDriver } from '../client/gremlin-client.ts'
import { probeNeptune } from '../client/probe.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { writeGraph } from '../dataset/write-graph.ts'
import { DatasetError } from '../errors.ts'
import { DATASET_PARTITION, PARTITION_KEY } from '../namespace/partition.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { StandInObservation } from '../standin/stand-in.ts'
import { systemClock } from '../wait/clock.ts'
import type { GraphSource, ProvidedNeptune } from './provided-session.ts'
import { shareGraph } from './share-graph.ts'
import type { TargetOptions } from './target.ts'

export interface PrepareNeptune extends TargetOptions {
  readonly credentials: CredentialsProvider
  readonly seen: StandInObservation
  readonly dataset: Dataset | undefined
  /** A folder the engine can read. */
  readonly directory: string
}

/** Validates the client of a Neptune stand-in that is ready, and lays the dataset's graph where the engine can read it. */
export async function prepareNeptune(prepare: PrepareNeptune): Promise<ProvidedNeptune> {
  const { credentials, report, seen, signal } = prepare
  const { endpoint } = seen
  // No connection stays open in Vitest's main process: an error on an idle one would end the run without a tear-down.
  const driver = resolveDriver(prepare.options.root)
  const connection = await connectGremlin({ endpoint, credentials, driver })
  try {
    const { warnings } = await probeNeptune(connection, driver.version)
    for (const message of warnings) report({ type: 'warning', message })
  } finally {
    await connection.close()
  }
  report({
    type: 'ready',
    resource: 'Gremlin Server',
    version: seen.version ?? '',
    startedInMs: seen.startedInMs ?? 0,
  })
  signal.throwIfAborted()
  const graph = await layGraph(prepare)
  if (prepare.options.isolation === 'partition') await shareGraph({ ...prepare, endpoint, contents: graph })
  return { endpoint, ...(graph && { graph }) }
}

async function layGraph({ options, dataset, directory, report }: PrepareNeptune): Promise<GraphSource | undefined> {
  if (!dataset) return undefined
  if (!dataset.graph) throw new DatasetError(`Dataset ${dataset.name} has no graph: there is no folder neptune/ in it.`)
  const startedAt = systemClock.now()
  const { vertices, edges } = dataset.graph
  const file = join(directory, `${dataset.name}.json`)
  await writeGraph(dataset.graph, file, options.isolation === 'partition' ? { [PARTITION_KEY]: DATASET_PARTITION } : {})
  report({
    type: 'dataset-loaded',
    dataset: dataset.name,
    contents: `${vertices.length.toLocaleString('en')} vertices and ${edges.length.toLocaleString('en')} edges laid ready`,
    elapsedMs: systemClock.now() - startedAt,
  })
  return { file, vertexCount: vertices.length, edgeCount: edges.length }
}
