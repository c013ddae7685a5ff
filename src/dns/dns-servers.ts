import { Resolver } from 'node:dns/promises'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** What a DNS server says of a name, as far as anybody may rely on it. */
export interface Advice {
  /** `nothing`: no answer, or one that says neither. */
  readonly says: 'known' | 'unknown' | 'nothing'
  /** Its answer in the words of DNS: `NXDOMAIN`. */
  readonly word: string
}

export interface AskResolver {
  /** The servers to ask, as `address` or `address:port`; default those of this machine. */
  readonly servers?: readonly string[]
  /** How long the answer may take, in milliseconds; default 1,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/** What c-ares calls the answers. */
const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'NODATA',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  ETIMEOUT: 'no answer',
  ECANCELLED: 'no answer',
}

/**
 * Asks a DNS server for a name, past every cache of this machine: the operating system's, and that of a resolver that
 * has asked before. Never fails, but for the signal's reason.
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
      // The name is there, and may have an address of the newer kind only.
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
  /** Who is asked for the name's own servers, as `address:port`; default the servers of this machine. */
  readonly servers?: readonly string[]
  /** The port of the name's own servers; default 53. */
  readonly port?: number
  /** How long one answer may take, in milliseconds; default 1,000. */
  readonly timeoutMs?: number
  readonly clock?: Clock
}

/** How many of a zone's servers are taken: the next one where one does not answer. */
const SERVERS = 2

/**
 * Asks the servers of the zone a name is in for the name, past every cache: a server of this machine would remember for
 * minutes that there was no such name, and the operating system asks that very server. It is asked for the zone only, and
 * that once; only where the zone's servers cannot be asked (port 53 is often closed) is it asked for the name as well.
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

/** The addresses of the servers for the zone the name is in; none where nobody tells. Bounded by c-ares's own limits. */
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
    // Blocked, late or broken: whatever it is, the zone is not known, and nobody depends on it.
  }
  return []
}

const parentOf = (name: string): string => name.split('.').slice(1).join('.')

/** A name without servers of its own belongs to a zone above it. */
function noneOfItsOwn(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENODATA' || error.code === 'ENOTFOUND') return []
  throw error
}
