/** What a Gremlin server says of a failed request, as the driver hands it on. */
interface GremlinFailure {
  readonly statusCode: number
  readonly statusMessage?: string
  readonly statusAttributes?: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>
}

/** A write that another one got into the way of, or that reached an instance which only reads; the word is the server's. */
export type ConflictKind = 'ConcurrentModificationException' | 'ReadOnlyViolationException' | 'TransactionException'

/** Which conflict an error tells of; `undefined` for any other error. */
export function conflictOf(error: unknown): ConflictKind | undefined {
  if (!isFailure(error)) return undefined
  const code = neptuneCode(error.statusMessage ?? '')
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

/** The code that Neptune gives a failed request, in the JSON of its status message; empty where there is none. */
export function neptuneCode(statusMessage: string): string {
  try {
    return String((JSON.parse(statusMessage) as { readonly code?: unknown } | null)?.code ?? '')
  } catch {
    // TinkerPop's own messages are plain text.
    return ''
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
