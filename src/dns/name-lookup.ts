import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../wait/clock.ts'
import { withTimeout } from '../wait/sleep.ts'
import type { Advice } from './dns-servers.ts'
import { askAuthority } from './dns-servers.ts'
import * as messages from './messages.ts'

/** Who knows a name. */
export interface NameSources {
  /** The name; an address is known at once. */
  readonly host: string
  /** The operating system's lookup, which fails for a name it does not know; default Node's. */
  readonly lookup?: (host: string) => Promise<unknown>
  /** What a DNS server says of the name; default: one of its zone is asked, or else one of this machine's. */
  readonly advise?: (host: string, signal: AbortSignal) => Promise<Advice>
}

/** How long one poll waits for a lookup, in milliseconds. The lookup goes on, and the next poll waits for the same one. */
const LOOKUP_MS = 5_000

/**
 * Against a server that knows no such name the operating system is asked this late, in milliseconds, and then after
 * pauses that double up to the longest.
 */
const CONTRADICT_AFTER_MS = 5_000
const CONTRADICT_EVERY_MS = 60_000

/**
 * Looks one name up, again and again: what a DNS server and the operating system are asked when, and what they said how
 * often.
 */
export class NameLookup {
  readonly #sources: NameSources
  readonly #clock: Clock
  readonly #advise: (host: string, signal: AbortSignal) => Promise<Advice>
  readonly #ofServer: Record<string, number> = {}
  readonly #ofSystem: Record<string, number> = {}
  #last: Advice['says'] = 'nothing'
  /** One lookup at a time: each that hangs takes a thread of Node's few. */
  #lookingUp: Promise<string | undefined> | undefined
  #contradictAt: number
  #contradictEveryMs = CONTRADICT_AFTER_MS

  constructor(sources: NameSources, clock: Clock) {
    this.#sources = sources
    this.#clock = clock
    this.#advise = sources.advise ?? adviceOfAll(clock)
    this.#contradictAt = clock.now() + CONTRADICT_AFTER_MS
  }

  /** One poll; whether the operating system knows the name. */
  async once(signal: AbortSignal, isLast: boolean): Promise<boolean> {
    const { host } = this.#sources
    const { says, word } = await this.#advise(host, signal)
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

  /** What the two said how often, in a sentence each. */
  told(): string {
    return messages.dnsAnswers(list(this.#ofServer), list(this.#ofSystem))
  }

  /** What the user can do. */
  hint(): string {
    if (this.#last === 'known') return messages.systemIsBehind()
    return this.#last === 'unknown' ? messages.unknownName() : messages.noAnswer()
  }

  /** Why the operating system does not know the name; `undefined`: it does. */
  async #askSystem(): Promise<string | undefined> {
    const { host, lookup: lookUp = (name) => lookup(name) } = this.#sources
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

/** A name in the hosts file is known, without a question to anybody; of others the servers of their zone know best. */
function adviceOfAll(clock: Clock): (host: string, signal: AbortSignal) => Promise<Advice> {
  const ask = askAuthority({ clock })
  return async (host, signal) =>
    (await isInHostsFile(host)) ? { says: 'known', word: 'in the hosts file' } : ask(host, signal)
}

/** Where the operating system keeps the names that it knows without asking anybody. */
const hostsFile = (): string =>
  process.platform === 'win32'
    ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts'

/** Whether a host is in the hosts file, and so is known to the operating system whatever DNS says. Never fails. */
export async function isInHostsFile(host: string, path = hostsFile()): Promise<boolean> {
  // Without the file, or the right to read it, there is nothing to learn from it.
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').some((line) => {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return names.some((name) => name.toLowerCase() === host.toLowerCase())
  })
}
