/** What a service said when it refused a request, named as the AWS SDKs name it. */
export class ServiceRefusal extends Error {
  readonly status: number

  /** `name` is the type of the refusal: `ExpiredTokenException`. */
  constructor(name: string, text: string, status: number) {
    super(text)
    this.name = name
    this.status = status
  }
}

export interface RefusedAnswer {
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
 * Reads who refused and why from an answer of either service: the type is in the header `x-amzn-errortype`, in `code` or
 * `__type` of the body, or in `error.type` where the engine itself refuses.
 */
export function readRefusal({ status, headers, body }: RefusedAnswer): ServiceRefusal {
  const said = parsed(body)
  const text = textOf(said, body)
  const named = headers?.['x-amzn-errortype'] ?? said.code ?? said.__type ?? (said.error as { type?: unknown })?.type
  // `com.amazonaws.es#ExpiredTokenException:http://…` is an ExpiredTokenException.
  const type = typeof named === 'string' ? (/(?:.*#)?([^:]+)/.exec(named)?.[1] ?? named) : ''
  const isVague = type === '' || type === 'AccessDeniedException' || type === 'AccessDenied'
  const told = isVague ? inText.find(([pattern]) => pattern.test(text))?.[1] : undefined
  return new ServiceRefusal(
    told ?? (type || (status === 429 ? 'ThrottlingException' : 'AccessDeniedException')),
    text,
    status,
  )
}

/** Whether the service, and not the engine behind it, refused who was asking. */
export function isAtTheDoor({ status, name }: ServiceRefusal): boolean {
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
