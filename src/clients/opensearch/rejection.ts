import type { ApiResponse, errors } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { rejectionHint } from '../../errors/rejection-hint.ts'
import { isAtTheDoor, readRefusal } from '../../errors/service-refusal.ts'
import { isResponseError } from './error.ts'

/**
 * A request that the service refused because of who asked or how it was signed, or could not serve. Has what the official client's
 * ResponseError has (which is its `cause`), for code that reads `statusCode` or `body`.
 */
export class OpenSearchRejectedError extends ClientRejectedError {
  declare readonly cause: errors.ResponseError

  constructor(
    cause: errors.ResponseError,
    request: { readonly method: string; readonly path: string },
    endpoint: Endpoint,
  ) {
    const refusal = readRefusal({
      status: cause.meta.statusCode ?? 0,
      headers: cause.meta.headers,
      body: cause.meta.body,
    })
    super(
      [
        `${endpoint.url} rejected ${request.method} ${request.path} with ${refusal.status}.`,
        `${refusal.name}: ${refusal.message || '(without a word)'}`,
        rejectionHint(endpoint, refusal),
      ],
      { endpoint: endpoint.url, status: refusal.status, cause },
    )
    this.name = 'ClientRejectedError'
  }

  get statusCode(): number | null {
    return this.cause.meta.statusCode
  }

  get body(): ApiResponse['body'] {
    return this.cause.meta.body
  }

  get headers(): ApiResponse['headers'] {
    return this.cause.meta.headers
  }

  get meta(): ApiResponse {
    return this.cause.meta
  }
}

/** Whether this is the service's refusal of who asked. Not everything is that has status 403: a read-only index has it too. */
export function isRefusal(error: unknown): error is errors.ResponseError {
  if (!isResponseError(error)) return false
  const { statusCode, headers, body } = error.meta
  return isAtTheDoor(readRefusal({ status: statusCode ?? 0, headers, body }))
}

/** Whether what is before the engine, a gate or AWS, says that it cannot serve: the official client would not say why. */
export function isOutage(error: unknown): error is errors.ResponseError {
  if (!isResponseError(error)) return false
  const { statusCode, headers } = error.meta
  return (statusCode ?? 0) >= 500 && headers?.['x-amzn-errortype'] !== undefined
}

/** Whether the service refused a request because the credentials it was signed with have expired. */
export function isExpiry(error: unknown): error is errors.ResponseError {
  if (!isRefusal(error)) return false
  const { statusCode, headers, body } = error.meta
  return readRefusal({ status: statusCode ?? 0, headers, body }).name === 'ExpiredTokenException'
}
