import { messageOf } from './errors.ts'
import * as messages from './messages.ts'

/** A service's rejection of a request, with the names that the AWS SDKs use. */
export class ServiceRejection extends Error {
  readonly status: number

  /** `name` is the type of the rejection: `ExpiredTokenException`. */
  constructor(name: string, text: string, status: number) {
    super(text)
    this.name = name
    this.status = status
  }
}

export interface RejectedAnswer {
  readonly status: number
  /** Headers by their names in lower case. */
  readonly headers?: Readonly<Record<string, unknown>> | null | undefined
  /** The body, parsed or as text. */
  readonly body: unknown
}

/** Kinds of rejections that only the text of an answer names, because the type is the same for every denial. */
const inText: readonly (readonly [RegExp, string])[] = [
  [/security token included in the request is expired/i, 'ExpiredTokenException'],
  [/security token included in the request is invalid/i, 'UnrecognizedClientException'],
  [/^Missing Authentication Token|User: anonymous is not authorized/i, 'MissingAuthenticationTokenException'],
  [
    /signature (we calculated does not match|expired:|not yet current:)|scoped to (a valid region|correct service)/i,
    'InvalidSignatureException',
  ],
]

/**
 * Reads from an answer of either service why it was rejected, and by what. The type is in the header `x-amzn-errortype`, in
 * `code` or `__type` of the body, or in `error.type` where the engine itself rejects.
 */
export function readRejection({ status, headers, body }: RejectedAnswer): ServiceRejection {
  const said = parsed(body)
  const text = textOf(said, body)
  const named = headers?.['x-amzn-errortype'] ?? said.code ?? said.__type ?? (said.error as { type?: unknown })?.type
  // `com.amazonaws.es#ExpiredTokenException:http://…` is an ExpiredTokenException.
  const type = typeof named === 'string' ? (/(?:.*#)?([^:]+)/.exec(named)?.[1] ?? named) : ''
  const isVague = type === '' || type === 'AccessDeniedException' || type === 'AccessDenied'
  const told = isVague ? inText.find(([pattern]) => pattern.test(text))?.[1] : undefined
  return new ServiceRejection(
    told ?? (type || (status === 429 ? 'ThrottlingException' : 'AccessDeniedException')),
    text,
    status,
  )
}

/** Whether the service rejected the identity, and not the engine behind it. */
export function rejectsIdentity({ status, name }: ServiceRejection): boolean {
  if (status !== 401 && status !== 403) return false
  // The engine has types in lower case, also for rejections that do not concern the identity: cluster_block_exception.
  return /^[A-Z]/.test(name) || name === 'security_exception' || name === 'authorization_exception'
}

interface Said {
  readonly [key: string]: unknown
}

function parsed(body: unknown): Said {
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return body as Said
  try {
    const value: unknown = JSON.parse(String(body))
    return typeof value === 'object' && value !== null ? (value as Said) : {}
  } catch {
    // The body is not JSON: a page of a proxy, or empty. Its text is quoted unchanged.
    return {}
  }
}

function textOf(said: Said, body: unknown): string {
  const { reason } = (said.error ?? {}) as { reason?: unknown }
  const text = said.message ?? said.Message ?? said.detailedMessage ?? reason
  if (typeof text === 'string') return text
  return (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).trim()
}

/** The fields in which errors of the official OpenSearch client and of the Gremlin driver have the service's answer. */
interface Speaking {
  readonly meta?: { readonly statusCode?: number | null; readonly headers?: never; readonly body: unknown }
  readonly statusMessage?: unknown
  readonly cause?: unknown
}

/** How deeply errors are wrapped at most. */
const DEEPEST = 8

/** Finds the service's rejection in an error of any client; `undefined` where there is none. */
export function rejectionOf(error: unknown): ServiceRejection | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < DEEPEST; depth += 1) {
    if (at instanceof ServiceRejection) return at
    const { meta, statusMessage, cause } = at as Speaking
    if (meta?.statusCode) return readRejection({ status: meta.statusCode, headers: meta.headers, body: meta.body })
    // Neptune rejects a query on an open connection by the type only, because the protocol has no status for it.
    if (typeof statusMessage === 'string' && /"code"\s*:\s*"AccessDenied/.test(statusMessage)) {
      return readRejection({ status: 403, body: statusMessage })
    }
    at = cause
  }
  return undefined
}

/** The line of an error about what was observed last: the service's answer, or else the error. */
export function lastSeen(error: unknown): string {
  const rejection = rejectionOf(error)
  if (!rejection) return messages.lastSeen(messageOf(error).split('\n')[0] ?? '')
  return messages.lastSeen(messages.answered(rejection.status, rejection.name, rejection.message))
}
