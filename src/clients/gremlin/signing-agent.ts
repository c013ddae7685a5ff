import type { ClientRequest, IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import type { AwsCredentials } from '../../base/credentials.ts'
import type { Endpoint } from '../../base/endpoint.ts'
import { DirectAgent } from '../../base/native-io.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { rejectionHint, UNREACHED } from '../../errors/hints.ts'
import { readRejection } from '../../errors/service-rejection.ts'
import type { Clock } from '../../wait/clock.ts'
import * as messages from '../messages.ts'
import { signedHeaders } from '../sign.ts'
import { tlsOptions } from '../tls-options.ts'
import { closedError } from './watched-connection.ts'

export interface SigningAgentOptions {
  readonly endpoint: Endpoint
  /** The credentials to sign with now. They cannot be waited for here. */
  readonly credentials: () => AwsCredentials
  /** How long an upgrade may take until it is answered, in milliseconds. */
  readonly connectTimeoutMs: number
  readonly clock: Clock
}

/** How much of a rejection is read, in characters. */
const REJECTION_LIMIT = 4_000

/**
 * Signs each WebSocket upgrade at the moment it connects.
 *
 * gremlin-javascript takes its headers once (and a session takes a copy of them), so a reconnect would carry an expired
 * signature; the agent it passes on as it is. The agent also mends what the driver leaves open: an upgrade without an
 * answer would never end, a rejected one would keep its socket, and one rejected by half an answer would end the
 * process with an unhandled rejection.
 */
export class SigningAgent extends DirectAgent {
  readonly #signing: SigningAgentOptions
  readonly #connecting = new Set<ClientRequest>()
  readonly #sockets = new Set<Duplex>()
  #isDestroyed = false

  constructor(signing: SigningAgentOptions) {
    super({ keepAlive: false, ...tlsOptions(signing.endpoint) })
    this.#signing = signing
  }

  /** Before a header is sent. */
  override addRequest(request: ClientRequest, options: RequestOptions): void {
    const { endpoint, credentials, clock } = this.#signing
    const signed = signedHeaders({ method: request.method, path: request.path }, endpoint, credentials(), clock)
    for (const [name, value] of Object.entries(signed)) request.setHeader(name, value)
    this.#takeRejection(request)
    this.#limitTime(request)
    super.addRequest(request, options)
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    if (this.#isDestroyed) {
      ;(callback as ((error: Error) => void) | undefined)?.(closedError(this.#signing.endpoint.url))
      return undefined
    }
    const keep = (socket: Duplex) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    }
    const socket = super.createConnection(options, (error, stream) => {
      if (!error) keep(stream)
      callback?.(error, stream)
    })
    if (socket) keep(socket)
    return socket
  }

  /** Drops every connection, upgraded ones too, which Node's agent has given away. Opens no more. */
  override destroy(): void {
    this.#isDestroyed = true
    for (const request of this.#connecting) request.destroy(closedError(this.#signing.endpoint.url))
    for (const socket of this.#sockets) socket.destroy()
    super.destroy()
  }

  #limitTime(request: ClientRequest): void {
    const { endpoint, connectTimeoutMs, clock } = this.#signing
    const cancel = clock.after(connectTimeoutMs, () => {
      const text = messages.notConnected(`${endpoint.url}${request.path}`, connectTimeoutMs)
      const cause = Object.assign(new Error(text), { code: 'ETIMEDOUT' })
      request.destroy(new ClientRejectedError([text, UNREACHED], { endpoint: endpoint.url, cause }))
    })
    const end = () => {
      cancel()
      this.#connecting.delete(request)
    }
    this.#connecting.add(request)
    request.once('upgrade', end)
    request.once('close', end)
  }

  /** An answer that is no upgrade becomes the request's error, with its text; the driver never sees it as an answer. */
  #takeRejection(request: ClientRequest): void {
    const { endpoint } = this.#signing
    const emit = request.emit
    request.emit = (event: string | symbol, ...args: unknown[]) => {
      if (event !== 'response') return Reflect.apply(emit, request, [event, ...args]) as boolean
      const response = args[0] as IncomingMessage
      void rejectionText(response).then((text) => {
        const { statusCode: status = 0, headers } = response
        const cause = readRejection({ status, headers, body: text })
        const hint = rejectionHint(endpoint, cause)
        const lines = messages.upgradeRejected(`${endpoint.url}${request.path}`, status, text, hint)
        const error = new ClientRejectedError(lines, { endpoint: endpoint.url, status, cause })
        Reflect.apply(emit, request, ['error', error])
        request.destroy()
      })
      return true
    }
  }
}

/** The text of a response, as much of it as comes. Never fails: what could not be read is not worth an error of its own. */
function rejectionText(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
      if (text.length > REJECTION_LIMIT) response.destroy()
    })
    response.on('error', () => {})
    response.on('close', () => resolve(text.slice(0, REJECTION_LIMIT).trim()))
  })
}
