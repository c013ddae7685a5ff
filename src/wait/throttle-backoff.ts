/** The factor by which each throttled poll slows the next ones, and the largest factor. */
const FACTOR = 2
const SLOWEST = 64

/** The least and the longest pause under throttling, in milliseconds. A longer pause of the schedule stays as it is. */
const SHORTEST_MS = 500
const LONGEST_MS = 60_000

/**
 * The pauses between polls under throttling. Each poll that is throttled doubles them, and each that is answered halves them,
 * down to what the schedule says. Longer pauses have jitter, so that throttled runs do not poll together.
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

  /** The pause to take instead of one of `ms` milliseconds; never shorter. */
  pauseMs(ms: number): number {
    if (this.#slowness === 1) return ms
    const longMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ms) * this.#slowness)
    return Math.max(ms, longMs * (0.5 + this.#random() / 2))
  }
}
