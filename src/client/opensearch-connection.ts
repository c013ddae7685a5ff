import { Connection, errors } from '@opensearch-project/opensearch'
import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import type { Clock } from '../wait/clock.ts'
import { signedHeaders } from './sign.ts'

type Request = Connection['request']
type RequestParams = Parameters<Request>[0]
type Callback = Parameters<Request>[1]
type SentRequest = ReturnType<Request>

/** What the official client builds for each attempt; its own types leave it open. */
interface BuiltRequest {
  readonly method: string
  readonly path: string
  headers: Record<string, string>
  readonly body?: string | Buffer
}

export interface SigningConnectionOptions {
  readonly endpoint: Endpoint
  /** Asked at every attempt, so it should remember what it fetched. */
  readonly credentials: CredentialsProvider
  readonly clock: Clock
}

/** How long `close` lets requests that are under way finish, in milliseconds. */
const CLOSE_GRACE_MS = 5_000

/**
 * The class of connection that signs every attempt of every request with SigV4, retries as well, each with the
 * credentials and the time of its own. Bodies must be strings or buffers.
 */
export function signingConnection({ endpoint, credentials, clock }: SigningConnectionOptions): typeof Connection {
  return class SigningConnection extends Connection {
    readonly #underway = new Set<object>()
    #credentials: AwsCredentials | undefined
    #isClosed = false
    #idle = () => {}

    override request(params: RequestParams, callback: Callback): SentRequest {
      const attempt = {}
      let sent: SentRequest | undefined
      let isAborted = false
      let isAnswered = false
      const answer: Callback = (error, response) => {
        if (isAnswered) return
        isAnswered = true
        response?.once('close', () => this.#end(attempt))
        // A failed attempt ends after its retry has begun, so that closing waits for the retry too.
        callback(error && this.#isClosed ? closedError() : error, response)
        if (!response) this.#end(attempt)
      }
      this.#underway.add(attempt)
      credentials()
        .then((current) => {
          if (this.#isClosed) throw closedError()
          if (isAborted) throw new errors.RequestAbortedError('Request aborted')
          this.#credentials = current
          sent = super.request(params, answer)
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
      if (!this.#credentials)
        throw new errors.ConfigurationError('A request was built before its credentials were there.')
      request.headers = signedHeaders(request, endpoint, this.#credentials, clock)
      return request as unknown as SentRequest
    }

    /**
     * Lets what is under way finish, within bounds, and drops the sockets. The official one counts a request with an
     * invalid path as under way for ever, and looks again by a timer that stands still under fake time.
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

/** An aborted request is the one failure the official client does not repeat. */
export function closedError(): Error {
  return new errors.RequestAbortedError('The OpenSearch client has been closed.')
}
