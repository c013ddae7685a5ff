/**
 * The only source of time in this package.
 *
 * This module captures the real functions when it is first imported. In a worker that is before any test can call
 * `vi.useFakeTimers()`, so fake timers of a user neither invalidate a signature nor block a cleanup.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls back once after `ms` milliseconds; the returned function cancels it. An idle timer does not keep the process alive. */
  after(ms: number, callback: () => void, options?: { readonly isIdle?: boolean }): () => void
}

const RealDate = Date
// Keeps the function itself, because a user may replace it too (`vi.spyOn(Date, 'now')`).
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

/** Real time with timers that never keep the process alive, for what goes on in the background. */
export const idle = (clock: Clock): Clock => ({
  now: () => clock.now(),
  after: (ms, callback) => clock.after(ms, callback, { isIdle: true }),
})

/** A time as ISO 8601 in UTC, also where a test has replaced `Date`: `2026-11-24T08:15:00.000Z`. */
export function toIsoTime(ms: number): string {
  return new RealDate(ms).toISOString()
}
