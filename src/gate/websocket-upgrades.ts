import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { sha256, splitTarget } from './canonical-request.ts'
import { type GateContext, wireRequest } from './http-requests.ts'
import type { Refusal } from './refusal.ts'
import { refusalAnswer, sendAnswerAndEnd } from './service-answer.ts'
import { busy, engineGone, notFound, notReady } from './service-refusals.ts'
import { relayWebSocket } from './websocket-relay.ts'

const PATH = '/gremlin'
/** How long the engine may take to accept a WebSocket, in milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 10_000

/** Serves the WebSocket upgrades of one gate, and knows every connection that came of them. */
export class WebSocketUpgrades {
  readonly #context: GateContext
  readonly #sourceOf: (worker: number) => string
  readonly #server: WebSocketServer
  /** Connections that left the HTTP server, and the ones to the engine. */
  readonly #sockets = new Set<{ destroy(): void }>()
  /** Clients that were let in, or are about to be. */
  #clients = 0

  /** `sourceOf` names the traversal source of a worker. */
  constructor(context: GateContext, sourceOf: (worker: number) => string) {
    this.#context = context
    this.#sourceOf = sourceOf
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      autoPong: false,
      clientTracking: false,
      maxPayload: context.rules.bodyLimit.bytes,
    })
  }

  /** Serves one upgrade. Never throws: what goes wrong is answered, or ends the connection. */
  serve(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#track(socket)
    // ws adds its own listener once the connection is its own; until then a lost client is nobody's concern.
    socket.on('error', () => socket.destroy())
    const admitted = this.#admit(request)
    if ('refusal' in admitted) {
      this.#refuse(request, socket, admitted.refusal)
      return
    }
    this.#clients++
    socket.once('close', () => this.#clients--)
    this.#connect({ request, socket, head, ...admitted })
  }

  /** Drops every connection at once. */
  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #admit(request: IncomingMessage): Admission | { readonly refusal: Refusal } {
    const verdict = this.#context.verify(wireRequest(request, sha256('')))
    if ('refusal' in verdict) return verdict
    const { path } = splitTarget(request.url ?? '/')
    const isGremlin = path === PATH || path === `${PATH}/`
    if (!isGremlin || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      return { refusal: notFound(`upgrade to ${request.headers.upgrade} at`, path) }
    }
    const { webSockets } = this.#context.limits
    if (this.#clients >= webSockets) return { refusal: busy(`${webSockets} WebSockets are open`) }
    const port = this.#context.upstreamPort()
    return port === undefined
      ? { refusal: notReady(this.#context.rules.engine) }
      : { port, worker: verdict.identity.worker }
  }

  #refuse(request: IncomingMessage, socket: Duplex, refusal: Refusal): void {
    sendAnswerAndEnd(socket, refusalAnswer(this.#context.service, refusal, request.method ?? 'GET'))
  }

  /** Connects to the engine first, so that a client is only ever accepted when its requests can be served. */
  #connect({ request, socket, head, port, worker }: Upgrade): void {
    const agent = request.headers['user-agent']
    const engine = new WebSocket(`ws://127.0.0.1:${port}${PATH}`, {
      perMessageDeflate: false,
      autoPong: false,
      maxPayload: this.#context.rules.bodyLimit.bytes,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      ...(agent === undefined ? {} : { headers: { 'user-agent': agent } }),
    })
    const onClientGone = () => engine.terminate()
    const onFailure = (cause: Error) => {
      socket.off('close', onClientGone)
      this.#refuse(request, socket, engineGone(this.#context.rules.engine, cause))
    }
    this.#track({ destroy: () => engine.terminate(), once: (event, listener) => engine.once(event, listener) })
    socket.once('close', onClientGone)
    engine.once('error', onFailure)
    engine.once('open', () => {
      socket.off('close', onClientGone)
      engine.off('error', onFailure)
      // What arrives before the relay listens must not be lost.
      engine.pause()
      let isAccepted = false
      this.#server.handleUpgrade(request, socket, head, (client) => {
        relayWebSocket({
          client,
          engine,
          worker,
          source: this.#sourceOf(worker),
          changes: this.#context.changes,
        })
        engine.resume()
        isAccepted = true
      })
      // ws has answered a handshake that is not in order itself.
      if (!isAccepted) engine.terminate()
    })
  }

  #track(socket: { destroy(): void; once(event: 'close', listener: () => void): unknown }): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

interface Admission {
  readonly port: number
  readonly worker: number
}

interface Upgrade extends Admission {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}
