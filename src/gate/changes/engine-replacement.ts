import { type Clock, systemClock } from '../../wait/clock.ts'
import { sleep, withTimeout } from '../../wait/sleep.ts'
import type { TestAt } from '../gate.ts'
import type { Rejection } from '../rejection.ts'
import { engineReplaced, notReady } from '../service-rejections.ts'

/** How long a request waits for an engine that is being replaced, in milliseconds. */
const WAIT_MS = 20_000

/** How long a request that failed counts as what its engine was at when it ended, in milliseconds. */
const JUST_FAILED_MS = 2_000

/** How long an engine takes to end, in milliseconds: a request that was sent later than that has not ended it. */
export const TOO_SHORT_MS = 500

/** How many requests are named, those that have waited longest: a file is read to learn which test sent one. */
const MOST_NAMED = 3

/** How much of a request is quoted, in characters. */
const MOST_TEXT = 100

/** How long it takes at most until the gate knows that an engine which does not answer has ended, in milliseconds. */
const END_KNOWN_MS = 700

/** The engine that a request is sent to. */
interface EngineWatch {
  /** Whether it has ended. */
  readonly hasEnded: () => boolean
  /** The same of one that did not answer: waits until its end would be known. */
  readonly hasEndedSoon: () => Promise<boolean>
}

interface Asked {
  readonly worker: number
  readonly text: string
  readonly sentAt: number
}

interface ReplacementOptions {
  /** Default: no test is known. */
  readonly testAt?: TestAt | undefined
  readonly clock?: Clock
}

/**
 * What a gate knows of its engine's end: what was under way then, and whose requests wait for another engine. A worker
 * whose namespace was lost is rejected until it asks, which it does at the end of each test.
 */
export class EngineReplacement {
  readonly #asked = new Set<Asked>()
  readonly #lost = new Map<number, string>()
  readonly #testAt: TestAt
  readonly #clock: Clock
  #pending: Promise<void> | undefined
  #ends = 0

  constructor({ testAt = () => undefined, clock = systemClock }: ReplacementOptions = {}) {
    this.#testAt = testAt
    this.#clock = clock
  }

  /** A request is forwarded. Call the result once, when it has ended, with whether the engine failed to answer it. */
  begin(worker: number, text: string): (hasFailed: boolean) => void {
    const asked: Asked = { worker, text: text.slice(0, MOST_TEXT), sentAt: this.#clock.now() }
    this.#asked.add(asked)
    const forget = () => void this.#asked.delete(asked)
    return (hasFailed) => {
      if (!hasFailed || this.#clock.now() - asked.sentAt < TOO_SHORT_MS) forget()
      else this.#clock.after(JUST_FAILED_MS, forget, { isIdle: true })
    }
  }

  /** The requests that the engine had not answered when it ended just now, three at most. */
  underWay(): readonly string[] {
    return [...this.#asked].slice(0, MOST_NAMED).map(({ worker, text, sentAt }) => {
      const test = this.#testAt(worker, sentAt)
      return `worker ${worker}${test === undefined ? '' : `, in test ${test}`}: ${text}`
    })
  }

  /** The engine has ended: requests wait until `replaced`, and what these workers had in it is lost. */
  start(workers: readonly number[], message: string, replaced: Promise<void>): void {
    this.#ends += 1
    for (const worker of workers) this.#lost.set(worker, message)
    const pending = replaced
      .catch(() => {})
      .finally(() => {
        if (this.#pending === pending) this.#pending = undefined
      })
    this.#pending = pending
  }

  /** A worker asks whether it has to restore its namespace, and does so next. Returns whether it was lost. */
  restore(worker: number): boolean {
    return this.#lost.delete(worker)
  }

  /** Whether a request of a worker has to wait, or to be rejected. The run itself, worker 0, loads the contents again. */
  concerns(worker: number): boolean {
    return worker > 0 && (this.#pending !== undefined || this.#lost.has(worker))
  }

  /**
   * Watches the engine from now on: if it ends, what a request that waits was admitted to is gone. For the run itself
   * it never ends, as in `concerns`.
   */
  watch(worker: number): EngineWatch {
    const ends = this.#ends
    const hasEnded = () => worker > 0 && this.#ends > ends
    const hasEndedSoon = async () => {
      if (!hasEnded()) await sleep(END_KNOWN_MS)
      return hasEnded()
    }
    return { hasEnded, hasEndedSoon }
  }

  /** Waits until the request may go on; why it may not. */
  async admit(worker: number, engine: string): Promise<Rejection | undefined> {
    const lost = this.#lost.get(worker)
    if (lost !== undefined) return engineReplaced(lost)
    return withTimeout(
      this.#pending ?? Promise.resolve(),
      WAIT_MS,
      () => new Error('It takes too long.'),
      this.#clock,
    ).then(
      () => undefined,
      () => notReady(engine),
    )
  }
}
