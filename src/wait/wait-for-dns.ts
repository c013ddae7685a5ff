import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { DnsError, WaitTimeoutError } from '../errors.ts'
import type { Advice } from './ask-resolver.ts'
import { askResolver } from './ask-resolver.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { growing } from './schedule.ts'
import { withTimeout } from './sleep.ts'
import type { WaitOptions } from './wait-for-state.ts'
import { waitForState } from './wait-for-state.ts'

export interface DnsWait {
  /** The name; an address is known at once. */
  readonly host: string
  /** How long to wait in all, in milliseconds. */
  readonly timeoutMs: number
  /** The operating system's lookup, which fails for a name it does not know; default Node's. */
  readonly lookup?: (host: string) => Promise<unknown>
  /** What a DNS server says of the name; default: one of this machine's is asked. */
  readonly advise?: (host: string, signal: AbortSignal) => Promise<Advice>
  /** Told of each look once it is over; its state is `unresolved` or `resolved`. Must not throw. */
  readonly onLook?: WaitOptions<never>['onLook'] | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
}

/** How long a lookup is waited for in one look, in milliseconds. It goes on, and the next look waits for the same one. */
const LOOKUP_MS = 5_000

/**
 * Against a server that knows no such name the operating system is asked this late, in milliseconds, and then after
 * pauses that double up to the longest.
 */
const CONTRADICT_AFTER_MS = 5_000
const CONTRADICT_EVERY_MS = 60_000

/**
 * Waits until the operating system can look a name up, as every client will. A system that is asked too early remembers
 * for minutes that there is no such name, so a DNS server is asked first, past that memory: while it says that it knows no
 * such name the system is asked rarely. It only advises. Names that are in a hosts file or known to another server only
 * are found, and a server that is blocked, late or wrong costs a little time.
 *
 * Fails with a DnsError, or the signal's reason.
 */
export async function waitForDns(wait: DnsWait): Promise<void> {
  const { host, timeoutMs, onLook, signal, clock = systemClock } = wait
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return
  const started = clock.now()
  const asked = new Asked(wait, clock)
  try {
    await waitForState({
      what: host,
      observe: async (look) => {
        const isLast = clock.now() - started >= timeoutMs
        return { state: (await asked.once(look, isLast)) ? 'resolved' : 'unresolved', detail: asked.told() }
      },
      target: 'resolved',
      pending: 'any',
      schedule: growing({ fromMs: 250, toMs: 10_000 }),
      timeoutMs,
      onLook,
      signal,
      clock,
    })
  } catch (cause) {
    if (!(cause instanceof WaitTimeoutError)) throw cause
    const seconds = ((clock.now() - started) / 1_000).toFixed(1)
    throw new DnsError(
      [`${host} did not become known to this machine within ${seconds} s.`, asked.told(), asked.hint()],
      { resource: host, cause },
    )
  }
}

/** What the two were asked, and what they said how often. */
class Asked {
  readonly #wait: DnsWait
  readonly #clock: Clock
  readonly #ofServer: Record<string, number> = {}
  readonly #ofSystem: Record<string, number> = {}
  #last: Advice['says'] = 'nothing'
  /** One lookup at a time: each that hangs takes a thread of Node's few. */
  #lookingUp: Promise<string | undefined> | undefined
  #contradictAt: number
  #contradictEveryMs = CONTRADICT_AFTER_MS

  constructor(wait: DnsWait, clock: Clock) {
    this.#wait = wait
    this.#clock = clock
    this.#contradictAt = clock.now() + CONTRADICT_AFTER_MS
  }

  /** One look; whether the operating system knows the name. */
  async once(signal: AbortSignal, isLast: boolean): Promise<boolean> {
    const { host, advise = (name, look) => askResolver(name, { signal: look, clock: this.#clock }) } = this.#wait
    const { says, word } = await advise(host, signal)
    count(this.#ofServer, word)
    this.#last = says
    if (says === 'unknown' && !isLast && this.#clock.now() < this.#contradictAt) return false
    const failure = await this.#askSystem()
    if (failure === undefined) return true
    count(this.#ofSystem, failure)
    if (says === 'unknown') this.#contradictEveryMs = Math.min(CONTRADICT_EVERY_MS, this.#contradictEveryMs * 2)
    this.#contradictAt = this.#clock.now() + this.#contradictEveryMs
    return false
  }

  told(): string {
    const system = Object.keys(this.#ofSystem).length > 0 ? list(this.#ofSystem) : 'nothing'
    return `A DNS server said: ${list(this.#ofServer)}. The operating system, which decides, said: ${system}.`
  }

  hint(): string {
    if (this.#last === 'known') {
      return 'The operating system does not know what its DNS server knows: empty its cache, and look into its hosts file and the DNS settings of a VPN.'
    }
    if (this.#last === 'unknown') {
      return 'Check the name. One that is new can take longer; one in a private network is known there, or through its VPN, only.'
    }
    return "Check this machine's network and its DNS servers: none of them gave an answer."
  }

  /** Why the operating system does not know the name; `undefined`: it does. */
  async #askSystem(): Promise<string | undefined> {
    const { host, lookup: lookUp = (name) => lookup(name) } = this.#wait
    this.#lookingUp ??= lookUp(host)
      .then(() => undefined, failureOf)
      .finally(() => {
        this.#lookingUp = undefined
      })
    const late = new Error('late')
    return withTimeout(this.#lookingUp, LOOKUP_MS, () => late, this.#clock).catch((error: unknown) => {
      if (error === late) return 'no answer'
      throw error
    })
  }
}

/** The code of a lookup that failed; what is no answer is thrown on. */
function failureOf(error: unknown): string {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && !code.startsWith('ERR_')) return code
  throw error
}

function count(seen: Record<string, number>, word: string): void {
  seen[word] = (seen[word] ?? 0) + 1
}

const list = (seen: Readonly<Record<string, number>>): string =>
  Object.entries(seen)
    .map(([word, times]) => `${word} x${times}`)
    .join(', ')
