import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { sleep } from './sleep.ts'

export interface RetryOptions {
  /** Whether the failed call may succeed when repeated. */
  readonly isTemporary: (error: unknown) => boolean
  /** Calls in all; default 5. */
  readonly attempts?: number
  /** Milliseconds before the second call; doubled before each further one. Default 200. */
  readonly baseMs?: number
  /** The longest pause, in milliseconds; default 60,000. */
  readonly maxMs?: number
  /** The pause this failure asks for, in milliseconds, which comes before the jitter. One above `maxMs` is not waited for. */
  readonly askedPauseMs?: (error: unknown) => number | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** Between 0 and 1; each pause is this part of its full length (full jitter). Default random. */
  readonly random?: () => number
}

/** Repeats a call that fails for a passing reason. The only thing that does. Fails with the last call's error. */
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
