import { messageOf } from './errors.ts'
import * as messages from './messages.ts'

/** What a service said when it rejected a request, named as the AWS SDKs name it. */
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
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, unknown>> | null | undefined
  /** Parsed or not. */
  readonly body: unknown
}

/** Kinds that answers name only in their text, because the one type they give says everything is denied. */
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
 * Reads who rejected and why from an answer of either service: the type is in the header `x-amzn-errortype`, in `code` or
 * `__type` of the body, or in `error.type` where the engine itself rejects.
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

/** Whether the service, and not the engine behind it, rejected who was asking. */
export function rejectsIdentity({ status, name }: ServiceRejection): boolean {
  if (status !== 401 && status !== 403) return false
  // The engine has types in lower case, also for what has nothing to do with who asks: cluster_block_exception.
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
    // Not JSON: a proxy's page, or nothing. Its text is quoted as it is.
    return {}
  }
}

function textOf(said: Said, body: unknown): string {
  const { reason } = (said.error ?? {}) as { reason?: unknown }
  const text = said.message ?? said.Message ?? said.detailedMessage ?? reason
  if (typeof text === 'string') return text
  return (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).trim()
}

/** Where an error may say what a service answered: the official OpenSearch client's, and those of the Gremlin driver. */
interface Speaking {
  readonly meta?: { readonly statusCode?: number | null; readonly headers?: never; readonly body: unknown }
  readonly statusMessage?: unknown
  readonly cause?: unknown
}

/** Nothing is wrapped deeper than this. */
const DEEPEST = 8

/** What the service said, wherever in an error of any client it is; `undefined` where it said nothing. */
export function rejectionOf(error: unknown): ServiceRejection | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < DEEPEST; depth += 1) {
    if (at instanceof ServiceRejection) return at
    const { meta, statusMessage, cause } = at as Speaking
    if (meta?.statusCode) return readRejection({ status: meta.statusCode, headers: meta.headers, body: meta.body })
    // Neptune rejects a query on an open connection by the type alone: the status of the protocol has none for it.
    if (typeof statusMessage === 'string' && /"code"\s*:\s*"AccessDenied/.test(statusMessage)) {
      return readRejection({ status: 403, body: statusMessage })
    }
    at = cause
  }
  return undefined
}

/** The line of an error that says what was seen last: what the service said, or else the error. */
export function lastSeen(error: unknown): string {
  const rejection = rejectionOf(error)
  if (!rejection) return messages.lastSeen(messageOf(error).split('\n')[0] ?? '')
  return messages.lastSeen(messages.answered(rejection.status, rejection.name, rejection.message))
}
