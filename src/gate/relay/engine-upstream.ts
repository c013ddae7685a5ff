import { Pool } from 'undici'
import { WebSocket } from 'ws'
import type { EngineAddress } from '../../base/engine-address.ts'
import { hostAndPort } from '../../base/engine-address.ts'
import type { WireHeader } from '../../sigv4/canonical-request.ts'
import { headerValues, splitTarget } from '../../sigv4/canonical-request.ts'
import type { GateLimits } from '../limits.ts'
import { connectionSettings, type OnwardRequest, type Upstream, UpstreamUnreachable } from './upstream.ts'

/** An engine behind its own gate; `address` is absent until it is ready. */
export function engineUpstream(name: string, address: () => EngineAddress | undefined, limits: GateLimits): Upstream {
  let engine: EngineAddress | undefined
  let pool: Pool | undefined
  let prefix: WireHeader[] | undefined
  /** Another engine may have taken its place. */
  const current = () => {
    const seen = known(address)
    if (engine && isSame(seen, engine)) return seen
    void pool?.destroy()
    pool = undefined
    prefix = undefined
    engine = seen
    return seen
  }
  return {
    name,
    advice: () => (engine?.logFile === undefined ? 'Its log says why.' : `Its log says why: ${engine.logFile}`),
    isReady: () => address() !== undefined,
    prepare(onward) {
      const seen = current()
      prefix ??= ownHeaders(seen)
      return { ...onward, headers: [...onward.headers, ...prefix] }
    },
    signs: false,
    connections() {
      const seen = current()
      pool ??= new Pool(`${schemeOf(seen)}${hostAndPort(seen)}`, {
        ...connectionSettings(limits),
        connect: untrusted,
      })
      return pool
    },
    endsWithSocket: true,
    openWebSocket(onward, maxPayload) {
      const seen = current()
      return new WebSocket(`ws://${hostAndPort(seen)}${splitTarget(onward.target).path.replace(/\/$/, '')}`, {
        perMessageDeflate: false,
        autoPong: false,
        maxPayload,
        handshakeTimeout: limits.handshakeMs,
        ...patient,
        headers: { ...userAgent(onward), ...authorizationOf(seen) },
      })
    },
    close: () => void pool?.destroy(),
  }
}

/** The keys of the certificates an engine makes up for itself are known to everybody: they prove nothing. */
const untrusted = { rejectUnauthorized: false }

/**
 * How long the engine may take to close a WebSocket, in milliseconds: for as long as it likes, since it is at work for it
 * until then. A timer takes no more.
 */
const patient = { closeTimeout: 2 ** 31 - 1 }

/** One that came later may have the port of the one before, and has a secret of its own. */
const isSame = (one: EngineAddress, other: EngineAddress): boolean =>
  hostAndPort(one) === hostAndPort(other) && one.authorization === other.authorization

const schemeOf = ({ speaksTls = false }: EngineAddress) => (speaksTls ? 'https://' : 'http://')

const ownHeaders = (engine: EngineAddress): WireHeader[] => [
  ['host', hostAndPort(engine)],
  ...(engine.authorization === undefined ? [] : [['authorization', engine.authorization] as const]),
]

const authorizationOf = ({ authorization }: EngineAddress): Record<string, string> =>
  authorization === undefined ? {} : { authorization }

/** Asked only once the engine is ready. It may have ended since. */
function known(address: () => EngineAddress | undefined): EngineAddress {
  const engine = address()
  if (!engine) throw new UpstreamUnreachable('The engine has ended', { isUnsent: true })
  return engine
}

/** All that is passed on at an upgrade: everything else is about the client's own connection, or for the gate. */
export function userAgent({ headers }: OnwardRequest): Record<string, string> {
  const [found] = headerValues(headers, 'user-agent')
  return found === undefined ? {} : { 'user-agent': found }
}
