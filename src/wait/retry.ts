import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { sleep } from './sleep.ts'

export interface RetryOptions {
  /** Whether the failed call may succeed when repeated. */
  readonly isTemporary: (error: unknown) => boolean
  /** How many calls are made in all; default 5. */
  readonly attempts?: number
  /** Milliseconds before the second call; doubled before each further one. Default 200. */
  readonly baseMs?: number
  /** The longest pause, in milliseconds; default 60,000. */
  readonly maxMs?: number
  /** The pause that a failure asks for, in milliseconds; the jitter is added to it. The call is not repeated for one above `maxMs`. */
  readonly askedPauseMs?: (error: unknown) => number | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** Gives a number between 0 and 1: each pause is this fraction of its full length (full jitter). Default random. */
  readonly random?: () => number
}

/** Repeats a call that fails with a temporary error. Fails with the error of the last call. Nothing else in this package repeats calls. */
export async function retry<T>(call: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts = 5, baseMs = 200, maxMs = 60_000, signal, clock = systemClock, random = Math.random } = options
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    try {
      return await call(attempt)
    } catch (error) {
      if (attempt >= attempts || !options.isTemporary(error)) throw error
      const askedMs = options.askedPauseMs?.(error) ?? 0
      if (askedMs > maxMs) throw error
      const jitteredMs = random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1))
      await sleep(Math.min(maxMs, askedMs + jitteredMs), signal, clock)
    }
  }
}
