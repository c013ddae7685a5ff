import { type Clock, systemClock } from '../../wait/clock.ts'

/** A request that can change something, until the engine has done with it. */
interface Change {
  readonly worker: number
  /** As a person names it: `POST /_bulk`. */
  readonly what: string
  readonly since: number
  /** Has the engine end it; absent: that is not for the gate to do. */
  readonly cut: (() => void) | undefined
}

/** What has become of the requests that were waited for. Each as a person reads it: `POST /_bulk (20 s)`. */
interface Settled {
  /** What took longer than it may, and is cut where that can be. */
  readonly late: readonly string[]
  /** What is under way still. */
  readonly underWay: readonly string[]
}

/** How long what nobody awaits any more may take before it is cut, in milliseconds. */
const PATIENCE_MS = 300

/**
 * Remembers for each worker whether a request that can change something has passed.
 *
 * A request counts from before it is forwarded until after the engine has answered it, whether or not its client still
 * waits: one that is on its way while a worker's record is forgotten may take effect afterwards, so its end marks the
 * worker again.
 */
export class ChangeLedger {
  /** Workers that have sent a change since they last reported that their namespace is as it should be. */
  readonly #changed = new Set<number>()
  /** Workers that have reported so at least once. */
  readonly #known = new Set<number>()
  readonly #underWay = new Set<Change>()
  /** Called at the end of each change. */
  readonly #waiting = new Set<() => void>()
  readonly #isPristine: boolean
  readonly #clock: Clock

  /** With `isPristine` every worker's namespace is known to be as it should from the start. */
  constructor(isPristine = false, clock: Clock = systemClock) {
    this.#isPristine = isPristine
    this.#clock = clock
  }

  /** A request that can change something is about to be forwarded. Call the result when it has ended; `cut` has it end. */
  begin(worker: number, what = 'a request', cut?: () => void): () => void {
    const change: Change = { worker, what, since: this.#clock.now(), cut }
    this.#underWay.add(change)
    this.#changed.add(worker)
    return () => {
      if (!this.#underWay.delete(change)) return
      this.#changed.add(worker)
      for (const look of this.#waiting) look()
    }
  }

  /** Whether anything may have changed since the worker's record was last forgotten, or since the start of a pristine ledger. */
  hasChanged(worker: number): boolean {
    const isKnown = this.#isPristine || this.#known.has(worker)
    return !isKnown || this.#changed.has(worker) || this.#of(worker).length > 0
  }

  /** Forgets what has ended. */
  forget(worker: number): void {
    this.#known.add(worker)
    this.#changed.delete(worker)
  }

  /**
   * Waits until the engine has done with all requests of a worker, or of all workers, that can change something; at most
   * `timeoutMs` milliseconds. What takes a while is cut. Never fails.
   */
  settle(worker: number | undefined, timeoutMs: number): Promise<Settled> {
    let late: readonly string[] = []
    if (this.#of(worker).length === 0) return Promise.resolve({ late, underWay: [] })
    return new Promise((resolve) => {
      const end = () => {
        cancelCut()
        cancel()
        this.#waiting.delete(look)
        resolve({ late, underWay: this.#named(worker) })
      }
      const look = () => this.#of(worker).length === 0 && end()
      const cut = () => {
        late = this.#named(worker)
        for (const change of this.#of(worker)) change.cut?.()
      }
      const cancelCut = this.#clock.after(Math.min(PATIENCE_MS, timeoutMs), cut)
      const cancel = this.#clock.after(timeoutMs, end)
      this.#waiting.add(look)
    })
  }

  #named(worker: number | undefined): readonly string[] {
    const now = this.#clock.now()
    return this.#of(worker).map(({ what, since }) => `${what} (${Math.round((now - since) / 1_000)} s)`)
  }

  #of(worker: number | undefined): readonly Change[] {
    return [...this.#underWay].filter((change) => worker === undefined || change.worker === worker)
  }
}
