import { classify } from '../../errors/classify.ts'
import { isSdkError, isWordless } from '../../errors/classify-sdk-error.ts'
import { isAwsFixtureError, messageOf, PermissionError } from '../../errors/errors.ts'
import type { IamAction } from '../actions/iam-actions.ts'
import { denialHint, readDenial } from '../permissions/denial.ts'
import { awsFailures } from './aws-failure.ts'

export interface FailedCall {
  /** What failed, on which resource: `OpenSearch domain vaf-a-1 could not be created.` */
  readonly what: string
  /** As a person would name it: `OpenSearch domain vaf-a-1`. */
  readonly resource?: string | undefined
  /** The IAM action of the call, for where AWS does not name it. */
  readonly action?: IamAction | undefined
}

/**
 * Puts the error of a call to a control plane into the words of this package: its class by what went wrong, the text and
 * the request id of AWS, what to do. An error of ours, what somebody has stopped, and what is no failed call at all are
 * returned as they are.
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
  const { Class, hint } = awsFailures[kind]
  return new Class([what, seen, hint], { resource, cause: error, fault })
}

/** What AWS, or the way to it, has said: in one line, with what AWS's support would ask for. */
export function lastSeen(error: unknown): string {
  if (typeof error !== 'object' || error === null) return inOneLine(String(error))
  const { httpStatusCode: status, requestId } = isSdkError(error) ? error.$metadata : {}
  const known = [status === undefined ? undefined : `HTTP ${status}`, requestId && `request ${requestId}`].filter(
    Boolean,
  )
  const beside = known.length > 0 ? ` (${known.join(', ')})` : ''
  if (isSdkError(error) && isWordless(error) && !('code' in error))
    return `The answer has no error of AWS in it${beside}.`
  return `${inOneLine(named(error))}${beside}`
}

/** Its text, with its code or name before it where the text lacks it. */
function named(error: object): string {
  const { code, name, errors } = error as { code?: unknown; name?: unknown; errors?: readonly unknown[] }
  // Several addresses were tried, each in vain: the first says as much as all.
  if (Array.isArray(errors) && errors.length > 0 && !messageOf(error)) return named(Object(errors[0]))
  const word = String(code ?? name ?? '')
  const text = messageOf(error)
  return word === '' || word === 'Error' || text.includes(word) ? text : `${word}: ${text}`
}

/** Without what the SDK adds for those who debug it. */
const inOneLine = (text: string) =>
  text
    .replace(/\s*Deserialization error: .*$/s, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')
