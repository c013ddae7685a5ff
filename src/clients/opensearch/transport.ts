import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ApiError, ApiResponse, Transport } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { type Asked, type Lifetime, within } from '../../base/lifetime.ts'
import type { RememberedCredentials } from '../../credentials/remember-credentials.ts'
import type { Clock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { notAnsweredInWhole } from '../messages.ts'
import { type Attempt, attemptOf } from './attempt.ts'
import { closedError } from './connection.ts'
import { isConnectionError } from './error.ts'
import type { OpenSearchLibrary } from './library.ts'
import { isExpiry, isOutage, isRejection, OpenSearchRejectedError } from './rejection.ts'
import { askedPauseMs, isPassing, mayRepeat } from './repeat.ts'

type Send = Transport['request']
type RequestParams = Parameters<Send>[0]
type RequestOptions = NonNullable<Parameters<Send>[1]>
type Callback = (error: ApiError, result: ApiResponse) => void
/** A promise of the answer that can be aborted; the official client does not export its name. */
type Sending = ReturnType<(typeof Transport.prototype)['request']> & Promise<ApiResponse>

export interface RepeatingTransportOptions {
  readonly library: OpenSearchLibrary
  readonly endpoint: Endpoint
  readonly credentials: RememberedCredentials
  readonly clock: Clock
  /** Aborted when the client is told to close: nothing is repeated any more. */
  readonly closing: AbortSignal
  /** How long the client may be used; default without an end. */
  readonly lifetime?: Lifetime | undefined
}

/** One request of a caller, with all its attempts. */
interface Exchange {
  /** Aborted when it is not to be repeated any more; an attempt that is under way goes on. */
  readonly repeating: AbortController
  /** The attempt that is under way. */
  sending?: { abort(): void }
  /** Set once the caller has aborted it. */
  aborted?: Error
}

/** What the official client's types leave out. */
interface Numbers {
  generateRequestId(params: RequestParams, options: RequestOptions): unknown
}

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE_MS = 30_000

/**
 * The class of transport that makes a request ready to be signed (its credentials fetched, a body that is a stream read,
 * for its hash goes into the signature), and repeats it in the official client's stead: that would do so at once, and
 * also where it is not known whether the first attempt was executed.
 */
export function repeatingTransport({
  library,
  endpoint,
  credentials,
  clock,
  closing,
  lifetime,
}: RepeatingTransportOptions): OpenSearchLibrary['module']['Transport'] {
  const { Transport, errors } = library.module
  const underWay = new Set<Exchange>()
  closing.addEventListener('abort', () => {
    for (const { repeating } of underWay) repeating.abort(closing.reason)
  })

  class RepeatingTransport extends Transport {
    override request(params: RequestParams, options?: RequestOptions | Callback, callback?: Callback): Sending {
      const done = typeof options === 'function' ? options : callback
      const settings = (typeof options === 'function' ? undefined : options) ?? {}
      const exchange: Exchange = { repeating: new AbortController() }
      const abort = () => {
        exchange.aborted ??= new errors.RequestAbortedError('Request aborted')
        exchange.repeating.abort(exchange.aborted)
        exchange.sending?.abort()
      }
      const asked = { method: params.method, path: params.path }
      const send = () => this.#answer(params, settings, exchange)
      const answer = within(lifetime, asked, { send, drop: abort })
      if (lifetime && settings.asStream) answer.then(({ body }) => lend(body, asked, lifetime)).catch(() => {})
      if (!done) return Object.assign(answer, { abort })
      answer.then(
        (result) => process.nextTick(done, null as never, result),
        // The helpers read the second argument whatever the first one is.
        (error: ApiError) => process.nextTick(done, error, (error as { meta?: ApiResponse }).meta ?? nothing),
      )
      return { abort } as Sending
    }

    async #answer(params: RequestParams, options: RequestOptions, exchange: Exchange): Promise<ApiResponse> {
      underWay.add(exchange)
      if (closing.aborted) exchange.repeating.abort(closing.reason)
      try {
        return await this.#repeat(params, options, exchange)
      } finally {
        underWay.delete(exchange)
      }
    }

    async #repeat(params: RequestParams, options: RequestOptions, exchange: Exchange): Promise<ApiResponse> {
      const [prepared] = hasStream(params)
        ? await Promise.all([withoutStreams(params), credentials.current()])
        : [params, await credentials.current()]
      const id = options.id ?? (this as unknown as Numbers).generateRequestId(params, options)
      const attempts = 1 + (options.maxRetries ?? this.maxRetries)
      let attempt: Attempt = {}
      let hasRenewed = false
      const send = async (number: number): Promise<ApiResponse> => {
        if (exchange.aborted) throw exchange.aborted
        // Closing takes the connections away, which the official client would report as a cluster without nodes.
        if (this.connectionPool.connections.length === 0) throw closedError(library)
        const copy = { ...prepared }
        attempt = attemptOf(copy)
        try {
          const result = await this.#once(copy, { ...options, id, maxRetries: 0 }, exchange, number < attempts)
          result.meta.attempts = number - 1
          return result
        } catch (error) {
          const { credentials: rejected } = attempt
          if (!hasRenewed && isExpiry(error) && rejected && (await credentials.renew(rejected))) {
            hasRenewed = true
            return send(number)
          }
          throw this.#explained(error, attempt, copy, number)
        }
      }
      return retry(send, {
        attempts,
        maxMs: LONGEST_PAUSE_MS,
        signal: exchange.repeating.signal,
        clock,
        isTemporary: (error) => mayRepeat(error, attempt, prepared),
        askedPauseMs: (error) => askedPauseMs(error, clock.now()),
      })
    }

    async #once(params: RequestParams, options: RequestOptions, exchange: Exchange, isRepeated: boolean) {
      const sending = super.request(params, options)
      exchange.sending = sending
      try {
        const result = await sending
        const { statusCode } = result
        if (!options.asStream || !isPassing(statusCode) || options.ignore?.includes(statusCode!)) return result
        // The status of a streamed answer is the caller's to look at; but the caller could not repeat it as we do.
        const error = new errors.ResponseError({ ...result, body: null })
        if (!isRepeated || !mayRepeat(error, {}, params)) return result
        const response = result.body as unknown as IncomingMessage
        response.on('error', () => {}).destroy()
        throw error
      } finally {
        delete exchange.sending
      }
    }

    #explained(error: unknown, attempt: Attempt, params: RequestParams, number: number): unknown {
      const { meta } = error as { meta?: ApiResponse }
      if (meta?.meta) meta.meta.attempts = number - 1
      const request = { method: params.method, path: params.path }
      if (attempt.isLate) {
        return new errors.TimeoutError(notAnsweredInWhole(params.method, params.path), meta ?? nothing)
      }
      if (isRejection(error) || isOutage(error)) return new OpenSearchRejectedError(error, request, endpoint)
      if (isConnectionError(error) && attempt.cause) error.cause ??= attempt.cause
      return error
    }
  }
  return RepeatingTransport
}

/** The body of a streamed answer is read within the lifetime too. */
function lend(body: unknown, asked: Asked, lifetime: Lifetime): void {
  const response = body as IncomingMessage
  response.once(
    'close',
    lifetime.begin(asked, (because) => response.destroy(because)),
  )
}

/** The result of a request that came to nothing before there was one. */
const nothing = { body: null, statusCode: null, headers: null, warnings: null } as ApiResponse

const hasStream = ({ body, bulkBody }: RequestParams): boolean => isStream(body) || isStream(bulkBody)

async function withoutStreams(params: RequestParams): Promise<RequestParams> {
  const { body, bulkBody } = params
  if (isStream(body)) return { ...params, body: await buffer(body) }
  if (isStream(bulkBody)) return { ...params, bulkBody: await buffer(bulkBody) }
  return params
}

function isStream(body: unknown): body is NodeJS.ReadableStream {
  return typeof body === 'object' && body !== null && 'pipe' in body && typeof body.pipe === 'function'
}
