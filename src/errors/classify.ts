import { isSdkError, kindOfSdkError } from './classify-sdk-error.ts'
import { type ErrorKind, errorKinds } from './error-kinds.ts'
import type { ErrorCategory, ErrorFault } from './errors.ts'
import { isAwsFixtureError } from './errors.ts'
import { byGremlinStatus, kindOfWord } from './foreign-codes.ts'
import { conflictOf, neptuneCode } from './gremlin-conflict.ts'
import { readRejection, rejectsIdentity, ServiceRejection } from './service-rejection.ts'

export type { ErrorKind } from './error-kinds.ts'

/** The classification of an error of any library. */
export interface Classified {
  readonly kind: ErrorKind
  readonly category: ErrorCategory
  /** Who has to act. */
  readonly fault: ErrorFault
}

/**
 * Classifies an error of ours, AWS, the network, TLS, OpenSearch or Gremlin by its name and code, or by those of its cause. A
 * text or an HTTP status alone is not enough.
 */
export function classify(error: unknown): Classified {
  let kind: ErrorKind = 'unknown'
  // An AggregateError or a wrapper says less than the errors in it. No error is nested deeper than this.
  for (let at = error, depth = 0; at !== undefined && at !== null && depth < 8 && kind === 'unknown'; depth += 1) {
    kind = kindOf(at)
    at = innerOf(at)
  }
  // The official OpenSearch client uses this name for any failure of a connection, if nothing more is known.
  if (kind === 'unknown' && (error as Error | undefined)?.name === 'ConnectionError') kind = 'interrupted'
  if (kind === 'unknown' && isAwsFixtureError(error)) {
    return { kind: 'ours', category: error.category, fault: error.fault }
  }
  return { kind, ...errorKinds[kind] }
}

function innerOf(error: unknown): unknown {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown }
  return cause ?? (Array.isArray(errors) ? errors[0] : undefined)
}

function kindOf(error: unknown): ErrorKind {
  if (typeof error !== 'object' || error === null) return 'unknown'
  const { code, name, Code, message, meta, statusCode, statusMessage } = error as Record<string, unknown>
  if (error instanceof ServiceRejection) return kindOfWord(error.name, error.message) ?? 'unknown'
  if (isApiResponse(meta)) {
    const rejection = readRejection({ status: meta.statusCode, headers: meta.headers, body: meta.body })
    return (
      kindOfWord(rejectsIdentity(rejection) || hasType(meta) ? rejection.name : '', rejection.message) ??
      byHttp(meta.statusCode)
    )
  }
  if (typeof statusCode === 'number' && typeof statusMessage === 'string')
    return ofGremlin(error, statusCode, statusMessage)
  for (const word of [code, name, Code]) {
    const kind = typeof word === 'string' ? kindOfWord(word, String(message ?? '')) : undefined
    if (kind) return kind
  }
  return isSdkError(error) ? kindOfSdkError(error) : 'unknown'
}

interface SeenResponse {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, unknown>> | null
  readonly body: unknown
}

/** The official OpenSearch client's record of an answer. */
const isApiResponse = (meta: unknown): meta is SeenResponse =>
  typeof meta === 'object' && meta !== null && typeof (meta as { statusCode?: unknown }).statusCode === 'number'

const hasType = ({ headers, body }: SeenResponse): boolean =>
  headers?.['x-amzn-errortype'] !== undefined ||
  typeof (body as { error?: { type?: unknown } })?.error?.type === 'string'

/** Classifies an answer without a type, as from a load balancer, by its status. */
function byHttp(status: number): ErrorKind {
  if (status === 429) return 'throttled'
  if (status === 502 || status === 503) return 'unavailable'
  if (status === 504) return 'timeout'
  if (status === 404) return 'not-found'
  return status >= 500 ? 'server' : 'invalid'
}

function ofGremlin(error: object, statusCode: number, statusMessage: string): ErrorKind {
  const conflict = conflictOf(error)
  if (conflict) return conflict === 'ReadOnlyViolationException' ? 'read-only' : 'conflict'
  return kindOfWord(neptuneCode(statusMessage)) ?? byGremlinStatus[statusCode] ?? 'server'
}
