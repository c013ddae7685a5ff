import { Pool } from 'undici'
import { WebSocket } from 'ws'
import { headerValues, splitTarget } from '../sigv4/canonical-request.ts'
import type { GateLimits } from './limits.ts'
import { connectionSettings, type OnwardRequest, type Upstream } from './upstream.ts'

/** A local engine, which speaks plain HTTP and believes everybody. `port` is absent until it is ready. */
export function engineUpstream(name: string, port: () => number | undefined, limits: GateLimits): Upstream {
  let pool: Pool | undefined
  const host = () => `127.0.0.1:${port()}`
  return {
    name,
    advice: 'Its log says why.',
    isReady: () => port() !== undefined,
    prepare: (onward) => ({ ...onward, headers: [...onward.headers, ['host', host()]] }),
    connections: () => {
      pool ??= new Pool(`http://${host()}`, connectionSettings(limits))
      return pool
    },
    openWebSocket: (onward, maxPayload) =>
      new WebSocket(`ws://${host()}${splitTarget(onward.target).path.replace(/\/$/, '')}`, {
        perMessageDeflate: false,
        autoPong: false,
        maxPayload,
        handshakeTimeout: limits.handshakeMs,
        headers: userAgent(onward),
      }),
    close: () => void pool?.destroy(),
  }
}

/** All that is passed on at an upgrade: everything else is about the client's own connection, or for the gate. */
export function userAgent({ headers }: OnwardRequest): Record<string, string> {
  const [found] = headerValues(headers, 'user-agent')
  return found === undefined ? {} : { 'user-agent': found }
}
