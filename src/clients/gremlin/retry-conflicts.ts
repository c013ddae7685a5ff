import { type ConflictKind, conflictOf } from '../../errors/gremlin-conflict.ts'
import type { Clock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'

export interface RetryConflictsOptions {
  /** Calls in all; default 8. */
  readonly attempts?: number
  readonly signal?: AbortSignal
  readonly clock?: Clock
  /** Called before each further attempt. */
  readonly onConflict?: (kind: ConflictKind) => void
}

/**
 * Repeats a write that failed because of another one: nothing of it was kept. Not for a step inside a transaction, of
 * which the whole has to be done again. Fails with the last call's error.
 */
export function retryConflicts<Result>(
  write: () => Promise<Result>,
  options: RetryConflictsOptions = {},
): Promise<Result> {
  const { attempts = 8, signal, clock, onConflict } = options
  return retry(write, {
    attempts,
    baseMs: 20,
    maxMs: 2_000,
    signal,
    ...(clock && { clock }),
    isTemporary: (error) => {
      const kind = conflictOf(error)
      if (kind) onConflict?.(kind)
      return kind !== undefined
    },
  })
}
