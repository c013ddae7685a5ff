import type { ApiResponse } from '@opensearch-project/opensearch'
import { errors } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { messageOf } from '../../errors/errors.ts'
import type { SignedResponse } from '../signed-request.ts'
import { isExpiry, isOutage, isRejection, OpenSearchRejectedError } from './rejection.ts'
import { askedPauseMs, mayRepeat, type Repeatable } from './repeat.ts'

/** What is known of a request that failed. */
export interface OpenSearchFailure {
  /** As of the signed client. */
  readonly error: unknown
  /** Whether it may be sent again. */
  readonly mayRepeat: boolean
  /** The pause it asks for, in milliseconds. */
  readonly askedPauseMs: number | undefined
  readonly hasExpired: boolean
}

/** A request that failed by its answer, or without one: then nobody knows whether it arrived. */
export function failureOf(
  seen: { readonly answer: SignedResponse } | { readonly cause: unknown },
  request: Repeatable,
  endpoint: Endpoint,
  now: number,
): OpenSearchFailure {
  const error = 'answer' in seen ? new errors.ResponseError(asApiResponse(seen.answer)) : unanswered(seen.cause)
  const isLate = 'cause' in seen && (seen.cause as NodeJS.ErrnoException).code === 'ETIMEDOUT'
  return {
    error: isRejection(error) || isOutage(error) ? new OpenSearchRejectedError(error, request, endpoint) : error,
    mayRepeat: mayRepeat(error, { isLate, mayHaveArrived: true }, request),
    askedPauseMs: askedPauseMs(error, now),
    hasExpired: isExpiry(error),
  }
}

function unanswered(cause: unknown): Error {
  return Object.assign(new errors.ConnectionError(messageOf(cause), {} as ApiResponse), { cause })
}

function asApiResponse({ status, headers, body }: SignedResponse): ApiResponse {
  return { statusCode: status, headers, body: parsed(body), warnings: null } as ApiResponse
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // What is not JSON is told as it came.
    return body
  }
}
