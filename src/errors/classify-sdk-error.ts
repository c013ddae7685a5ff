import type { ErrorKind } from './error-kinds.ts'
import { kindOfWord } from './foreign-codes.ts'
import { readRejection, rejectsIdentity } from './service-rejection.ts'

/** An error that the AWS SDK throws for an answer, or for a missing one. */
export interface SdkError {
  readonly name?: unknown
  readonly message?: unknown
  /** The code on the wire, where the SDK uses another name: `DBInstanceNotFound`. */
  readonly Code?: unknown
  readonly $fault?: unknown
  readonly $metadata: {
    readonly httpStatusCode?: number | undefined
    readonly requestId?: string | undefined
    readonly attempts?: number | undefined
  }
  /** Set where the service's model says that the same call may succeed. */
  readonly $retryable?: { readonly throttling?: boolean } | undefined
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> } | undefined
}

/** Names that the SDK invents for an answer without a name: from a proxy, a load balancer, or an emulator that lacks the call. */
const INVENTED_NAMES = ['Error', 'NotFound', 'SyntaxError', 'Unknown', 'UnknownError']

/** Texts that the SDK invents for such an answer. The second is from its parser, for a page. */
const INVENTED_TEXT = /^(Unknown|UnknownError|.*Deserialization error: .*)$/s

export const isSdkError = (error: object): error is SdkError =>
  '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null

const isNamed = ({ name, Code }: SdkError): boolean =>
  typeof Code === 'string' || (typeof name === 'string' && !INVENTED_NAMES.includes(name))

/** Whether the answer is not in the service's own format: a page, or empty. */
export const isWordless = (error: SdkError): boolean =>
  error.$metadata.httpStatusCode !== undefined && !isNamed(error) && INVENTED_TEXT.test(String(error.message ?? ''))

/** Classifies an error whose name is not in the table: a new one of a service, or an answer without a name. */
export function kindOfSdkError(error: SdkError): ErrorKind {
  const { httpStatusCode: status, requestId } = error.$metadata
  if (isNamed(error)) {
    if (error.$retryable) return error.$retryable.throttling ? 'throttled' : 'unavailable'
    return error.$fault === 'server' ? 'unavailable' : 'unknown'
  }
  if (status === undefined) return 'unknown'
  if ((status === 401 || status === 403) && !isWordless(error)) {
    const rejection = readRejection({ status, body: { message: String(error.message ?? '') } })
    return (rejectsIdentity(rejection) ? kindOfWord(rejection.name, rejection.message) : undefined) ?? 'denied'
  }
  if (status === 429) return 'throttled'
  if (status === 408 || status === 504) return 'timeout'
  if (status >= 500) return 'unavailable'
  // Also a 404: it does not mean that the resource is absent, but that this server does not know the call.
  return status === 400 && requestId !== undefined ? 'invalid' : 'unreadable'
}
