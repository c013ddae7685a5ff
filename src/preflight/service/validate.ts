import type { RunNeeds } from '../../aws/permissions/grant.ts'
import { connectGremlin, resolveDriver } from '../../clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../clients/opensearch/client.ts'
import { type RunningService, wasThere } from '../../contracts/run-context.ts'
import { rejectionOf } from '../../errors/service-rejection.ts'
import { reportPolls } from '../../report/report-polls.ts'
import { systemClock } from '../../wait/clock.ts'
import { assertActions, clusterRequests, domainRequests } from './assert-actions.ts'
import { awaitValidated } from './await-validated.ts'
import * as messages from './messages.ts'
import { probeNeptune } from './probe-neptune.ts'
import { probeOpenSearch } from './probe-opensearch.ts'

/** States of a wait in which nothing is wrong: it is reported only once another state was seen. */
const FINE = ['resolved', 'accepted']

/** How long a service that was ready before the run may deny access to it, in milliseconds: more than one poll. */
const DENIED_FOR_MS = 10_000

/** How long a service that was ready before the run may be out of reach, in milliseconds: its name is not new. */
const THERE_WITHIN_MS = 60_000

/**
 * Waits until a service that is ready can be used: its host name is resolved, it is reached, and it accepts signed
 * requests several times in a row, for each action that a run needs. Reports the wait if anything goes wrong in it. Fails
 * as `awaitValidated` does.
 */
export async function validateService<Service extends RunningService>(
  running: Service,
  probe: Probe<Service>,
): Promise<Service> {
  const { endpoint, report, signal, clock = systemClock } = running
  const startedAt = clock.now()
  const what = messages.accessTo(new URL(endpoint.url).host)
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
  if (isTrouble) report({ type: 'resource-step', what, step: messages.clientValidated(), elapsedMs })
  return running
}

/** Checks whether a service can be used; returns warnings about one that can. */
export type Probe<Service extends RunningService> = (
  running: Service,
  signal: AbortSignal,
) => Promise<readonly string[]>

/** Sends a signed request by its own client, and one for each action. A denied HEAD is a warning. */
export const probeDomain =
  (needs: RunNeeds): Probe<RunningService & { readonly expectedVersion?: string }> =>
  async (running, signal) => {
    const { endpoint, credentials, expectedVersion: version } = running
    const client = createOpenSearchClient({ endpoint, credentials, options: { maxRetries: 0 } })
    const denial = await probeOpenSearch(client, { endpoint, version, signal })
      .then(() => undefined, onlyDenied)
      .finally(() => client.close())
    const lacking = await assertActions(running, { needs, requests: domainRequests(), denial }, signal)
    const { host } = new URL(endpoint.url)
    return lacking.map((action) => messages.headDenied(host, action))
  }

/**
 * Asks for the status and sends a traversal on its own connection, which it closes, and sends a request for each action.
 * Denied writes to a graph that the run only reads are reported later, by `assertWritable`.
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

/** The error of a request that a policy denies, so that all other actions are asked for as well. */
function onlyDenied(error: unknown): unknown {
  if (rejectionOf(error)?.name !== 'AccessDeniedException') throw error
  return error
}
