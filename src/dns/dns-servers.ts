import { Resolver } from 'node:dns/promises'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** The answer of a DNS server about a name, as far as it is reliable. */
export interface Advice {
  /** `nothing`: there was no answer, or the answer says neither. */
  readonly says: 'known' | 'unknown' | 'nothing'
  /** The answer in the terms of DNS: `NXDOMAIN`. */
  readonly word: string
}

export interface AskResolver {
  /** The servers to ask, as `address` or `address:port`; default: the servers of this machine. */
  readonly servers?: readonly string[]
  /** How long the answer may take, in milliseconds; default 1,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/** The answers by their c-ares codes. */
const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'NODATA',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  ETIMEOUT: 'no answer',
  ECANCELLED: 'no answer',
}

/**
 * Asks a DNS server for a name. The question bypasses every cache of this machine: that of the operating system, and that of a
 * resolver that was used before. Fails only with the signal's reason.
 */
export async function askResolver(host: string, options: AskResolver = {}): Promise<Advice> {
  const { servers, timeoutMs = 1_000, signal, clock = systemClock } = options
  signal?.throwIfAborted()
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  if (servers) resolver.setServers(servers)
  const stop = () => resolver.cancel()
  const cancel = clock.after(timeoutMs, stop)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await resolver.resolve4(host).catch((error: unknown) => {
      // The name exists, and may have an IPv6 address only.
      if (codeOf(error) !== 'ENODATA') throw error
      return resolver.resolve6(host)
    })
    return { says: 'known', word: 'an address' }
  } catch (error) {
    signal?.throwIfAborted()
    const code = codeOf(error)
    return { says: code === 'ENOTFOUND' || code === 'ENODATA' ? 'unknown' : 'nothing', word: words[code] ?? code }
  } finally {
    cancel()
    signal?.removeEventListener('abort', stop)
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code)

export interface AskAuthority {
  /** The servers to ask for the servers of the zone, as `address:port`; default: the servers of this machine. */
  readonly servers?: readonly string[]
  /** The port of the servers of the zone; default 53. */
  readonly port?: number
  /** How long one answer may take, in milliseconds; default 1,000. */
  readonly timeoutMs?: number
  readonly clock?: Clock
}

/** How many servers of a zone are used: the next one is asked when one does not answer. */
const SERVERS = 2

/**
 * Asks the servers of the zone of a name for the name, which bypasses every cache. A DNS server of this machine would cache for
 * minutes that there is no such name, and the operating system asks that same server. So that server is asked for the zone only,
 * once. It is asked for the name only where the zone's servers cannot be reached (port 53 is often closed).
 *
 * Fails only with the signal's reason.
 */
export function askAuthority({ servers, port = 53, timeoutMs = 1_000, clock }: AskAuthority = {}) {
  let zone: Promise<readonly string[]> | undefined
  const bounds = { timeoutMs, ...(clock && { clock }) }
  return async (host: string, signal: AbortSignal): Promise<Advice> => {
    zone ??= zoneServers(host, servers, timeoutMs, port)
    const own = await zone
    const advice = own.length > 0 ? await askResolver(host, { ...bounds, signal, servers: own }) : undefined
    if (advice && advice.says !== 'nothing') return advice
    zone = Promise.resolve([])
    return askResolver(host, { ...bounds, signal, ...(servers && { servers }) })
  }
}

/** The addresses of the servers for the zone of a name; none where no server answers. c-ares limits the time. */
async function zoneServers(
  host: string,
  servers: readonly string[] | undefined,
  timeoutMs: number,
  port: number,
): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  if (servers) resolver.setServers(servers)
  try {
    for (let zone = parentOf(host); zone !== ''; zone = parentOf(zone)) {
      const names = await resolver.resolveNs(zone).catch(noneOfItsOwn)
      if (names.length === 0) continue
      const addresses = await Promise.all(names.slice(0, SERVERS).map((name) => resolver.resolve4(name)))
      return addresses.flatMap(([address]) => (address === undefined ? [] : [`${address}:${port}`]))
    }
  } catch {
    // Blocked, late or broken: in any case the zone is unknown, and the caller does not depend on it.
  }
  return []
}

const parentOf = (name: string): string => name.split('.').slice(1).join('.')

/** The names above a name: a name without servers of its own belongs to a zone above it. */
function noneOfItsOwn(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return []
  throw error
}
