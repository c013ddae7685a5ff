import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { sha256, splitTarget, type WireRequest } from '../sigv4/canonical-request.ts'
import { rejectionAnswer, sendAnswerAndEnd } from './answer.ts'
import type { GateContext } from './exchange.ts'
import { wireRequest } from './receive/wire-request.ts'
import type { Rejection } from './rejection.ts'
import { openOnward, UpgradeRejected } from './relay/open-websocket.ts'
import { UpstreamUnreachable } from './relay/upstream.ts'
import { type RouterOf, relayWebSocket } from './relay/websocket-relay.ts'
import { busy, failureRejection, notFound, notReady } from './service-rejections.ts'
import type { Rejected } from './verify/sigv4-verifier.ts'

const PATH = '/gremlin'

/** Serves the WebSocket upgrades of one gate, and knows every connection that came of them. */
export class WebSocketUpgrades {
  readonly #context: GateContext
  readonly #routerOf: RouterOf
  readonly #server: WebSocketServer
  /** Connections that left the HTTP server, and the ones they lead to. */
  readonly #sockets = new Set<{ destroy(): void }>()
  /** Clients that were let in, or are about to be. */
  #clients = 0

  constructor(context: GateContext, routerOf: RouterOf) {
    this.#context = context
    this.#routerOf = routerOf
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
    // ws adds its own listener once the connection is its own; until then, a lost client must not be an unhandled error.
    socket.on('error', () => socket.destroy())
    const wire = wireRequest(request, sha256(''))
    const admitted = this.#admit(request, wire)
    if ('rejection' in admitted) {
      this.#reject(request, socket, admitted.rejection, admitted.worker)
      return
    }
    const { worker } = admitted
    this.#clients++
    socket.once('close', () => this.#clients--)
    this.#open(wire, socket, worker)
      .then((onward) => onward && this.#accept({ request, socket, head, onward, worker }))
      .catch((cause: unknown) => {
        if (cause instanceof NotAdmitted) this.#reject(request, socket, cause.rejection, worker)
        else if (cause instanceof UpgradeRejected) sendAnswerAndEnd(socket, cause.answer)
        else this.#reject(request, socket, failureRejection(this.#context.upstream, cause), worker)
      })
  }

  /** Drops every connection at once. */
  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #admit(request: IncomingMessage, wire: WireRequest): { readonly worker: number } | Rejected {
    const verdict = this.#context.verify(wire)
    if ('rejection' in verdict) return verdict
    this.#context.unauthenticated.prove(request.socket)
    const { worker } = verdict.identity
    const { limits } = this.#context
    const { path } = splitTarget(wire.target)
    const isGremlin = path === PATH || path === `${PATH}/`
    if (!isGremlin || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      return { rejection: notFound(`upgrade to ${request.headers.upgrade} at`, path), worker }
    }
    if (this.#clients >= limits.webSockets)
      return { rejection: busy(`${limits.webSockets} WebSockets are open`), worker }
    return { worker }
  }

  /** Waits while the engine is being replaced. Returns why the worker may not connect. */
  async #enter(worker: number): Promise<Rejection | undefined> {
    const { upstream, replacement } = this.#context
    const rejection = replacement.concerns(worker) ? await replacement.admit(worker, upstream.name) : undefined
    return rejection ?? (upstream.isReady() ? undefined : notReady(upstream.name))
  }

  /**
   * Connects first, so that a client is only ever accepted when its requests can be served: to the engine, or to the one
   * that took its place where it is gone.
   */
  async #open(wire: WireRequest, socket: Duplex, worker: number, isFirst = true): Promise<WebSocket | undefined> {
    const rejection = await this.#enter(worker)
    if (rejection) throw new NotAdmitted(rejection)
    const engine = this.#context.replacement.watch(worker)
    try {
      return await openOnward({
        ...{ upstream: this.#context.upstream, request: wire, client: socket },
        maxPayload: this.#context.rules.bodyLimit.bytes,
        onOpening: (onward) =>
          this.#track({ destroy: () => onward.terminate(), once: (event, listener) => onward.once(event, listener) }),
      })
    } catch (cause) {
      const isGone = cause instanceof UpstreamUnreachable && isFirst && (await engine.hasEndedSoon())
      if (!isGone) throw cause
      return this.#open(wire, socket, worker, false)
    }
  }

  /** `worker`: whose the request is, where that is known. */
  #reject(request: IncomingMessage, socket: Duplex, rejection: Rejection, worker: number | undefined): void {
    const { method = 'GET', url = '/' } = request
    this.#context.rejected.note(worker, { method: 'WebSocket', path: splitTarget(url).path }, rejection)
    sendAnswerAndEnd(socket, rejectionAnswer(this.#context.service, rejection, method))
  }

  #accept({ request, socket, head, onward, worker }: Accepted): void {
    let isAccepted = false
    this.#server.handleUpgrade(request, socket, head, (client) => {
      relayWebSocket({
        client,
        engine: onward,
        endsWithSocket: this.#context.upstream.endsWithSocket,
        clock: this.#context.clock,
        worker,
        route: this.#routerOf(worker),
        changes: this.#context.changes,
        sessions: this.#context.sessions,
        begin: (text) => this.#context.replacement.begin(worker, text),
        onRejected: (rejection) => this.#context.rejected.note(worker, { method: 'WebSocket', path: PATH }, rejection),
        amend: (message) => this.#context.memory?.amendMessage(message) ?? message,
      })
      onward.resume()
      isAccepted = true
    })
    // ws has answered an invalid handshake itself.
    if (!isAccepted) onward.terminate()
  }

  #track(socket: { destroy(): void; once(event: 'close', listener: () => void): unknown }): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

class NotAdmitted extends Error {
  readonly rejection: Rejection

  constructor(rejection: Rejection) {
    super(rejection.sentence)
    this.rejection = rejection
  }
}

interface Accepted {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  /** Open, and paused. */
  readonly onward: WebSocket
  readonly worker: number
}
