/**
 * Remembers for each worker whether a request that can change something has passed.
 *
 * A request counts from before it is forwarded until after it is answered: one that is on its way while a worker's
 * record is forgotten may take effect afterwards, so its end marks the worker again.
 */
export class ChangeLedger {
  readonly #changed = new Set<number>()
  readonly #underWay = new Map<number, number>()

  /** A request that can change something is about to be forwarded. Call the result, once, when it has ended. */
  begin(worker: number): () => void {
    this.#underWay.set(worker, (this.#underWay.get(worker) ?? 0) + 1)
    this.#changed.add(worker)
    return () => {
      this.#underWay.set(worker, (this.#underWay.get(worker) ?? 1) - 1)
      this.#changed.add(worker)
    }
  }

  /** Whether anything may have changed since the worker's record was last forgotten. */
  hasChanged(worker: number): boolean {
    return this.#changed.has(worker) || (this.#underWay.get(worker) ?? 0) > 0
  }

  /** Forgets what has ended. */
  forget(worker: number): void {
    this.#changed.delete(worker)
  }
}
