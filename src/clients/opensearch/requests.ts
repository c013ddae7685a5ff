import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import type { Endpoint } from '../../base/endpoint.ts'
import { DirectAgent } from '../../base/native-io.ts'
import { rememberCredentials } from '../../credentials/remember-credentials.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { type SignedRequest, sendSigned } from '../signed-request.ts'
import type { OpenSearchFailure } from './failure.ts'

/** A request to OpenSearch, in the form of the official client's transport. */
export interface OpenSearchRequest {
  readonly method: SignedRequest['method']
  /** Without the query. */
  readonly path: string
  readonly querystring?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
}

export interface OpenSearchRequestOptions {
  /** Statuses that are no failure; default none from 400 on. */
  readonly ignore?: number[]
  /** The `X-Opaque-Id`; default none. */
  readonly opaqueId?: string
}

/** Whoever sends requests to OpenSearch: the official client is one. */
export interface OpenSearchRequests {
  readonly transport: {
    // biome-ignore lint/suspicious/noExplicitAny: as in the official client; each caller knows the answer to its request.
    request(request: OpenSearchRequest, options?: OpenSearchRequestOptions): Promise<{ body: any }>
  }
}

export interface SignedRequestsOptions {
  readonly endpoint: Endpoint
  readonly credentials: CredentialsProvider
  /** Sent with each request; default none. */
  readonly headers?: Readonly<Record<string, string>>
  readonly clock?: Clock
}

/** As of the official client: calls in all; milliseconds until each is answered, and of the longest pause between two. */
const limits = { attempts: 4, timeoutMs: 30_000, longestPauseMs: 30_000 }

/**
 * Requests without the official client, whose methods a test may have replaced; it is not even loaded, unless one fails.
 * What fails is repeated as by this package's signed client, and fails with the same errors. Close it when done: it keeps a
 * connection open.
 */
export function signedRequests(options: SignedRequestsOptions): OpenSearchRequests & { close(): void } {
  const { endpoint, clock = systemClock } = options
  const credentials = rememberCredentials(options.credentials, clock)
  const agent = new DirectAgent({ keepAlive: true })

  const once = async (wanted: OpenSearchRequest, { ignore = [], opaqueId }: OpenSearchRequestOptions) => {
    const signing = await credentials.current()
    const seen = await sendSigned({
      ...{ endpoint, agent, clock, credentials: signing, method: wanted.method, path: pathOf(wanted) },
      timeoutMs: limits.timeoutMs,
      headers: { ...options.headers, ...(opaqueId !== undefined && { 'x-opaque-id': opaqueId }) },
      ...(wanted.body && { body: JSON.stringify(wanted.body) }),
    }).then(
      (answer) => ({ answer }),
      (cause: unknown) => ({ cause }),
    )
    if ('answer' in seen && seen.answer.status < 400) return { body: JSON.parse(seen.answer.body || '{}') }
    if ('answer' in seen && ignore.includes(seen.answer.status)) return { body: {} }
    const { failureOf } = await import('./failure.ts')
    throw new Failed(failureOf(seen, wanted, endpoint, clock.now()), signing)
  }

  /** Credentials that have expired are fetched anew, and the request is sent once more. */
  const attempt = async (wanted: OpenSearchRequest, how: OpenSearchRequestOptions) => {
    try {
      return await once(wanted, how)
    } catch (error) {
      const hasOthers = error instanceof Failed && error.failure.hasExpired && (await credentials.renew(error.signing))
      if (!hasOthers) throw error
      return once(wanted, how)
    }
  }

  const request: OpenSearchRequests['transport']['request'] = async (wanted, how = {}) => {
    try {
      return await retry(() => attempt(wanted, how), {
        attempts: limits.attempts,
        maxMs: limits.longestPauseMs,
        clock,
        isTemporary: (error) => error instanceof Failed && error.failure.mayRepeat,
        askedPauseMs: (error) => (error as Failed).failure.askedPauseMs,
      })
    } catch (error) {
      throw error instanceof Failed ? error.failure.error : error
    }
  }
  return { transport: { request }, close: () => agent.destroy() }
}

/** An attempt that failed, and what it was signed with. */
class Failed extends Error {
  readonly failure: OpenSearchFailure
  readonly signing: AwsCredentials

  constructor(failure: OpenSearchFailure, signing: AwsCredentials) {
    super()
    this.failure = failure
    this.signing = signing
  }
}

function pathOf({ path, querystring = {} }: OpenSearchRequest): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(querystring)) query.append(name, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}
