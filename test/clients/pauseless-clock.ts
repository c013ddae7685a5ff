import type { Clock } from '../../src/wait/clock.ts'

/** From this length on a timer is a limit, and not a pause between two attempts; in milliseconds. */
const LIMIT_MS = 5_000

/** A clock on which pauses are over at once and limits are never reached. Starts at 0. */
export class PauselessClock implements Clock {
  #now = 0
  /** How long each pause would have been, in milliseconds. */
  readonly pauses: number[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, callback: () => void): () => void {
    if (ms >= LIMIT_MS) return () => {}
    this.pauses.push(ms)
    this.#now += ms
    const soon = setImmediate(callback)
    return () => clearImmediate(soon)
  }

  /** Lets time pass; nothing happens meanwhile. */
  pass(ms: number): void {
    this.#now += ms
  }
}
