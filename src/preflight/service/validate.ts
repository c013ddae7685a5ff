import type { RunNeeds } from '../../aws/permissions/grant.ts'
import { connectGremlin, resolveDriver } from '../../clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../clients/opensearch/client.ts'
import { type RunningService, wasThere } from '../../contracts/run-context.ts'
import { refusalOf } from '../../errors/refusal-of.ts'
import { reportPolls } from '../../report/report-polls.ts'
import { systemClock } from '../../wait/clock.ts'
import { assertActions, clusterRequests, domainRequests } from './assert-actions.ts'
import { awaitValidated } from './await-validated.ts'
import { probeNeptune } from './probe-neptune.ts'
import { probeOpenSearch } from './probe-opensearch.ts'

/** What a wait for a client tells of where all is well; it says nothing to anybody who has not met trouble before. */
const FINE = ['resolved', 'accepted']

/** How long what was ready before the run may deny it access, in milliseconds: a look more than a slip needs. */
const DENIED_FOR_MS = 10_000

/** How long what was there before the run may be out of reach, in milliseconds: its name and address are not new. */
const THERE_WITHIN_MS = 60_000

/**
 * Waits until a service that is ready can be used: its name is known, it can be reached, and what is signed for it is
 * accepted several times in a row, for each action that a run needs. A wait of which there is something to tell is told.
 * Fails as `awaitValidated` does.
 */
export async function validateService<Service extends RunningService>(
  running: Service,
  probe: Probe<Service>,
): Promise<Service> {
  const { endpoint, report, signal, clock = systemClock } = running
  const startedAt = clock.now()
  const what = `access to ${new URL(endpoint.url).host}`
  const tell = reportPolls(report, { what, wanted: 'accepted' })
  let isTrouble = false
  const warnings = await awaitValidated({
    endpoint,
    signal,
    clock,
    ...(running.wasReady && { deniedForMs: DENIED_FOR_MS, timeoutMs: THERE_WITHIN_MS }),
    probe: (look) => probe(running, look),
    onPoll(look) {
      isTrouble ||= !FINE.includes(look.state)
      if (isTrouble) tell(look)
    },
  })
  for (const message of warnings) report({ type: 'warning', message })
  const elapsedMs = clock.now() - startedAt
  if (isTrouble) report({ type: 'resource-step', what, step: 'client validated', elapsedMs })
  return running
}

/** Looks whether a service can be used; returns what there is to tell of one that can. */
export type Probe<Service extends RunningService> = (
  running: Service,
  signal: AbortSignal,
) => Promise<readonly string[]>

/** A signed request by a client of its own, and one for each action. Tests may do without `exists()`. */
export const probeDomain =
  (needs: RunNeeds): Probe<RunningService & { readonly expectedVersion?: string }> =>
  async (running, signal) => {
    const { endpoint, credentials, expectedVersion: version } = running
    const client = createOpenSearchClient({ endpoint, credentials, options: { maxRetries: 0 } })
    const denial = await probeOpenSearch(client, { endpoint, version, signal })
      .then(() => undefined, onlyDenied)
      .finally(() => client.close())
    const lacking = await assertActions(running, { needs, requests: domainRequests(), denial }, signal)
    return lacking.map(
      (action) =>
        `${new URL(endpoint.url).host} does not let this identity ask by HEAD (${action}): 'exists()' fails in tests.`,
    )
  }

/**
 * The status and a traversal on a connection of its own, of which none stays open in this process, and a request for each
 * action. Of what it may not do in a graph that is there to be read, the run is told once the graph is tried.
 */
export const probeCluster =
  (needs: RunNeeds, isForReading: boolean): Probe<RunningService> =>
  async (running, signal) => {
    const { endpoint, credentials, options } = running
    const driver = resolveDriver(options.root)
    const connection = connectGremlin({ endpoint, credentials, driver })
    const denial = await probeNeptune(connection, driver.version, signal)
      .then(() => undefined, onlyDenied)
      .finally(() => connection.close())
    const asked = { needs, requests: clusterRequests(), isForReading: isForReading && wasThere(running), denial }
    await assertActions(running, asked, signal)
    return []
  }

/** That a policy refuses one request leads to the question what else it refuses. */
function onlyDenied(error: unknown): unknown {
  if (rejectionOf(error)?.name !== 'AccessDeniedException') throw error
  return error
}
