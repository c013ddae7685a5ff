import { connect, type TLSSocket } from 'node:tls'
import { type buildConnector, Pool } from 'undici'
import { WebSocket } from 'ws'
import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import { signingNames } from '../../base/endpoint.ts'
import { isSame } from '../../credentials/remember-credentials.ts'
import { signHeaders } from '../../sigv4/sign.ts'
import { type Clock, systemClock } from '../../wait/clock.ts'
import type { GateOptions } from '../gate.ts'
import type { GateLimits } from '../limits.ts'
import { userAgent } from './engine-upstream.ts'
import { connectionSettings, type Upstream } from './upstream.ts'

/** The resource on AWS that a bridge leads to, and the way there. */
interface BridgeTarget {
  /**
   * The `host` that is signed and sent: `vpc-x.eu-west-1.es.amazonaws.com`, `x.neptune.amazonaws.com:8182`; with its
   * port where that is not 443, whatever port the gate connects to.
   */
  readonly signingHost: string
  /** What the gate connects to: the near end of a tunnel, or the resource itself. */
  readonly address: { readonly host: string; readonly port: number }
  /** The name its certificate must have, which is also the TLS server name; default the name in `signingHost`. */
  readonly serverName?: string
  /** PEM of the authority to trust, where it is not a public one. */
  readonly ca?: string
}

export interface AwsUpstreamOptions extends Pick<GateOptions, 'service' | 'region' | 'clock'> {
  readonly target: BridgeTarget
  /** The credentials to sign with. They are asked for at every request, so the provider should remember what it fetched. */
  readonly credentials: CredentialsProvider
}

/** A resource on AWS: every request is signed again, and sent to the given address; the certificate must have the real name. */
export function awsUpstream(options: AwsUpstreamOptions, limits: GateLimits): Upstream {
  const { service, region, target, credentials, clock = systemClock } = options
  const { address, signingHost, ca } = target
  const { host, port } = address
  const servername = target.serverName ?? signingHost.replace(/:\d+$/, '')
  const tls = { servername, ...(ca === undefined ? {} : { ca }) }
  const open = () => connect({ host, port, ALPNProtocols: ['http/1.1'], ...tls }).setNoDelay(true)
  const pool = new Pool(`https://${signingHost}`, {
    ...connectionSettings(limits),
    connect: (_, done) => limitConnecting(open(), limits, clock, done),
  })
  const renewal = new Renewal(credentials)
  return {
    name: `${signingHost}, reached at ${host}:${port},`,
    advice: () => 'Check that the tunnel is up and leads there.',
    isReady: () => true,
    prepare: async (onward) => {
      const signing = { host: signingHost, region, service: signingNames[service] }
      const used = await credentials()
      return {
        ...onward,
        headers: signHeaders(onward, { ...signing, credentials: used, now: clock.now() }),
        renew: () => renewal.of(used),
      }
    },
    signs: true,
    connections: () => pool,
    endsWithSocket: false,
    openWebSocket: (onward, maxPayload) =>
      new WebSocket(`wss://${host}:${port}${onward.target}`, {
        perMessageDeflate: false,
        autoPong: false,
        maxPayload,
        handshakeTimeout: limits.handshakeMs,
        headers: { ...userAgent(onward), ...Object.fromEntries(onward.headers) },
        ...tls,
      }),
    close: () => void pool.destroy(),
  }
}

/** Asks for other credentials, once for all requests that were rejected with the same. */
class Renewal {
  readonly #credentials: CredentialsProvider
  #renewing: Promise<AwsCredentials> | undefined

  constructor(credentials: CredentialsProvider) {
    this.#credentials = credentials
  }

  /** Whether there are other credentials than those that were rejected. Where there are none, the rejection is passed on. */
  async of(rejected: AwsCredentials): Promise<boolean> {
    try {
      if (!isSame(await this.#credentials(), rejected)) return true
      this.#renewing ??= this.#credentials({ forceRefresh: true }).finally(() => {
        this.#renewing = undefined
      })
      return !isSame(await this.#renewing, rejected)
    } catch {
      // The service has said what is wrong, and its answer is passed on.
      return false
    }
  }
}

/** A tunnel whose far end is gone takes a connection and never answers the handshake. */
function limitConnecting(
  socket: TLSSocket,
  { handshakeMs }: GateLimits,
  clock: Clock,
  done: buildConnector.Callback,
): void {
  const cancel = clock.after(handshakeMs, () => {
    socket.destroy(new Error(`no TLS connection within ${handshakeMs} ms`))
  })
  const fail = (error: Error) => {
    cancel()
    done(error, null)
  }
  // Stays on: a socket can fail again after it was destroyed, and nobody may be listening.
  socket.on('error', () => {})
  socket.once('error', fail)
  socket.once('secureConnect', () => {
    cancel()
    socket.off('error', fail)
    done(null, socket)
  })
}
