import type { Endpoint } from '../../base/endpoint.ts'
import type { AwsFixtureError } from '../../errors/errors.ts'
import { ClientRejectedError, messageOf, PermissionError, ReachabilityError } from '../../errors/errors.ts'
import { rejectionHint, UNREACHED } from '../../errors/hints.ts'
import { type RejectedAnswer, readRejection, rejectionOf } from '../../errors/service-rejection.ts'
import type { Stage } from './judge-failure.ts'
import * as messages from './messages.ts'

/** A client that was not validated in time. */
export interface NotValidated {
  /** The stage of its last attempt. */
  readonly stage: Stage
  /** What its last attempt failed with; absent where it did not fail, and `said` tells how it ended. */
  readonly error?: unknown
  readonly said?: string
  readonly elapsedMs: number
  readonly polls: number
  /** How often each state was seen. */
  readonly seen: Readonly<Record<string, number>>
  readonly cause: unknown
}

/** The error for a client that was not validated in time, by the stage and the error of its last attempt. */
export function notValidated(endpoint: Endpoint, met: NotValidated): AwsFixtureError {
  const { stage, error, said, cause } = met
  const { url } = endpoint
  const details = { resource: url, cause: error ?? cause }
  if (error instanceof PermissionError) {
    return new PermissionError([error.message, messages.deniedFor(met)], { ...details, denial: error.denial })
  }
  const waited = { ...met, url, last: said ?? lastOf(error) }
  if (stage === 'TCP' || stage === 'TLS') {
    return new ReachabilityError(messages.notReached({ ...waited, stage, advice: UNREACHED }), details)
  }
  const rejection = rejectionOf(error)
  const advice = (rejection && rejectionHint(endpoint, rejection)) ?? messages.lookAtService()
  return new ClientRejectedError(
    messages.notAccepted({ ...waited, stage: error === undefined ? undefined : stage, advice }),
    { ...details, endpoint: url, status: rejection?.status },
  )
}

/** The error for a certificate that is not trusted. */
export function untrusted(endpoint: Endpoint, cause: Error): ClientRejectedError {
  const { code = '' } = cause as { code?: string }
  const isOfTime = /^CERT_(NOT_YET_VALID|HAS_EXPIRED)$/.test(code)
  const lines = messages.untrusted(endpoint.url, `${messageOf(cause)} (${code})`, isOfTime)
  return new ClientRejectedError(lines, { endpoint: endpoint.url, cause })
}

/** The first two lines of an error, which tell what failed and what was seen, without the advice. */
function lastOf(error: unknown): string {
  const text = messageOf(error).split('\n').slice(0, 2).join(' ').slice(0, 500)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

type Headers = RejectedAnswer['headers']

/** The error for a client that got no answer, or no valid one. A ClientRejectedError stays what it is. */
export function noGoodAnswer(
  client: 'OpenSearch' | 'Gremlin',
  endpoint: Endpoint,
  cause: unknown,
): ClientRejectedError {
  if (cause instanceof ClientRejectedError) return cause
  const { statusCode: status, body, headers } = cause as { statusCode?: number; body?: unknown; headers?: Headers }
  // A ReachabilityError says only that the request was lost; its cause says why.
  const seen = cause instanceof ReachabilityError && cause.cause ? cause.cause : cause
  // The official client says only `Response Error` where the body is empty.
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const lines =
    status === undefined
      ? messages.noGoodAnswer(client, endpoint.url, messageOf(seen), UNREACHED)
      : messages.noGoodAnswer(
          client,
          endpoint.url,
          `${status} ${text || '(without a body)'}`,
          rejectionHint(endpoint, readRejection({ status, headers, body })),
        )
  return new ClientRejectedError(lines, { endpoint: endpoint.url, status, cause })
}
