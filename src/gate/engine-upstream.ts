import { Agent, request } from 'node:http'
import { WebSocket } from 'ws'
import { splitTarget } from './canonical-request.ts'
import type { GateLimits } from './limits.ts'
import type { OnwardRequest, Upstream } from './upstream.ts'

/** A local engine, which speaks plain HTTP and believes everybody. `port` is absent until it is ready. */
export function engineUpstream(name: string, port: () => number | undefined, limits: GateLimits): Upstream {
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo' })
  const host = () => `127.0.0.1:${port()}`
  return {
    name,
    advice: 'Its log says why.',
    isReady: () => port() !== undefined,
    prepare: (onward) => ({ ...onward, headers: [...onward.headers, ['host', host()]] }),
    request: ({ method, target, headers }) =>
      request({ host: '127.0.0.1', port: port(), agent, method, path: target, headers }),
    openWebSocket: (onward, maxPayload) =>
      new WebSocket(`ws://${host()}${splitTarget(onward.target).path.replace(/\/$/, '')}`, {
        perMessageDeflate: false,
        autoPong: false,
        maxPayload,
        handshakeTimeout: limits.handshakeMs,
        headers: userAgent(onward),
      }),
    close: () => agent.destroy(),
  }
}

/** All that is passed on at an upgrade: everything else is about the client's own connection, or for the gate. */
export function userAgent({ headers }: OnwardRequest): Record<string, string> {
  const found = headers.find(([name]) => name.toLowerCase() === 'user-agent')
  return found === undefined ? {} : { 'user-agent': found[1] }
}
