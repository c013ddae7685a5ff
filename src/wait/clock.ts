/**
 * The only place that knows the time.
 *
 * The real functions are captured when this module is first imported. In a worker that is before any test can call
 * `vi.useFakeTimers()`, so a user's fake time neither stales a signature nor hangs a cleanup.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls back once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void
}

const RealDate = Date
const realSetTimeout = setTimeout
const realClearTimeout = clearTimeout

/** Real time. */
export const systemClock: Clock = {
  now: () => RealDate.now(),
  after(ms, callback) {
    const timer = realSetTimeout(callback, ms)
    return () => realClearTimeout(timer)
  },
}
