import { classify, type ErrorKind } from '../../errors/classify.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { retryAfterMs } from '../../wait/retry-after.ts'

export interface CallAwsOptions {
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  /** Between 0 and 1, for the pauses. Default random. */
  readonly random?: () => number
}

/**
 * Sends a call to a control plane, and repeats it where it failed for a passing reason. The SDK's own repeats are
 * switched off (`maxAttempts: 1`): they are not seen, not counted, and know nothing of our clock.
 *
 * A repeated call may find what the one before has done, whose answer was lost: its caller expects that.
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

/** What passes, but takes minutes: for a wait, not for calls one after the other. */
const lasting: readonly ErrorKind[] = ['propagating', 'state']

/** What came back, which the SDK hides in its errors. */
const headersOf = (error: unknown): unknown =>
  (error as { $response?: { headers?: unknown } } | undefined)?.$response?.headers
