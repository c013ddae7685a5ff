/** How much slower each throttled look makes those that follow, and at most. */
const FACTOR = 2
const SLOWEST = 64

/** Pauses are made longer from this one on, and up to this one unless they are longer by themselves; in milliseconds. */
const SHORTEST_MS = 500
const LONGEST_MS = 60_000

/**
 * How fast polls follow each other under throttling: each poll that is throttled doubles the pauses, each that is answered
 * halves them again, down to what the schedule says. Slowed pauses have jitter, for whoever else is throttled too.
 */
export class ThrottleBackoff {
  readonly #random: () => number
  #slowness = 1

  constructor(random: () => number) {
    this.#random = random
  }

  throttled(): void {
    this.#slowness = Math.min(SLOWEST, this.#slowness * FACTOR)
  }

  answered(): void {
    this.#slowness = Math.max(1, this.#slowness / FACTOR)
  }

  /** The pause in the place of one of `ms` milliseconds; never shorter. */
  pauseMs(ms: number): number {
    if (this.#slowness === 1) return ms
    const longMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ms) * this.#slowness)
    return Math.max(ms, longMs * (0.5 + this.#random() / 2))
  }
}
