import type { ClientOptions } from '@opensearch-project/opensearch'
import { Client, Connection, Transport } from '@opensearch-project/opensearch'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import { CredentialsCache } from './credentials-cache.ts'
import { signedHeaders } from './sign.ts'

export interface OpenSearchClientOptions {
  readonly endpoint: Endpoint
  readonly credentials: CredentialsProvider
  /** Further options of the official client, such as `maxRetries` or `requestTimeout`. */
  readonly client?: Omit<ClientOptions, 'node' | 'nodes' | 'Connection' | 'Transport' | 'auth'>
}

/** What the official client builds for each attempt; its own types leave it open. */
interface BuiltRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Buffer
}

/**
 * The official OpenSearch client, every attempt of every request signed afresh with SigV4. Close it when done.
 *
 * Its errors are those of the official client; a refused signature is a ResponseError with status 403.
 */
export function createOpenSearchClient({ endpoint, credentials, client = {} }: OpenSearchClientOptions): Client {
  const cache = new CredentialsCache(credentials)

  class SigningConnection extends Connection {
    override buildRequestObject(params: never): never {
      const request = super.buildRequestObject(params) as unknown as BuiltRequest
      request.headers = signedHeaders(request, endpoint, cache.current)
      return request as never
    }
  }

  /** The credentials must be there before the connection, which cannot wait, builds a request. */
  class SigningTransport extends Transport {
    override request(...args: never[]): never {
      const send = super.request.bind(this) as (...args: unknown[]) => Promise<unknown>
      const callback = args.at(-1) as unknown
      if (typeof callback === 'function') {
        const fail = callback as (error: unknown) => void
        void cache.get().then(() => send(...args), fail)
        return { abort() {} } as never
      }
      return cache.get().then(() => send(...args)) as never
    }
  }

  return new Client({
    ...client,
    node: endpoint.url,
    Connection: SigningConnection,
    Transport: SigningTransport,
    ssl: { ...client.ssl, ...(endpoint.ca && { ca: endpoint.ca }) },
  })
}
