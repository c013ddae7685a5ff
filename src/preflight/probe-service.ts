import type { RunNeeds } from '../aws/permissions/grant.ts'
import { connectGremlin, resolveDriver } from '../clients/gremlin/client.ts'
import { createOpenSearchClient } from '../clients/opensearch/client.ts'
import { type RunningService, wasThere } from '../contracts/run-context.ts'
import { refusalOf } from '../errors/refusal-of.ts'
import { clusterRequests, domainRequests } from './action-requests.ts'
import { assertActions } from './assert-actions.ts'
import { probeNeptune, probeOpenSearch } from './probe.ts'

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
  if (refusalOf(error)?.name !== 'AccessDeniedException') throw error
  return error
}
