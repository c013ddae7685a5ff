/** Limits how much heavy work runs on the machine at once. Work gets its turn in the order in which it was added. */
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** `atOnce`: how many have a turn at the same time. */
  constructor(atOnce: number) {
    this.#free = atOnce
  }

  /**
   * Does the work when it has its turn. Where the work has to wait, `onWait` is called once with how many are before it. Fails as
   * the work does, or with the signal's reason; an abort gives up the place in the queue.
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
      // The turn passes to the next in the queue directly, so that no newcomer can take it.
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
