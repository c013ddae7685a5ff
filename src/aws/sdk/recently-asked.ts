import type { Clock } from '../../wait/clock.ts'

/**
 * What has been asked for a short while ago. AWS may not show it yet, and so what no look finds need not be absent: a
 * cleanup that took it for absent would leave it behind.
 */
export class RecentlyAsked {
  readonly #askedAt = new Map<string, number>()
  readonly #withinMs: number
  readonly #clock: Clock

  /** `withinMs` milliseconds after it was asked for, what is not seen is not there. */
  constructor(withinMs: number, clock: Clock) {
    this.#withinMs = withinMs
    this.#clock = clock
  }

  /** Before it is asked for. */
  note(id: string): void {
    this.#askedAt.set(id, this.#clock.now())
  }

  /** It was refused, or has been seen: from then on absent is absent. */
  forget(id: string): void {
    this.#askedAt.delete(id)
  }

  has(id: string): boolean {
    const askedAt = this.#askedAt.get(id)
    return askedAt !== undefined && this.#clock.now() < askedAt + this.#withinMs
  }
}
