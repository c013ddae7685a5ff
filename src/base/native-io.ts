import http, { Agent as HttpAgent } from 'node:http'
import https, { Agent } from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'

/*
 * Libraries that stand in for the network in tests put functions of their own in the place of Node's: nock and MSW that
 * of `https.request`, and from @mswjs/interceptors 0.42 on that of `Socket.prototype.connect`. What they do not know
 * they reject (nock.disableNetConnect, onUnhandledRequest: 'error'), and what they let through has lost its agent.
 *
 * Our clients are no concern of theirs. Node's own functions are taken here, when this module is first imported, which
 * in a worker is before any test file, and each is in its place for the moment in which we open a connection.
 */
const realRequest = https.request
const realHttpRequest = http.request
const realConnect = net.Socket.prototype.connect
const realAddRequest = (HttpAgent.prototype as unknown as AddsRequests).addRequest

interface AddsRequests {
  addRequest(request: unknown, options: unknown): void
}

/** `https.request`, as it is in Node. */
export const nodeRequest: typeof https.request = realRequest

/** `http.request`, as it is in Node. */
export const nodeHttpRequest: typeof http.request = realHttpRequest

/** Calls a function while Node's own functions are in their places. It must not wait for anything. */
export function undisturbed<Result>(call: () => Result): Result {
  const restore = putBack()
  try {
    return call()
  } finally {
    restore()
  }
}

/** Puts Node's own functions into their places until the code that runs now waits for something. */
export function undisturbedUntilWaiting(): void {
  const restore = putBack()
  void Promise.resolve().then(restore)
}

function putBack(): () => void {
  const { request } = https
  const { connect } = net.Socket.prototype
  if (request === realRequest && connect === realConnect) return () => {}
  https.request = realRequest
  net.Socket.prototype.connect = realConnect
  return () => {
    https.request = request
    net.Socket.prototype.connect = connect
  }
}

/** An agent whose connections lead to where they are meant to: past interceptors, and past any proxy. */
export class DirectAgent extends Agent {
  /**
   * Which connections may be shared. Node's own name holds all TLS options, the authority's certificate as well, and is
   * made up and looked up several times for each request; for one address, an agent of ours has one set of them.
   */
  override getName({ host, port, servername }: Parameters<Agent['getName']>[0] = {}): string {
    return `${host}:${port}:${servername ?? ''}`
  }

  /** Node calls this for each request. Not in its types, but what the package agent-base is built on. */
  addRequest(request: unknown, options: unknown): void {
    Reflect.apply(realAddRequest, this, [request, options])
  }

  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    return undisturbed(() => super.createConnection(...args))
  }
}

/** The same without TLS. */
export class DirectHttpAgent extends HttpAgent {
  addRequest(request: unknown, options: unknown): void {
    Reflect.apply(realAddRequest, this, [request, options])
  }

  override createConnection(...args: Parameters<HttpAgent['createConnection']>): Duplex | null | undefined {
    return undisturbed(() => super.createConnection(...args))
  }
}
