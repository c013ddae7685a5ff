import { join } from 'node:path'
import { connectGremlin, resolveDriver } from '../client/gremlin-client.ts'
import { probeNeptune } from '../client/probe.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { NamespaceError } from '../errors.ts'
import { layGraph } from './lay-graph.ts'
import type { GraphLoading, GraphSource, ProvidedNeptune } from './provided-session.ts'
import type { RunningService } from './session-context.ts'
import { shareGraph } from './share-graph.ts'
import { takeGraph } from './take-graph.ts'

/**
 * What a target gives for a Neptune that answers. On AWS:
 * `{ ...context, endpoint, credentials, ownership, loading: 'steps', directory, dataset }`.
 */
export interface PrepareNeptune extends RunningService {
  readonly dataset: Dataset | undefined
  /** How the dataset's graph comes into the graph. */
  readonly loading: GraphLoading
  /**
   * A folder of the session's own on this machine, which workers can read, and the engine where it loads by `io`. Whoever
   * made it removes it, after the cleanup.
   */
  readonly directory: string
}

/**
 * Validates the client of a Neptune that is ready, by one probe, and fills what all its tests use together; the undo
 * proves that it is left as it has to be. On a stand-in each worker fills a graph of its own from what is laid ready.
 *
 * Fails with a NamespaceError, before anything is touched, where the graph is not to be had at the isolation level.
 */
export async function prepareNeptune(prepare: PrepareNeptune): Promise<ProvidedNeptune> {
  const { endpoint, loading, ownership, directory, options, signal } = prepare
  const { version, role } = await validate(prepare)
  if (role === 'reader') assertOnlyRead(prepare)
  signal.throwIfAborted()
  const laid = await layGraph(prepare)
  // Every worker of a stand-in has a graph of its own, unless they share one.
  const takesTurns = ownership !== 'stand-in' && options.isolation === 'exclusive'
  let graph: GraphSource | undefined = laid?.source
  if (options.isolation === 'partition') await shareGraph({ ...prepare, laid })
  else if (takesTurns) graph = await takeGraph({ ...prepare, laid })
  return {
    endpoint,
    version,
    notesChanges: ownership === 'stand-in',
    loading,
    ...(graph && { graph }),
    ...(takesTurns && { turns: join(directory, 'graph.turn') }),
  }
}

/** What is behind a cluster's reader address takes no writes, and says so only of each. */
function assertOnlyRead({ endpoint, dataset, options, report }: PrepareNeptune): void {
  const what = `Neptune at ${endpoint.url} is a reader: nothing can be written there.`
  if (!dataset?.graph && options.isolation === 'partition') {
    report({ type: 'warning', message: `${what} Tests can only read what is in the graph.` })
    return
  }
  throw new NamespaceError(
    [
      what,
      `Last seen: role reader at /status. ${dataset?.graph ? 'A dataset has to be loaded' : "Level 'exclusive' empties the graph"}. Nothing was touched.`,
      "Give the address of the cluster itself, without '-ro'; for tests that only read, set isolation: 'partition', without a dataset.",
    ],
    { resource: 'graph', fault: 'user' },
  )
}

/** Tells that the client is validated, and returns the TinkerPop version of the server and its role. */
async function validate({ options, endpoint, credentials, ownership, report, startedInMs, signal }: PrepareNeptune) {
  const driver = resolveDriver(options.root)
  // No connection stays open: an error on an idle one would end the process without a tear-down.
  const connection = connectGremlin({ endpoint, credentials, driver })
  try {
    const { version, role, warnings } = await probeNeptune(connection, driver.version, signal)
    const resource = ownership === 'stand-in' ? 'Gremlin Server' : 'Neptune with TinkerPop'
    report({ type: 'ready', resource, version, ...(startedInMs !== undefined && { startedInMs }) })
    for (const message of warnings) report({ type: 'warning', message })
    return { version, role }
  } finally {
    await connection.close()
  }
}
