import type { Clock } from '../../wait/clock.ts'

/** A run, as an owner of data in an engine. */
export interface DataOwner {
  /** As a person knows it: `the run in /home/me/project`. */
  readonly who: string
  /** Whether an index of this name may be its own. */
  canHaveMade(index: string): boolean
}

/** How much of an engine's data is an owner's. */
export interface DiskShare {
  readonly owner: DataOwner
  /** More than 0. */
  readonly bytes: number
}

/** How many bytes each index takes, by its name. */
export type IndexSizes = ReadonlyMap<string, number>

/** How the data in an engine divides among its owners. */
export class DiskUsage {
  readonly #owners: () => readonly DataOwner[]
  readonly #read: () => Promise<IndexSizes>
  #sizes: IndexSizes = new Map()

  constructor(owners: () => readonly DataOwner[], read: () => Promise<IndexSizes>) {
    this.#owners = owners
    this.#read = read
  }

  /**
   * The owner with the most data; `undefined` where no owner is known to have any. Never fails: while the engine does not
   * tell the sizes, those that it told last count.
   */
  async largest(): Promise<DiskShare | undefined> {
    this.#sizes = await this.#read().catch(() => this.#sizes)
    let largest: DiskShare | undefined
    for (const owner of this.#owners()) {
      const share = this.of(owner)
      if (share && share.bytes > (largest?.bytes ?? 0)) largest = share
    }
    return largest
  }

  /** The indices that may be an owner's, by the sizes that were told last; `undefined` where they take nothing. */
  of(owner: DataOwner): DiskShare | undefined {
    let bytes = 0
    for (const [index, size] of this.#sizes) if (owner.canHaveMade(index)) bytes += size
    return bytes > 0 ? { owner, bytes } : undefined
  }
}

/** A value that is read again once it is older than `maxAgeMs`. All who ask until then share one read. */
export class Cached<T> {
  readonly #read: () => Promise<T>
  readonly #maxAgeMs: number
  readonly #clock: Clock
  #last: { readonly at: number; readonly value: Promise<T> } | undefined

  constructor(read: () => Promise<T>, maxAgeMs: number, clock: Clock) {
    this.#read = read
    this.#maxAgeMs = maxAgeMs
    this.#clock = clock
  }

  /** Fails as the read does. */
  get(): Promise<T> {
    const now = this.#clock.now()
    const age = this.#last ? now - this.#last.at : Number.POSITIVE_INFINITY
    // A negative age: the clock was set back since.
    if (!this.#last || age < 0 || age >= this.#maxAgeMs) this.#last = { at: now, value: this.#read() }
    return this.#last.value
  }

  /** The next `get` reads again. */
  forget(): void {
    this.#last = undefined
  }
}
