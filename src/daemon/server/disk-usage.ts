import type { Clock } from '../../wait/clock.ts'

/** Somebody who can have data in an engine. */
export interface DataHolder {
  /** As a person knows it: `the run in /home/me/project`. */
  readonly who: string
  /** Whether an index of this name may be its own. */
  canHaveMade(index: string): boolean
}

/** So much of an engine's data is somebody's. */
export interface DataShare {
  readonly holder: DataHolder
  /** More than 0. */
  readonly bytes: number
}

/** By index, how many bytes it holds. */
export type IndexSizes = ReadonlyMap<string, number>

/** Whose the data in an engine is. */
export class DataShares {
  readonly #holders: () => readonly DataHolder[]
  readonly #look: () => Promise<IndexSizes>
  #sizes: IndexSizes = new Map()

  constructor(holders: () => readonly DataHolder[], look: () => Promise<IndexSizes>) {
    this.#holders = holders
    this.#look = look
  }

  /**
   * Who holds most; `undefined` where nobody is known to hold anything. Never fails: while the engine does not tell the
   * sizes, those that it told last count.
   */
  async largest(): Promise<DataShare | undefined> {
    this.#sizes = await this.#look().catch(() => this.#sizes)
    let largest: DataShare | undefined
    for (const holder of this.#holders()) {
      const share = this.of(holder)
      if (share && share.bytes > (largest?.bytes ?? 0)) largest = share
    }
    return largest
  }

  /** What is in indices that may be somebody's, by the sizes that were told last; `undefined` where that is nothing. */
  of(holder: DataHolder): DataShare | undefined {
    let bytes = 0
    for (const [index, size] of this.#sizes) if (holder.canHaveMade(index)) bytes += size
    return bytes > 0 ? { holder, bytes } : undefined
  }
}

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
