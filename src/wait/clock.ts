/**
 * The only place that knows the time.
 *
 * The real functions are captured when this module is first imported. In a worker that is before any test can call
 * `vi.useFakeTimers()`, so a user's fake time neither stales a signature nor hangs a cleanup.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls back once after `ms` milliseconds; the returned function cancels it. An idle timer does not keep the process alive. */
  after(ms: number, callback: () => void, options?: { readonly isIdle?: boolean }): () => void
}

const RealDate = Date
// The function itself: a user may also put another one in its place (`vi.spyOn(Date, 'now')`).
const realNow = Date.now
const realSetTimeout = setTimeout
const realClearTimeout = clearTimeout

/** Real time. */
export const systemClock: Clock = {
  now: () => realNow(),
  after(ms, callback, { isIdle = false } = {}) {
    const timer = realSetTimeout(callback, ms)
    if (isIdle) timer.unref()
    return () => realClearTimeout(timer)
  },
}

/** The same time, whose timers never keep the process alive: for what looks on beside the work. */
export const idle = (clock: Clock): Clock => ({
  now: () => clock.now(),
  after: (ms, callback) => clock.after(ms, callback, { isIdle: true }),
})

/** A time in the form of ISO 8601 and in UTC, also where a test has put another `Date` in place: `2026-11-24T08:15:00.000Z`. */
export function toIsoTime(ms: number): string {
  return new RealDate(ms).toISOString()
}
