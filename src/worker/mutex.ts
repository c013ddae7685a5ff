import { NamespaceError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'

/** A lock that one test at a time holds. The others wait in the order in which they were queued. */
export class Mutex {
  readonly #queue: MutexTicket[] = []
  readonly #clock: Clock

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /**
   * Queues the test of this name. An aborted signal removes the test from the queue if it has not acquired the mutex yet. After
   * that only `release` frees the mutex.
   */
  acquire(name: string, signal?: AbortSignal): MutexTicket {
    const ticket = new MutexTicket({
      ...{ name, clock: this.#clock },
      behind: this.#queue.map((queued) => queued.name),
      leave: () => this.#remove(ticket),
    })
    this.#queue.push(ticket)
    if (signal?.aborted) ticket.cancel(signal.reason)
    else {
      signal?.addEventListener('abort', () => ticket.cancel(signal.reason), { once: true })
      this.#grant()
    }
    return ticket
  }

  #remove(ticket: MutexTicket): void {
    const at = this.#queue.indexOf(ticket)
    if (at === -1) return
    this.#queue.splice(at, 1)
    this.#grant()
  }

  #grant(): void {
    this.#queue[0]?.grant()
  }
}

interface TicketOptions {
  readonly name: string
  readonly behind: readonly string[]
  readonly clock: Clock
  /** Takes the ticket out of the queue. */
  readonly leave: () => void
}

/** A test's place in the queue of a mutex, and its hold on the mutex once it has acquired it. */
export class MutexTicket {
  readonly name: string
  /** The tests that were in the queue before this one; the first of them held the mutex. */
  readonly behind: readonly string[]
  /** Resolves when the test has the mutex. Rejects with the signal's reason, or with a NamespaceError after `release`. */
  readonly acquired: Promise<void>
  readonly #options: TicketOptions
  readonly #waiting = Promise.withResolvers<void>()
  readonly #since: number
  #acquiredAt: number | undefined

  constructor(options: TicketOptions) {
    const { name, behind, clock } = options
    this.name = name
    this.behind = behind
    this.#options = options
    this.#since = clock.now()
    this.acquired = this.#waiting.promise
    // A test that is stopped while it waits no longer handles the rejection.
    this.acquired.catch(() => {})
  }

  /** Whether the test has acquired the mutex; still true after its release. */
  get isAcquired(): boolean {
    return this.#acquiredAt !== undefined
  }

  /** How long the test has waited for the mutex so far, in milliseconds. */
  get waitedMs(): number {
    return (this.#acquiredAt ?? this.#options.clock.now()) - this.#since
  }

  /** The mutex calls it when the ticket is the first in the queue. */
  grant(): void {
    this.#acquiredAt ??= this.#options.clock.now()
    this.#waiting.resolve()
  }

  /** Leaves the queue, unless the mutex was acquired already. */
  cancel(reason: unknown): void {
    if (this.isAcquired) return
    this.#waiting.reject(reason)
    this.#options.leave()
  }

  /** Gives the mutex to the next test in the queue, or leaves the queue if the mutex was not acquired yet. */
  release(): void {
    this.#waiting.reject(new NamespaceError(messages.endedBeforeGraph(this.name)))
    this.#options.leave()
  }
}
