import type { ClientRequest } from 'node:http'
import { Agent, request } from 'node:https'
import { WebSocket } from 'ws'
import { signingNames } from '../resource/endpoint.ts'
import { type Clock, systemClock } from '../wait/clock.ts'
import type { BridgeOptions } from './bridge.ts'
import { userAgent } from './engine-upstream.ts'
import type { GateLimits } from './limits.ts'
import { signAgain } from './sign-again.ts'
import type { Upstream } from './upstream.ts'

/** A resource on AWS: every request signed anew, the given address dialled, the certificate checked for the real name. */
export function awsUpstream(options: BridgeOptions, limits: GateLimits): Upstream {
  const { service, region, target, credentials, clock = systemClock } = options
  const { address, signingHost, ca } = target
  const servername = target.serverName ?? signingHost.replace(/:\d+$/, '')
  const tls = { servername, ...(ca === undefined ? {} : { ca }) }
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo', ...tls })
  return {
    name: `${signingHost}, dialled at ${address.host}:${address.port},`,
    advice: 'Check that the tunnel is up and leads there.',
    isReady: () => true,
    prepare: async (onward) =>
      signAgain(onward, {
        host: signingHost,
        region,
        service: signingNames[service],
        credentials: await credentials(),
        now: clock.now(),
      }),
    request: ({ method, target: path, headers }) => {
      const { host, port } = address
      return limitConnecting(request({ host, port, agent, method, path, headers, ...tls }), limits, clock)
    },
    openWebSocket: (onward, maxPayload) =>
      new WebSocket(`wss://${address.host}:${address.port}${onward.target}`, {
        perMessageDeflate: false,
        autoPong: false,
        maxPayload,
        handshakeTimeout: limits.handshakeMs,
        headers: { ...userAgent(onward), ...Object.fromEntries(onward.headers) },
        ...tls,
      }),
    close: () => agent.destroy(),
  }
}

/** A tunnel whose far end is gone takes a connection and never answers the handshake. */
function limitConnecting(sent: ClientRequest, { handshakeMs }: GateLimits, clock: Clock): ClientRequest {
  sent.once('socket', (socket) => {
    if (!socket.connecting && !('secureConnecting' in socket && socket.secureConnecting)) return
    const cancel = clock.after(handshakeMs, () => {
      sent.destroy(new Error(`no TLS connection within ${handshakeMs} ms`))
    })
    socket.once('secureConnect', cancel)
    socket.once('close', cancel)
  })
  return sent
}
