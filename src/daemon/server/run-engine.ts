import type { Reporter } from '../../report/events.ts'
import type { EnginePool } from './engine-pool.ts'
import type { EngineRequest, EngineUse } from './engine-use.ts'
import type { EngineExit, EngineUser } from './engine-users.ts'
import * as messages from './messages.ts'

/** An engine is replaced so many times for a run: if engines keep ending, the run itself may end them. */
const MOST_REPLACEMENTS = 3

/** Loads a run's contents into an empty engine. The signal is aborted when the engine or the run ends. */
export type Restore = (use: EngineUse, signal: AbortSignal) => Promise<void>

export interface RunEngineOptions {
  readonly pool: Pick<EnginePool, 'use'>
  /** What the run asks of an engine, and asks again where one is replaced. */
  readonly request: Omit<EngineRequest, 'user' | 'onLaunch'>
  /** Who the run is to those that share the engine. */
  readonly user: Omit<EngineUser, 'onEnd'>
  readonly report: Reporter
  /** Told when a replacement begins: why, and when it has ended. There is no engine meanwhile. */
  readonly onReplace: (message: string, replaced: Promise<void>) => void
  /** Aborted when the run ends. */
  readonly signal: AbortSignal
}

/** The engine of a run, which may share it. Where others have ended it, another engine takes its place. */
export class RunEngine {
  readonly #options: RunEngineOptions
  readonly #user: EngineUser
  #use: EngineUse | undefined
  #restore: Restore | undefined
  /** Aborted when the engine that there is has ended. */
  #ended = new AbortController()
  #replacements = 0
  /** Resolves when the last replacement has ended: to why it failed, or to `undefined`. */
  #replaced: Promise<unknown> = Promise.resolve()
  #isLast = false

  constructor(options: RunEngineOptions) {
    this.#options = options
    this.#user = { ...options.user, onEnd: (end) => this.#onEnd(end) }
  }

  /** `undefined` until it is ready, and while it is replaced. */
  get use(): EngineUse | undefined {
    return this.#use
  }

  /** `onLaunch` is called once its process has been started. Fails as `EnginePool.use` does. */
  async start(signal: AbortSignal, onLaunch: () => void): Promise<EngineUse> {
    this.#use = await this.#options.pool.use({ ...this.#options.request, user: this.#user, onLaunch }, signal)
    return this.#use
  }

  /** From here on the engine is replaced where it ends, and `restore` loads the run's contents into the next one. */
  replaceBy(restore: Restore): void {
    this.#restore = restore
  }

  /** Waits for the end of a replacement under way, if any. Never fails. */
  async replaced(): Promise<void> {
    await this.#replaced
  }

  /** From here on it is not replaced. Resolves, after a replacement under way, to the engine and to why there is none. */
  async stopReplacing(): Promise<{ readonly use: EngineUse | undefined; readonly failure: unknown }> {
    this.#isLast = true
    const failure = await this.#replaced
    return { use: this.#use, failure }
  }

  /** A run that may have ended the engine itself fails at its end; any other goes on with another engine. */
  #onEnd(end: EngineExit): void {
    const use = this.#use
    if (!use) return
    const { culprits, isSuspect, gone } = end
    const { name } = use.traces
    this.#ended.abort(new Error(`The ${name} has ended.`))
    if (isSuspect) {
      // Its requests are told only that nobody answers.
      if (gone) this.#warn(messages.engineEnded(name, culprits))
      return
    }
    if (!this.#restore || this.#isLast) return
    if (this.#replacements === MOST_REPLACEMENTS) {
      this.#warn(messages.engineNotReplaced(name, MOST_REPLACEMENTS, culprits))
      return
    }
    this.#replacements += 1
    const message = messages.engineReplaced(name, culprits)
    this.#warn(message)
    const replacing = this.#replace(use, this.#restore, end, this.#replaced)
    this.#replaced = replacing.then(
      () => undefined,
      (failure: unknown) => failure,
    )
    this.#options.onReplace(message, replacing)
  }

  async #replace(
    ended: EngineUse,
    restore: Restore,
    { gone }: EngineExit,
    replacedBefore: Promise<unknown>,
  ): Promise<void> {
    const { pool, request, signal } = this.#options
    this.#use = undefined
    // A restore into the engine that has ended gives up first, so that it does not meet the next one.
    await replacedBefore
    // The next engine needs its memory. What is left of it is removed, and reported, when the daemon ends.
    await Promise.allSettled([ended.release({ retire: true }), gone])
    const use = await pool.use({ ...request, user: this.#user }, signal)
    this.#ended = new AbortController()
    this.#use = use
    await restore(use, AbortSignal.any([signal, this.#ended.signal]))
  }

  #warn(message: string): void {
    this.#options.report({ type: 'warning', message })
  }
}
