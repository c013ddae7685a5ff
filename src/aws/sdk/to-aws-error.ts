import { classify } from '../../errors/classify.ts'
import { isSdkError, isWordless } from '../../errors/classify-sdk-error.ts'
import type { ErrorKind } from '../../errors/error-kinds.ts'
import type { AwsFixtureError, ErrorDetails, ErrorFault } from '../../errors/errors.ts'
import {
  ConfigError,
  CredentialsError,
  DnsError,
  isAwsFixtureError,
  messageOf,
  PermissionError,
  ProvisionError,
  ReachabilityError,
} from '../../errors/errors.ts'
import type { IamAction } from '../actions/iam-actions.ts'
import { denialHint, readDenial } from '../permissions/denial.ts'
import * as messages from './messages.ts'

export interface FailedCall {
  /** The first line: `OpenSearch domain vaf-a-1 could not be created.` */
  readonly what: string
  /** The resource in words: `OpenSearch domain vaf-a-1`. */
  readonly resource?: string | undefined
  /** The IAM action of the call, which is used where AWS does not name it. */
  readonly action?: IamAction | undefined
}

type ErrorClass = new (
  lines: readonly (string | undefined)[],
  details: ErrorDetails & { readonly fault?: ErrorFault },
) => AwsFixtureError

/** The class of the error for each kind of failure. A denied call is a PermissionError, and what was aborted stays as it is. */
const classes: Readonly<Record<Exclude<ErrorKind, 'aborted' | 'denied' | 'ours'>, ErrorClass>> = {
  capacity: ProvisionError,
  clock: CredentialsError,
  conflict: ProvisionError,
  disabled: ConfigError,
  exists: ProvisionError,
  'expired-credentials': CredentialsError,
  interrupted: ReachabilityError,
  invalid: ConfigError,
  'no-credentials': CredentialsError,
  'not-found': ConfigError,
  propagating: ProvisionError,
  quota: ProvisionError,
  'read-only': ProvisionError,
  server: ProvisionError,
  signature: CredentialsError,
  state: ProvisionError,
  throttled: ReachabilityError,
  timeout: ReachabilityError,
  unavailable: ReachabilityError,
  unknown: ProvisionError,
  unreachable: ReachabilityError,
  unreadable: ReachabilityError,
  unresolved: DnsError,
  untrusted: ConfigError,
}

/**
 * The error of this package for a failed call to a control plane: its class by the kind of failure, the text and the request
 * id of AWS, and what to do. Returns an error of this package, an aborted call, and what is no failed call as they are.
 */
export function toAwsError(error: unknown, { what, resource, action }: FailedCall): unknown {
  const { kind, fault } = classify(error)
  if (kind === 'aborted' || kind === 'ours' || isAwsFixtureError(error)) return error
  if (kind === 'unknown' && !isSdkError(Object(error))) return error
  const seen = lastSeen(error)
  if (kind === 'denied') {
    const text = messageOf(error)
    const denial = { ...(action && { action }), ...readDenial(text) }
    return new PermissionError([what, seen, denialHint(denial, text)], { resource, cause: error, denial })
  }
  const hint = kind === 'unknown' ? undefined : messages.hints[kind]
  return new classes[kind]([what, seen, hint], { resource, cause: error, fault })
}

/** What AWS, or the connection to it, said, in one line with the status and the request id, which AWS's support asks for. */
export function lastSeen(error: unknown): string {
  if (typeof error !== 'object' || error === null) return inOneLine(String(error))
  const { httpStatusCode: status, requestId } = isSdkError(error) ? error.$metadata : {}
  const known = [status === undefined ? undefined : `HTTP ${status}`, requestId && `request ${requestId}`].filter(
    Boolean,
  )
  const beside = known.length > 0 ? ` (${known.join(', ')})` : ''
  if (isSdkError(error) && isWordless(error) && !('code' in error)) return messages.noErrorOfAws(beside)
  return `${inOneLine(named(error))}${beside}`
}

/** The text of an error, after its code or name where the text lacks that. */
function named(error: object): string {
  const { code, name, errors } = error as { code?: unknown; name?: unknown; errors?: readonly unknown[] }
  // Several addresses were tried and all failed: the first error says as much as all.
  if (Array.isArray(errors) && errors.length > 0 && !messageOf(error)) return named(Object(errors[0]))
  const word = String(code ?? name ?? '')
  const text = messageOf(error)
  return word === '' || word === 'Error' || text.includes(word) ? text : `${word}: ${text}`
}

/** A text in one line, without the hint for debugging that the SDK adds. */
const inOneLine = (text: string) =>
  text
    .replace(/\s*Deserialization error: .*$/s, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')
