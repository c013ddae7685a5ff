import { classify, type ErrorKind } from '../../errors/classify.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { retryAfterMs } from '../../wait/retry-after.ts'

export interface CallAwsOptions {
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  /** A number between 0 and 1 for the jitter of the pauses; default random. */
  readonly random?: () => number
}

/**
 * Sends a call to a control plane, and repeats it where it failed for a passing reason. The SDK's own retries are switched
 * off (`maxAttempts: 1`), because they cannot be seen or counted and do not use our clock.
 *
 * A repeated call may find what the one before has done, where only its answer was lost. The caller has to expect that.
 */
export function callAws<Result>(
  send: () => Promise<Result>,
  { signal, clock = systemClock, random = Math.random }: CallAwsOptions = {},
): Promise<Result> {
  return retry(send, {
    isTemporary: (error) => {
      const { kind, category } = classify(error)
      return category === 'temporary' && !lasting.includes(kind)
    },
    askedPauseMs: (error) => retryAfterMs(headersOf(error), clock.now()),
    baseMs: 500,
    signal,
    clock,
    random,
  })
}

/** Failures that pass only after minutes: a wait bears them, and repeated calls do not. */
const lasting: readonly ErrorKind[] = ['propagating', 'state']

/** The headers of the answer, which the SDK hides in its errors. */
const headersOf = (error: unknown): unknown =>
  (error as { $response?: { headers?: unknown } } | undefined)?.$response?.headers
