import type { Clock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'

/** What a Gremlin server says of a failed request, as the driver hands it on. */
interface GremlinFailure {
  readonly statusCode: number
  readonly statusMessage?: string
  readonly statusAttributes?: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>
}

/** A write that another one got into the way of, or that reached an instance which only reads; the word is the server's. */
export type ConflictKind = 'ConcurrentModificationException' | 'ReadOnlyViolationException' | 'TransactionException'

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

/** Which conflict an error tells of; `undefined` for any other error. */
export function conflictOf(error: unknown): ConflictKind | undefined {
  if (!isFailure(error)) return undefined
  const { code } = parsed(error.statusMessage ?? '')
  if (code === 'ConcurrentModificationException' || code === 'ReadOnlyViolationException') return code
  // Neptune names its kinds in JSON; TinkerPop's graphs throw one class for all that ails a transaction, conflicts in words.
  const exceptions = exceptionsOf(error)
  if (exceptions.includes('java.util.ConcurrentModificationException')) return 'ConcurrentModificationException'
  const isTransactional = exceptions.some((name) => name.endsWith('.TransactionException'))
  return isTransactional && /^Conflict:/.test(error.statusMessage ?? '') ? 'TransactionException' : undefined
}

function isFailure(error: unknown): error is GremlinFailure {
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'statusMessage' in error
}

function parsed(message: string): { readonly code?: unknown } {
  try {
    return (JSON.parse(message) ?? {}) as { code?: unknown }
  } catch {
    // TinkerPop's own messages are plain text.
    return {}
  }
}

/** The classes of what was thrown in the server, outermost first. */
function exceptionsOf({ statusAttributes = {} }: GremlinFailure): string[] {
  const named =
    statusAttributes instanceof Map
      ? statusAttributes.get('exceptions')
      : (statusAttributes as Readonly<Record<string, unknown>>).exceptions
  return Array.isArray(named) ? named.map(String) : []
}
