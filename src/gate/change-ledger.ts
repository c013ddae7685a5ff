/**
 * Remembers for each worker whether a request that can change something has passed.
 *
 * A request counts from before it is forwarded until after it is answered: one that is on its way while a worker's
 * record is forgotten may take effect afterwards, so its end marks the worker again.
 */
export class ChangeLedger {
  /** Workers of whom something has been seen since their namespace was reported to be as it should. */
  readonly #changed = new Set<number>()
  /** Workers whose namespace was reported to be as it should at least once. */
  readonly #known = new Set<number>()
  readonly #underWay = new Map<number, number>()
  readonly #isPristine: boolean

  /** With `isPristine` every worker's namespace is known to be as it should from the start. */
  constructor(isPristine = false) {
    this.#isPristine = isPristine
  }

  /** A request that can change something is about to be forwarded. Call the result, once, when it has ended. */
  begin(worker: number): () => void {
    this.#underWay.set(worker, (this.#underWay.get(worker) ?? 0) + 1)
    this.#changed.add(worker)
    return () => {
      this.#underWay.set(worker, (this.#underWay.get(worker) ?? 1) - 1)
      this.#changed.add(worker)
    }
  }

  /** Whether anything may have changed since the worker's record was last forgotten, or since the start of a pristine ledger. */
  hasChanged(worker: number): boolean {
    const isKnown = this.#isPristine || this.#known.has(worker)
    return !isKnown || this.#changed.has(worker) || (this.#underWay.get(worker) ?? 0) > 0
  }

  /** Forgets what has ended. */
  forget(worker: number): void {
    this.#known.add(worker)
    this.#changed.delete(worker)
  }
}
