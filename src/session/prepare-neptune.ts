import { join } from 'node:path'
import { connectGremlin, resolveDriver } from '../client/gremlin-client.ts'
import { probeNeptune } from '../client/probe.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { writeGraph } from '../dataset/write-graph.ts'
import { DatasetError } from '../errors.ts'
import { DATASET_PARTITION, PARTITION_KEY } from '../namespace/partition.ts'
import { systemClock } from '../wait/clock.ts'
import type { GraphLoading, GraphSource, ProvidedNeptune } from './provided-session.ts'
import type { RunningService } from './session-context.ts'
import { shareGraph } from './share-graph.ts'

export interface PrepareNeptune extends RunningService {
  readonly dataset: Dataset | undefined
  /** How the dataset's graph comes into the graph. */
  readonly loading: GraphLoading
  /**
   * A folder of the session's own on this machine, which workers can read, and the engine where it loads by `io`. Whoever
   * made it removes it.
   */
  readonly directory: string
}

/** Validates the client of a Neptune that is ready, and lays the dataset's graph where the engine can read it. */
export async function prepareNeptune(prepare: PrepareNeptune): Promise<ProvidedNeptune> {
  const { endpoint, signal } = prepare
  const version = await validate(prepare)
  signal.throwIfAborted()
  const graph = await layGraph(prepare)
  if (prepare.options.isolation === 'partition') await shareGraph({ ...prepare, contents: graph })
  const { loading, ownership } = prepare
  return { endpoint, version, notesChanges: ownership === 'stand-in', loading, ...(graph && { graph }) }
}

/** Tells that the client is validated, and returns the TinkerPop version of the server. */
async function validate({ options, endpoint, credentials, report, startedInMs, signal }: PrepareNeptune) {
  const driver = resolveDriver(options.root)
  // No connection stays open: an error on an idle one would end the process without a tear-down.
  const connection = connectGremlin({ endpoint, credentials, driver })
  try {
    const { version, warnings } = await probeNeptune(connection, driver.version, signal)
    report({ type: 'ready', resource: 'Gremlin Server', version, ...(startedInMs !== undefined && { startedInMs }) })
    for (const message of warnings) report({ type: 'warning', message })
    return version
  } finally {
    await connection.close()
  }
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
