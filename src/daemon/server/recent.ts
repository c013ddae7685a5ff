import type { Clock } from '../../wait/clock.ts'

/** What was seen a moment ago. All who ask within that moment share one look. */
export class Recent<T> {
  readonly #look: () => Promise<T>
  readonly #holdsMs: number
  readonly #clock: Clock
  #seen: { readonly at: number; readonly value: Promise<T> } | undefined

  /** A look holds for `holdsMs` milliseconds. */
  constructor(look: () => Promise<T>, holdsMs: number, clock: Clock) {
    this.#look = look
    this.#holdsMs = holdsMs
    this.#clock = clock
  }

  /** Fails as the look does. */
  get(): Promise<T> {
    const now = this.#clock.now()
    const age = this.#seen ? now - this.#seen.at : Number.POSITIVE_INFINITY
    // What was seen later than now was seen before the clock was set back.
    if (!this.#seen || age < 0 || age >= this.#holdsMs) this.#seen = { at: now, value: this.#look() }
    return this.#seen.value
  }

  /** Makes whoever asks next look again. */
  forget(): void {
    this.#seen = undefined
  }
}
