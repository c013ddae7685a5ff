import { messageOf } from './errors.ts'
import { readRefusal, ServiceRefusal } from './service-refusal.ts'

/** Where an error may say what a service answered: the official OpenSearch client's, and those of the Gremlin driver. */
interface Speaking {
  readonly meta?: { readonly statusCode?: number | null; readonly headers?: never; readonly body: unknown }
  readonly statusMessage?: unknown
  readonly cause?: unknown
}

/** Nothing is wrapped deeper than this. */
const DEEPEST = 8

/** What the service said, wherever in an error of any client it is; `undefined` where it said nothing. */
export function refusalOf(error: unknown): ServiceRefusal | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < DEEPEST; depth += 1) {
    if (at instanceof ServiceRefusal) return at
    const { meta, statusMessage, cause } = at as Speaking
    if (meta?.statusCode) return readRefusal({ status: meta.statusCode, headers: meta.headers, body: meta.body })
    // Neptune refuses a query on an open connection by the type alone: the status of the protocol has none for it.
    if (typeof statusMessage === 'string' && /"code"\s*:\s*"AccessDenied/.test(statusMessage)) {
      return readRefusal({ status: 403, body: statusMessage })
    }
    at = cause
  }
  return undefined
}

/** The line of an error that says what was seen last: what the service said, or else the error. */
export function lastSeen(error: unknown): string {
  const refusal = refusalOf(error)
  if (!refusal) return `Last seen: ${messageOf(error).split('\n')[0]}`
  return `Last seen: ${refusal.status} ${refusal.name}: ${refusal.message || '(without a word)'}`
}
