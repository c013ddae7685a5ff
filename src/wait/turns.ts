/** Lets a few at a time do what would be too much for the machine at once, in the order in which they came. */
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** `atOnce`: how many have a turn at the same time. */
  constructor(atOnce: number) {
    this.#free = atOnce
  }

  /**
   * Does the work when it is its turn. `onWait` is called once, with how many are before it, where it has to wait. Fails as
   * the work does, or with the signal's reason, and then gives up its place.
   */
  async take<Result>(
    work: () => Promise<Result>,
    { signal, onWait }: { readonly signal?: AbortSignal | undefined; readonly onWait?: (before: number) => void } = {},
  ): Promise<Result> {
    signal?.throwIfAborted()
    if (this.#free > 0) this.#free -= 1
    else {
      onWait?.(this.#waiting.length + 1)
      await this.#wait(signal)
    }
    try {
      return await work()
    } finally {
      // The turn goes over to the next one, so that nobody who comes now gets in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1)
        reject(signal?.reason)
      }
      this.#waiting.push(turn)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }
}
