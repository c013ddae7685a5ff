import { join } from 'node:path'
import { connectGremlin, resolveDriver } from '../clients/gremlin/client.ts'
import type { GraphLoading, GraphSource, ProvidedNeptune } from '../contracts/provided-run.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { settle } from '../contracts/settle.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { probeNeptune } from '../preflight/service/probe-neptune.ts'
import { assertWritable } from '../preflight/service/writable-graph.ts'
import { leaseGraph } from './lease-graph.ts'
import { seedGraph } from './seed-graph.ts'
import { shareGraph } from './share-graph.ts'

/**
 * What a target provides for a Neptune that answers. On AWS:
 * `{ ...context, endpoint, credentials, ownership, loading: 'steps', directory, dataset }`.
 */
export interface PrepareNeptune extends RunningService {
  readonly dataset: Dataset | undefined
  /** How the dataset is loaded into the graph. */
  readonly loading: GraphLoading
  /**
   * The run's folder on this machine, which workers can read, and so can an engine that loads by `io`. The caller removes it
   * after the cleanup.
   */
  readonly directory: string
  /** The heap of the engine for the graph, in MiB; absent: unknown, as on AWS. */
  readonly engineHeapMb?: number | undefined
  /** Copies a file to where the engine can read it, and returns its path there; default: the engine reads this machine's files. */
  readonly bring?: (file: string) => Promise<string>
}

/**
 * Validates the client of a Neptune that is ready with one probe, and fills the graph that its tests share: `shareGraph` and
 * `leaseGraph` say how the undo leaves it. On a stand-in each worker fills a graph of its own from the prepared file.
 *
 * Fails before anything is touched: with a NamespaceError where the graph cannot be used at the isolation level, and with a
 * PermissionError where it may not be written to.
 */
export async function prepareNeptune(prepare: PrepareNeptune): Promise<ProvidedNeptune> {
  const { endpoint, loading, ownership, directory, notesChanges = false, settle: settled, options, signal } = prepare
  const { version, role } = await validate(prepare)
  signal.throwIfAborted()
  await assertWritable(prepare, role)
  signal.throwIfAborted()
  const seed = await seedGraph(prepare)
  // Each worker of a stand-in has a graph of its own, unless they share one.
  const isLeased = ownership !== 'stand-in' && options.isolation === 'exclusive'
  let graph: GraphSource | undefined = seed?.source
  if (options.isolation === 'partition') await shareGraph({ ...prepare, seed })
  else if (isLeased) graph = await leaseGraph({ ...prepare, seed })
  // Before anything is removed: a write that lands later would stay.
  prepare.cleanup.push('requests under way to Neptune', async () => {
    if (settled) await settle(settled())
    return []
  })
  return {
    endpoint,
    version,
    hasGate: settled !== undefined,
    notesChanges,
    loading,
    ...(graph && { graph }),
    ...(isLeased && { leaseFile: join(directory, 'graph.lease') }),
  }
}

/** The TinkerPop version of a Neptune that does not report it, as for all versions that have a driver: see `iterateStep`. */
const ASSUMED_VERSION = '3.7'
const UNTOLD = 'of a version it does not tell'

/** Validates the client and reports it, and returns the TinkerPop version of the server and the role of the instance. */
async function validate({ options, endpoint, credentials, ownership, report, startedInMs, signal }: PrepareNeptune) {
  const driver = resolveDriver(options.root)
  // No connection stays open: an error on an idle one would end the process without teardown.
  const connection = connectGremlin({ endpoint, credentials, driver })
  try {
    const { version, role, warnings } = await probeNeptune(connection, driver.version, signal)
    const resource = ownership === 'stand-in' ? 'Gremlin Server' : 'Neptune with TinkerPop'
    report({ type: 'ready', resource, version: version ?? UNTOLD, ...(startedInMs !== undefined && { startedInMs }) })
    for (const message of warnings) report({ type: 'warning', message })
    return { version: version ?? ASSUMED_VERSION, role }
  } finally {
    await connection.close()
  }
}
