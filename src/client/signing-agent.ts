import type { ClientRequest } from 'node:http'
import type { AgentOptions } from 'node:https'
import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import { systemClock } from '../wait/clock.ts'

export interface SigningAgentOptions extends AgentOptions {
  /** The headers to add to a request that is about to connect. */
  readonly sign: (request: { method: string; path: string }) => Readonly<Record<string, string>>
  /** How long an upgrade may take until it is answered, in milliseconds. */
  readonly connectTimeoutMs: number
}

/**
 * Signs each WebSocket upgrade at the moment it connects.
 *
 * gremlin-javascript takes its headers once, so a reconnect would carry an expired signature, and a session a frozen
 * copy of them; the agent it passes on as it is. The agent also mends what the driver leaves open: an upgrade without
 * an answer hangs for ever, and a refused one keeps its socket.
 */
export class SigningAgent extends Agent {
  readonly #options: SigningAgentOptions
  readonly #sockets = new Set<Duplex>()

  constructor(options: SigningAgentOptions) {
    const { sign: _sign, connectTimeoutMs: _connectTimeoutMs, ...rest } = options
    super(rest)
    this.#options = options
  }

  /** Node calls this for each request before any header is sent. Not in its types, but what `agent-base` builds on too. */
  addRequest(request: ClientRequest, options: unknown): void {
    const { sign, connectTimeoutMs } = this.#options
    try {
      for (const [name, value] of Object.entries(sign(request))) request.setHeader(name, value)
    } catch (error) {
      // Not thrown: the driver would have no socket to close and no error to report.
      queueMicrotask(() => request.destroy(error as Error))
    }
    const cancel = systemClock.after(connectTimeoutMs, () =>
      request.destroy(new Error(`The connection was not answered within ${connectTimeoutMs} ms.`)),
    )
    request.once('upgrade', (_response, socket: Duplex) => {
      cancel()
      this.#keep(socket)
    })
    request.once('response', (response) => {
      cancel()
      response.once('end', () => response.destroy())
    })
    request.once('close', cancel)
    const parent = Agent.prototype as unknown as { addRequest(request: ClientRequest, options: unknown): void }
    parent.addRequest.call(this, request, options)
  }

  /** Drops every connection, upgraded ones too. */
  override destroy(): void {
    for (const socket of this.#sockets) socket.destroy()
    super.destroy()
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}
