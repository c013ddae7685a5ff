import type { Clock } from '../../src/wait/clock.ts'

/**
 * A clock that stands still until a test lets time pass; nothing is really waited for. Starts at 0. For work over sockets
 * of this process give it some `turns` of the event loop in which no time passes: loopback needs one for each hop.
 */
export class FakeClock implements Clock {
  #now = 0
  readonly #turns: number
  readonly #timers = new Set<{ at: number; readonly callback: () => void }>()

  constructor({ turns = 1 }: { readonly turns?: number } = {}) {
    this.#turns = turns
  }

  now(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** As a machine's clock is that was fast; what is awaited takes as long as ever. */
  setBack(ms: number): void {
    this.#now -= ms
    for (const timer of this.#timers) timer.at -= ms
  }

  /** How many timers are set: 0 once everything that waited has stopped. */
  get pendingTimers(): number {
    return this.#timers.size
  }

  /** Lets `ms` milliseconds pass, timer by timer, with everything that follows from each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await this.#settle()
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) await this.#fire(next)
    this.#now = end
  }

  /** Lets as much time pass as the work needs, and settles as it does. Fails where it waits for something else. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isSettled = false
    const note = () => {
      isSettled = true
    }
    work.then(note, note)
    await this.#settle()
    while (!isSettled) {
      const next = this.#next()
      if (!next) throw new Error('The work waits for something that is not this clock.')
      await this.#fire(next)
    }
    return work
  }

  #next() {
    return [...this.#timers].sort((a, b) => a.at - b.at)[0]
  }

  async #fire(timer: { readonly at: number; readonly callback: () => void }): Promise<void> {
    this.#timers.delete(timer)
    this.#now = timer.at
    timer.callback()
    await this.#settle()
  }

  /** Until everything that can go on without time has done so. */
  async #settle(): Promise<void> {
    for (let turn = 0; turn < this.#turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
