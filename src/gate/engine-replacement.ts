import type { TestAt } from './gate.ts'
import type { Refusal } from './refusal.ts'
import { engineReplaced, notReady } from './service-refusals.ts'

/** How long a request waits for an engine that is being replaced, in milliseconds. */
const WAIT_MS = 20_000

/** How long a request that failed counts as what its engine was at when it ended, in milliseconds. */
const JUST_FAILED_MS = 2_000

/** A request that was sent so short a time before has hardly ended its engine, which takes as long to go, in milliseconds. */
export const TOO_SHORT_MS = 500

/** So much of a request names it, in characters. */
const NAMED = 100

interface Asked {
  readonly worker: number
  readonly text: string
  readonly sentAt: number
  failedAt?: number
}

/**
 * What a gate knows of its engine's end: what was under way then, and whose requests wait for another engine. A worker
 * whose namespace was lost is refused until it asks whether it has to restore it.
 */
export class EngineReplacement {
  readonly #asked = new Set<Asked>()
  readonly #lost = new Map<number, string>()
  readonly #testAt: TestAt
  readonly #isToldOnce: boolean
  #pending: Promise<void> | undefined

  /** With `isToldOnce` a worker asks only at the end of a file, and is refused one request for each engine that is lost. */
  constructor(testAt: TestAt = () => undefined, isToldOnce = false) {
    this.#testAt = testAt
    this.#isToldOnce = isToldOnce
  }

  /** A request is forwarded. Call the result once, when it has ended, with whether the engine failed to answer it. */
  begin(worker: number, text: string): (hasFailed: boolean) => void {
    const asked: Asked = { worker, text: text.slice(0, NAMED), sentAt: Date.now() }
    this.#asked.add(asked)
    return (hasFailed) => {
      if (!hasFailed || Date.now() - asked.sentAt < TOO_SHORT_MS) this.#asked.delete(asked)
      asked.failedAt ??= Date.now()
    }
  }

  /** The requests that the engine had not answered when it ended just now. */
  underWay(): readonly string[] {
    const now = Date.now()
    for (const asked of this.#asked) {
      if (asked.failedAt !== undefined && now - asked.failedAt > JUST_FAILED_MS) this.#asked.delete(asked)
    }
    return [...this.#asked].map(({ worker, text, sentAt }) => {
      const test = this.#testAt(worker, sentAt)
      return `worker ${worker}${test === undefined ? '' : `, in test ${test}`}: ${text}`
    })
  }

  /** The engine has ended: requests wait until `replaced`, and what these workers had in it is lost. */
  start(workers: readonly number[], message: string, replaced: Promise<void>): void {
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

  /** Whether a request of a worker has to wait, or to be refused. The session itself, worker 0, lays the contents again. */
  concerns(worker: number): boolean {
    return worker > 0 && (this.#pending !== undefined || this.#lost.has(worker))
  }

  /** Waits until the request may go on; why it may not. */
  async admit(worker: number, engine: string): Promise<Refusal | undefined> {
    const lost = this.#lost.get(worker)
    if (lost !== undefined) {
      if (this.#isToldOnce) this.#lost.delete(worker)
      return engineReplaced(lost)
    }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS, true)
    })
    const isLate = await Promise.race([this.#pending?.then(() => false) ?? false, late])
    clearTimeout(timer)
    return isLate ? notReady(engine) : undefined
  }
}
