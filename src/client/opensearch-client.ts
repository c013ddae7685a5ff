import type { ClientOptions } from '@opensearch-project/opensearch'
import { Client } from '@opensearch-project/opensearch'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { signingConnection } from './opensearch-connection.ts'
import { preparingTransport } from './opensearch-transport.ts'
import { rememberCredentials } from './remember-credentials.ts'

export interface OpenSearchClientOptions {
  readonly endpoint: Endpoint
  readonly credentials: CredentialsProvider
  /** Further options of the official client, such as `maxRetries` (default 3) or `requestTimeout` (default 30,000 ms). */
  readonly options?: Omit<ClientOptions, 'node' | 'nodes' | 'Connection' | 'Transport' | 'auth' | 'cloud'>
  readonly clock?: Clock
}

/**
 * The official OpenSearch client, every attempt of every request signed afresh with SigV4. Close it when done: it keeps
 * connections open.
 *
 * Its errors are those of the official client; a refused signature is a ResponseError with status 403. Bodies that are
 * streams are read into memory before they are sent.
 */
export function createOpenSearchClient(wanted: OpenSearchClientOptions): Client {
  const { endpoint, options = {}, clock = systemClock } = wanted
  const credentials = rememberCredentials(wanted.credentials, clock)
  return new ClosableClient({
    requestTimeout: 30_000,
    ...options,
    node: endpoint.url,
    Connection: signingConnection({ endpoint, credentials, clock }),
    Transport: preparingTransport(credentials),
    ssl: { ...options.ssl, ...(endpoint.ca && { ca: endpoint.ca }) },
  })
}

/** The official client's second `close` never returns: an empty pool has no connection to report that it is closed. */
class ClosableClient extends Client {
  #closed: Promise<void> | undefined

  override close(callback: () => void): void
  override close(): Promise<void>
  override close(callback?: () => void): Promise<void> | void {
    this.#closed ??= new Promise((resolve) => super.close(resolve))
    if (!callback) return this.#closed
    void this.#closed.then(callback)
  }
}
