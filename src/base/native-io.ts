import http, { Agent as HttpAgent } from 'node:http'
import https, { Agent } from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'

/*
 * Libraries that mock the network replace functions of Node: nock and MSW replace `https.request`, and from
 * @mswjs/interceptors 0.42 on also `Socket.prototype.connect`. They reject requests that they do not know
 * (nock.disableNetConnect, onUnhandledRequest: 'error'), and a request that they let through has lost its agent.
 *
 * They must not affect our clients. This module captures Node's own functions when it is first imported, which in a worker
 * is before any test file, and puts them back for the moment in which we open a connection.
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

/** Calls a function while Node's own functions are in place. The function must be synchronous. */
export function undisturbed<Result>(call: () => Result): Result {
  const restore = putBack()
  try {
    return call()
  } finally {
    restore()
  }
}

/** Puts Node's own functions in place until the code that runs now yields to the event loop. */
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

/** An agent whose connections bypass interceptors and proxies. */
export class DirectAgent extends Agent {
  /**
   * The key by which connections are shared. Node's own key contains all TLS options, the certificate authority included,
   * and is built and looked up several times for each request. An agent of ours has one set of options for an address.
   */
  override getName({ host, port, servername }: Parameters<Agent['getName']>[0] = {}): string {
    return `${host}:${port}:${servername ?? ''}`
  }

  /** Node calls this for each request. Its types lack it, but the package agent-base depends on it too. */
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
