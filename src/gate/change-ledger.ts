/**
 * Remembers for each worker whether a request that can change something has passed.
 *
 * A request counts from before it is forwarded until after it is answered: one that is on its way while a worker's
 * record is forgotten may take effect afterwards, so its end marks the worker again.
 */
export class ChangeLedger {
  /** Workers whose namespace was reported to be as it should, and of whom nothing has been seen since. */
  readonly #clean = new Set<number>()
  readonly #underWay = new Map<number, number>()

  /** A request that can change something is about to be forwarded. Call the result, once, when it has ended. */
  begin(worker: number): () => void {
    this.#underWay.set(worker, (this.#underWay.get(worker) ?? 0) + 1)
    this.#clean.delete(worker)
    return () => {
      this.#underWay.set(worker, (this.#underWay.get(worker) ?? 1) - 1)
      this.#clean.delete(worker)
    }
  }

  /** Whether anything may have changed since the worker's record was last forgotten; true until it was for the first time. */
  hasChanged(worker: number): boolean {
    return !this.#clean.has(worker) || (this.#underWay.get(worker) ?? 0) > 0
  }

  /** Forgets what has ended. */
  forget(worker: number): void {
    this.#clean.add(worker)
  }
}
