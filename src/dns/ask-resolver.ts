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
