import type { ApiResponse, errors } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { rejectionHint } from '../../errors/hints.ts'
import { readRejection, rejectsIdentity, type ServiceRejection } from '../../errors/service-rejection.ts'
import { requestRejected } from '../messages.ts'
import { isResponseError } from './error.ts'

/**
 * A request that the service rejected because of who asked or how it was signed, or that it could not serve. It has the
 * properties of the official client's ResponseError, which is its `cause`, for code that reads `statusCode` or `body`.
 */
export class OpenSearchRejectedError extends ClientRejectedError {
  declare readonly cause: errors.ResponseError

  constructor(
    cause: errors.ResponseError,
    request: { readonly method: string; readonly path: string },
    endpoint: Endpoint,
  ) {
    const { url } = endpoint
    const rejection = rejectionIn(cause)
    const { status, name, message: text } = rejection
    const { method, path } = request
    const lines = requestRejected({ url, method, path, status, name, text }, rejectionHint(endpoint, rejection))
    super(lines, { endpoint: url, status, cause })
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

/** Whether the service rejected who asked. Not every answer with status 403 does so: a read-only index has that status too. */
export function isRejection(error: unknown): error is errors.ResponseError {
  return isResponseError(error) && rejectsIdentity(rejectionIn(error))
}

/** Whether a gate, or AWS, says that it cannot reach the engine: the official client would not say why. */
export function isOutage(error: unknown): error is errors.ResponseError {
  if (!isResponseError(error)) return false
  const { statusCode, headers } = error.meta
  return (statusCode ?? 0) >= 500 && headers?.['x-amzn-errortype'] !== undefined
}

/** Whether the service rejected a request because the credentials that signed it have expired. */
export function isExpiry(error: unknown): error is errors.ResponseError {
  return isRejection(error) && rejectionIn(error).name === 'ExpiredTokenException'
}

function rejectionIn({ meta: { statusCode, headers, body } }: errors.ResponseError): ServiceRejection {
  return readRejection({ status: statusCode ?? 0, headers, body })
}
