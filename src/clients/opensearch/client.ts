import type { Client, ClientOptions } from '@opensearch-project/opensearch'
import type { CredentialsProvider } from '../../base/credentials.ts'
import { type GivenEndpoint, wholeEndpoint } from '../../base/endpoint.ts'
import type { Lifetime } from '../../base/lifetime.ts'
import { DirectAgent } from '../../base/native-io.ts'
import { rememberCredentials, rememberedProvider } from '../../credentials/remember-credentials.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { tlsOptions } from '../tls-options.ts'
import { closedError, signingConnection } from './connection.ts'
import { type OpenSearchLibrary, ownOpenSearch } from './library.ts'
import { repeatingTransport } from './transport.ts'

export type { OpenSearchLibrary } from './library.ts'
export { resolveOpenSearch } from './library.ts'

export interface OpenSearchClientOptions {
  readonly endpoint: GivenEndpoint
  readonly credentials: CredentialsProvider
  /**
   * Further options of the official client, such as `maxRetries` (default 3), or `requestTimeout` (default 30,000 ms) in
   * which each attempt must be answered, its body included.
   */
  readonly options?: Omit<ClientOptions, 'node' | 'nodes' | 'Connection' | 'Transport' | 'auth' | 'cloud'>
  /** From `resolveOpenSearch`; default: the copy of the official client that this package depends on. */
  readonly library?: OpenSearchLibrary
  readonly clock?: Clock
}

/**
 * The official OpenSearch client, every attempt of every request signed afresh with SigV4. Close it when done: it keeps
 * connections open.
 *
 * What fails for a passing reason (429, 502, 503, 504, a lost connection) is repeated after a pause with full jitter and
 * at least as long as `Retry-After` says, but only where that is safe: a write without an id only where it was surely not
 * executed. Expired credentials are fetched anew, and the request is sent once more.
 *
 * Its errors are those of the official client, but for a rejection of the signature or of the identity, which is a
 * ClientRejectedError that has `statusCode`, `body` and `meta` as well. Bodies that are streams are read into memory
 * before they are sent.
 */
export function createOpenSearchClient(wanted: OpenSearchClientOptions): Client {
  return openClient(wanted)
}

/** Connections to OpenSearch that are lent to one test after the other. */
export interface LentOpenSearch {
  /**
   * A client of the borrower's own, to spoil as it likes, for as long as this lifetime lasts. It signs with these credentials;
   * default those of the lender.
   */
  lend(lifetime: Lifetime, own?: CredentialsProvider): Client
  /** Closes the connections. */
  close(): void
}

/** The same client for many who each have one of their own, one after the other or at the same time, over the same connections. */
export function lendOpenSearch(wanted: Omit<OpenSearchClientOptions, 'options'>): LentOpenSearch {
  const agent = new SharedAgent({ ...agentDefaults, ...tlsOptions(wholeEndpoint(wanted.endpoint)) })
  const credentials = rememberedProvider(wanted.credentials, wanted.clock)
  const options = { agent: () => agent }
  return {
    lend: (lifetime, own = credentials) => openClient({ ...wanted, credentials: own, options }, lifetime),
    close: () => agent.end(),
  }
}

/** Whoever borrows it closes nothing but a client. */
class SharedAgent extends DirectAgent {
  override destroy(): void {}

  end(): void {
    super.destroy()
  }
}

function openClient(wanted: OpenSearchClientOptions, lifetime?: Lifetime): Client {
  const { options = {}, library = ownOpenSearch(), clock = systemClock } = wanted
  const endpoint = wholeEndpoint(wanted.endpoint)
  const credentials = rememberCredentials(wanted.credentials, clock)
  const closing = new AbortController()
  const agent = agentOption(options)
  return closableClient(library, closing, {
    requestTimeout: 30_000,
    // There is one node: to look whether it has come back is to ask it.
    resurrectStrategy: 'none',
    ...options,
    ...(agent !== undefined && { agent }),
    node: endpoint.url,
    Connection: signingConnection({ library, endpoint, credentials, clock }),
    Transport: repeatingTransport({ library, endpoint, credentials, clock, closing: closing.signal, lifetime }),
    ssl: { ...tlsOptions(endpoint), ...options.ssl },
  })
}

/** The official client's. */
const agentDefaults = { keepAlive: true, keepAliveMsecs: 1_000, maxSockets: 256 }

/** The official client's defaults, on connections that no interceptor and no proxy gets; unless the user wants one. */
function agentOption({ agent, proxy }: NonNullable<OpenSearchClientOptions['options']>): ClientOptions['agent'] {
  if (proxy || typeof agent === 'function' || (agent as unknown) === false) return agent
  return ({ ssl }) => new DirectAgent({ ...agentDefaults, ...agent, ...ssl })
}

/** The official client's second `close` never returns: an empty pool has no connection to report that it is closed. */
function closableClient(library: OpenSearchLibrary, closing: AbortController, options: ClientOptions): Client {
  let closed: Promise<void> | undefined

  class ClosableClient extends library.module.Client {
    override close(callback: () => void): void
    override close(): Promise<void>
    override close(callback?: () => void): Promise<void> | void {
      closing.abort(closedError(library))
      closed ??= new Promise((resolve) => {
        // A child of this client has the same pool, and may have closed it.
        if (this.connectionPool.connections.length === 0) resolve()
        else super.close(resolve)
      })
      if (!callback) return closed
      void closed.then(callback)
    }
  }
  return new ClosableClient(options)
}
