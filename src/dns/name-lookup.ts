import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../wait/clock.ts'
import { withTimeout } from '../wait/sleep.ts'
import type { Advice } from './dns-servers.ts'
import { askAuthority } from './dns-servers.ts'
import * as messages from './messages.ts'

/** A name, and how it is looked up. */
export interface NameSources {
  /** The name. An IP address resolves at once. */
  readonly host: string
  /** The operating system's lookup, which fails for an unknown name; default: Node's. */
  readonly lookup?: (host: string) => Promise<unknown>
  /** Asks a DNS server for the name. Default: a server of the name's zone, or else one of this machine. */
  readonly advise?: (host: string, signal: AbortSignal) => Promise<Advice>
}

/** How long one poll waits for a lookup, in milliseconds. The lookup goes on, and the next poll waits for the same one. */
const LOOKUP_MS = 5_000

/**
 * When a DNS server says that there is no such name, the operating system is asked only after this time, in milliseconds, and
 * then after pauses that double up to the longest.
 */
const CONTRADICT_AFTER_MS = 5_000
const CONTRADICT_EVERY_MS = 60_000

/**
 * Looks up one name repeatedly. Decides when to ask a DNS server and the operating system, and counts their answers.
 */
export class NameLookup {
  readonly #sources: NameSources
  readonly #clock: Clock
  readonly #advise: (host: string, signal: AbortSignal) => Promise<Advice>
  readonly #ofServer: Record<string, number> = {}
  readonly #ofSystem: Record<string, number> = {}
  #last: Advice['says'] = 'nothing'
  /** The lookup under way. There is one at a time, because one that hangs occupies one of Node's few threads. */
  #lookingUp: Promise<string | undefined> | undefined
  #contradictAt: number
  #contradictEveryMs = CONTRADICT_AFTER_MS

  constructor(sources: NameSources, clock: Clock) {
    this.#sources = sources
    this.#clock = clock
    this.#advise = sources.advise ?? adviceOfAll(clock)
    this.#contradictAt = clock.now() + CONTRADICT_AFTER_MS
  }

  /** One poll. Returns whether the operating system knows the name. */
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

  /** How often the two gave each answer, in a sentence for each. */
  told(): string {
    return messages.dnsAnswers(list(this.#ofServer), list(this.#ofSystem))
  }

  /** What the user can do. */
  hint(): string {
    if (this.#last === 'known') return messages.systemIsBehind()
    return this.#last === 'unknown' ? messages.unknownName() : messages.noAnswer()
  }

  /** The reason why the operating system does not know the name; `undefined`: it knows the name. */
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

/** The code of a lookup that failed. Throws any error that is not an answer. */
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

/** A name in the hosts file is known without a question. For other names the servers of their zone are asked. */
function adviceOfAll(clock: Clock): (host: string, signal: AbortSignal) => Promise<Advice> {
  const ask = askAuthority({ clock })
  return async (host, signal) =>
    (await isInHostsFile(host)) ? { says: 'known', word: 'in the hosts file' } : ask(host, signal)
}

/** The path of the hosts file, whose names the operating system knows without a question. */
const hostsFile = (): string =>
  process.platform === 'win32'
    ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts'

/** Whether a host is in the hosts file, so that the operating system knows it whatever DNS answers. Never fails. */
export async function isInHostsFile(host: string, path = hostsFile()): Promise<boolean> {
  // The file does not exist, or may not be read.
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').some((line) => {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return names.some((name) => name.toLowerCase() === host.toLowerCase())
  })
}
