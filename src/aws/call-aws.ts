import { classify, type ErrorKind } from '../client/classify.ts'
import type { Clock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'

export interface CallAwsOptions {
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
}

/**
 * Sends a call to a control plane, and repeats it where it failed for a passing reason. The SDK's own repeats are
 * switched off (`maxAttempts: 1`): they are not seen, not counted, and know nothing of our clock.
 *
 * A repeated call may find what the one before has done, whose answer was lost: its caller expects that.
 */
export function callAws<Result>(send: () => Promise<Result>, { signal, clock }: CallAwsOptions = {}): Promise<Result> {
  return retry(send, {
    isTemporary: (error) => {
      const { kind, category } = classify(error)
      return category === 'temporary' && !lasting.includes(kind)
    },
    askedPauseMs: retryAfterMs,
    baseMs: 500,
    signal,
    ...(clock && { clock }),
  })
}

/** What passes, but takes minutes: for a wait, not for calls one after the other. */
const lasting: readonly ErrorKind[] = ['propagating', 'state']

/** What the answer's `Retry-After` asks for, in milliseconds. */
function retryAfterMs(error: unknown): number | undefined {
  const { $response } = (error ?? {}) as { $response?: { headers?: Readonly<Record<string, string>> } }
  const seconds = Number($response?.headers?.['retry-after'])
  return seconds > 0 ? seconds * 1_000 : undefined
}
