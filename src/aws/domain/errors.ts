import { classify } from '../../errors/classify.ts'
import { hasErrorCode, messageOf, ProvisionError } from '../../errors/errors.ts'
import { isNamed } from '../sdk/is-named.ts'
import * as messages from './messages.ts'

/** The name is not free yet, because its last domain is still being deleted. A domain of another name can be created at once. */
export class DomainBeingDeletedError extends ProvisionError {}

export const beingDeleted = (id: string, cause: unknown): DomainBeingDeletedError =>
  new DomainBeingDeletedError(messages.beingDeleted(id), { resource: id, cause })

/** Whether a creation failed only because the last domain of that name is still being deleted. */
export const isDomainBeingDeleted = (error: unknown): error is DomainBeingDeletedError =>
  hasErrorCode(error, 'AWS_FIXTURE_PROVISION') && error.name === 'DomainBeingDeletedError'

/** Whether a domain was not found, by the name of the error: its HTTP status is 409 on AWS and 404 on emulators. */
export const isNotFound = (error: unknown): boolean => isNamed(error, 'ResourceNotFoundException')

export const isAlreadyThere = (error: unknown): boolean => isNamed(error, 'ResourceAlreadyExistsException')

export const saysStillBeingDeleted = (error: unknown): boolean =>
  isNamed(error, 'ValidationException') && /still being deleted/i.test(messageOf(error))

/** Whether a creation was rejected because a new role or policy is not known everywhere yet. */
export const isStillSpreading = (error: unknown): boolean => classify(error).kind === 'propagating'

/** The error for a creation that needs the service-linked role, with the command to create it; any other error as it is. */
export function explainRejection(id: string, error: unknown): unknown {
  if (!/service-linked role/i.test(messageOf(error))) return error
  const lines = messages.needsServiceRole(id, `${(error as Error).name}: ${messageOf(error)}`)
  return new ProvisionError(lines, { resource: id, cause: error })
}

/** Whether the service has rejected a request, and so has done nothing. After any other error it may have done it. */
export function isRejection(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  return status >= 400 && status < 500
}
