import type { Clock } from '../../wait/clock.ts'

/**
 * The resources that were requested a short while ago. AWS may not show them yet, so that one which no poll finds need not be
 * absent: a cleanup that took it for absent would leave it behind.
 */
export class RecentlyAsked {
  readonly #askedAt = new Map<string, number>()
  readonly #withinMs: number
  readonly #clock: Clock

  /** From `withinMs` milliseconds after its request on, a resource that is not seen does not exist. */
  constructor(withinMs: number, clock: Clock) {
    this.#withinMs = withinMs
    this.#clock = clock
  }

  /** To be called before the request. */
  note(id: string): void {
    this.#askedAt.set(id, this.#clock.now())
  }

  /** To be called once the request was rejected or the resource was seen: from then on, absent means absent. */
  forget(id: string): void {
    this.#askedAt.delete(id)
  }

  /** Whether AWS may not show the resource yet. */
  has(id: string): boolean {
    const askedAt = this.#askedAt.get(id)
    return askedAt !== undefined && this.#clock.now() < askedAt + this.#withinMs
  }
}
