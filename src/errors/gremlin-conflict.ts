/** The answer of a Gremlin server to a failed request, as the driver gives it. */
interface GremlinFailure {
  readonly statusCode: number
  readonly statusMessage?: string
  readonly statusAttributes?: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>
}

/** A write that conflicts with another one, or that reached a read-only instance, by the server's own name. */
export type ConflictKind = 'ConcurrentModificationException' | 'ReadOnlyViolationException' | 'TransactionException'

/** The conflict that an error reports; `undefined` for any other error. */
export function conflictOf(error: unknown): ConflictKind | undefined {
  if (!isFailure(error)) return undefined
  const code = neptuneCode(error.statusMessage ?? '')
  if (code === 'ConcurrentModificationException' || code === 'ReadOnlyViolationException') return code
  // Neptune names the conflict in JSON. TinkerPop's graphs throw one class for every failure of a transaction, with conflicts in the text.
  const exceptions = exceptionsOf(error)
  if (exceptions.includes('java.util.ConcurrentModificationException')) return 'ConcurrentModificationException'
  const isTransactional = exceptions.some((name) => name.endsWith('.TransactionException'))
  return isTransactional && /^Conflict:/.test(error.statusMessage ?? '') ? 'TransactionException' : undefined
}

function isFailure(error: unknown): error is GremlinFailure {
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'statusMessage' in error
}

/** Neptune's code for a failed request, from the JSON of its status message; empty where there is none. */
export function neptuneCode(statusMessage: string): string {
  try {
    return String((JSON.parse(statusMessage) as { readonly code?: unknown } | null)?.code ?? '')
  } catch {
    // TinkerPop's own messages are plain text.
    return ''
  }
}

/** The classes of the exceptions in the server, outermost first. */
function exceptionsOf({ statusAttributes = {} }: GremlinFailure): string[] {
  const named =
    statusAttributes instanceof Map
      ? statusAttributes.get('exceptions')
      : (statusAttributes as Readonly<Record<string, unknown>>).exceptions
  return Array.isArray(named) ? named.map(String) : []
}
