import type { ClientRequest, IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { ApiResponse, Connection } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { nodeRequest } from '../../base/native-io.ts'
import type { RememberedCredentials } from '../../credentials/remember-credentials.ts'
import type { Clock } from '../../wait/clock.ts'
import { openSearchClosed } from '../messages.ts'
import { signedHeaders } from '../sign.ts'
import { type Attempt, attemptOf } from './attempt.ts'
import type { OpenSearchLibrary } from './library.ts'

type Request = Connection['request']
type RequestParams = Parameters<Request>[0]
type Callback = Parameters<Request>[1]
type SentRequest = ReturnType<Request>

/** What the official client builds for each attempt; its own types leave it open. */
interface BuiltRequest {
  readonly method: string
  readonly path: string
  headers: Record<string, string>
  /** In 2.x `null` for none. */
  readonly body?: string | Buffer | null
  timeout?: number
}

export interface SigningConnectionOptions {
  readonly library: OpenSearchLibrary
  readonly endpoint: Endpoint
  /** Asked at every attempt. */
  readonly credentials: RememberedCredentials
  readonly clock: Clock
}

/** The meta of an error that the transport gives another in the place of. */
const never = {} as ApiResponse

/** How long `close` lets requests that are under way finish, in milliseconds. */
const CLOSE_GRACE_MS = 5_000

/**
 * The class of connection that signs every attempt of every request with SigV4, retries as well, each with the
 * credentials and the time of its own. Bodies must be strings or buffers.
 */
export function signingConnection({
  library,
  endpoint,
  credentials,
  clock,
}: SigningConnectionOptions): OpenSearchLibrary['module']['Connection'] {
  const { Connection, errors } = library.module
  return class SigningConnection extends Connection {
    readonly #underway = new Set<object>()
    #isClosed = false
    #idle = () => {}

    constructor(options: ConstructorParameters<typeof Connection>[0]) {
      super(options)
      if (this.url.protocol === 'https:') this.makeRequest = nodeRequest
    }

    override request(params: RequestParams, callback: Callback): SentRequest {
      const attempt = attemptOf(params)
      let sent: ClientRequest | undefined
      let isAborted = false
      let answered: IncomingMessage | null | undefined
      const answer: Callback = (error, response) => {
        if (answered !== undefined) return
        answered = response
        if (!response || params.asStream) cancel()
        // The official client prints what goes wrong after the headers; what goes wrong there shows in the body.
        if (response) sent?.removeAllListeners('error').on('error', () => {})
        response?.once('close', () => {
          cancel()
          this.#end(attempt)
        })
        // A failed attempt ends after its retry has begun, so that closing waits for the retry too.
        callback(error && this.#isClosed ? closedError(library) : error, response)
        if (!response) this.#end(attempt)
      }
      // The official client's own limit ends with the headers, and it would wait for a stalled body without an end.
      const giveUp = () => {
        attempt.isLate = true
        if (answered) answered.destroy()
        else sent?.on('error', () => {}).destroy()
        answer(new errors.TimeoutError('Request timed out', never), null)
      }
      const cancel = params.timeout ? clock.after(params.timeout, giveUp) : () => {}
      this.#underway.add(attempt)
      credentials
        .current()
        .then((current) => {
          if (this.#isClosed) throw closedError(library)
          if (isAborted) throw new errors.RequestAbortedError('Request aborted')
          if (attempt.isLate) return
          attempt.credentials = current
          sent = super.request(params, answer)
          observe(sent, attempt)
        })
        .catch((error: Error) => answer(error, null))
      const abort = () => {
        isAborted = true
        sent?.abort()
      }
      // The transport uses nothing of a request but this.
      return { abort } as SentRequest
    }

    override buildRequestObject(params: RequestParams): SentRequest {
      const request = super.buildRequestObject(params) as unknown as BuiltRequest
      const { credentials: current } = attemptOf(params)
      if (!current) throw new errors.ConfigurationError('A request was built before its credentials were there.')
      request.headers = signedHeaders({ ...request, body: request.body ?? '' }, endpoint, current, clock)
      delete request.timeout
      return request as unknown as SentRequest
    }

    /**
     * Lets what is under way finish, within bounds, and drops the sockets. The official one counts a request with an
     * invalid path as under way without an end, and polls by a timer that stands still under fake time.
     */
    override close(callback: () => void = () => {}): Connection {
      let isDone = false
      const finish = () => {
        if (isDone) return
        isDone = true
        cancel()
        this.#isClosed = true
        this.agent.destroy()
        callback()
      }
      const cancel = clock.after(CLOSE_GRACE_MS, finish)
      this.#idle = finish
      if (this.#underway.size === 0) finish()
      return this
    }

    #end(attempt: object): void {
      this.#underway.delete(attempt)
      if (this.#underway.size === 0) this.#idle()
    }
  }
}

/** Notes what the official client does not tell: what the connection failed with, and whether there was one. */
function observe(sent: ClientRequest, attempt: Attempt): void {
  // Not there where the path was rejected before anything was sent.
  sent.prependListener?.('error', (error: Error) => {
    attempt.cause ??= error
  })
  sent.once?.('socket', (socket: TLSSocket & { readonly secureConnecting?: boolean }) => {
    const arrive = () => {
      attempt.mayHaveArrived = true
    }
    if (sent.reusedSocket || !(socket.connecting || socket.secureConnecting)) arrive()
    else socket.once(socket.encrypted ? 'secureConnect' : 'connect', arrive)
  })
}

/** An aborted request is the one failure that is never repeated. */
export function closedError({ module }: OpenSearchLibrary): Error {
  return new module.errors.RequestAbortedError(openSearchClosed())
}
