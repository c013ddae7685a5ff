import type { Endpoint } from '../../base/endpoint.ts'
import type { AwsFixtureError } from '../../errors/errors.ts'
import { ClientRejectedError, messageOf, PermissionError, ReachabilityError } from '../../errors/errors.ts'
import { refusalOf } from '../../errors/refusal-of.ts'
import { rejectionHint, UNREACHED } from '../../errors/rejection-hint.ts'
import { type RefusedAnswer, readRefusal } from '../../errors/service-refusal.ts'
import type { Stage } from './judge-failure.ts'

/** What became of a client whose time ran out. */
export interface NotValidated {
  /** How far it came at last. */
  readonly stage: Stage
  /** What it met there; absent where that was no error, but what `said` says. */
  readonly error?: unknown
  readonly said?: string
  readonly elapsedMs: number
  readonly looks: number
  /** What was met how often. */
  readonly seen: Readonly<Record<string, number>>
  readonly cause: unknown
}

/** A client that was not validated in time. */
export function notValidated(endpoint: Endpoint, met: NotValidated): AwsFixtureError {
  const { stage, error, said, looks, cause } = met
  const seconds = (met.elapsedMs / 1_000).toFixed(1)
  const seen = Object.entries(met.seen).map(([state, times]) => `${state} x${times}`)
  const last = said ?? lastOf(error)
  const told = `Last seen: ${last} Met in ${looks} looks: ${seen.join(', ')}.`
  const details = { resource: endpoint.url, cause: error ?? cause }
  if (stage === 'TCP' || stage === 'TLS') {
    return new ReachabilityError(
      [`${endpoint.url} could not be reached within ${seconds} s; it came as far as ${stage}.`, told, UNREACHED],
      details,
    )
  }
  if (error instanceof PermissionError) {
    const met = `It was so for ${seconds} s, in ${looks} looks: ${seen.join(', ')}.`
    return new PermissionError([error.message, met], { ...details, denial: error.denial })
  }
  const refusal = rejectionOf(error)
  return new ClientRejectedError(
    [
      `${endpoint.url} did not accept the client within ${seconds} s; it came as far as ${stage}.`,
      told,
      (refusal && rejectionHint(endpoint, refusal)) ?? 'Give it more time, or look at what it says of itself.',
    ],
    { ...details, endpoint: endpoint.url, status: refusal?.status },
  )
}

/** A certificate that will not be another one however long one waits. */
export function untrusted(endpoint: Endpoint, cause: Error): ClientRejectedError {
  const { code = '' } = cause as { code?: string }
  return new ClientRejectedError(
    [
      `The certificate of ${endpoint.url} is not trusted.`,
      `Last seen: ${messageOf(cause)} (${code})`,
      /^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/.test(code)
        ? "Check this machine's clock, and whether something on the way answers with a certificate of its own."
        : 'Check the address. Where a proxy on the way opens TLS, name its authority in NODE_EXTRA_CA_CERTS.',
    ],
    { endpoint: endpoint.url, cause },
  )
}

/** What failed and what was seen, without the advice, in one sentence or two. */
function lastOf(error: unknown): string {
  const text = messageOf(error).split('\n').slice(0, 2).join(' ').slice(0, 500)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

type Headers = RejectedAnswer['headers']

export function rejected(what: string, endpoint: Endpoint, cause: unknown): ClientRejectedError {
  if (cause instanceof ClientRejectedError) return cause
  const { statusCode: status, body, headers } = cause as { statusCode?: number; body?: unknown; headers?: Headers }
  // What was lost on the way is what is of interest, and not that it was.
  const seen = cause instanceof ReachabilityError && cause.cause ? cause.cause : cause
  // The official client says no more than `Response Error` where the body is empty.
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new ClientRejectedError(
    [
      what,
      `Last seen: ${status === undefined ? messageOf(seen) : `${status} ${text || '(without a body)'}`}`,
      status === undefined ? UNREACHED : rejectionHint(endpoint, readRejection({ status, headers, body })),
    ],
    { endpoint: endpoint.url, status, cause },
  )
}
