import { hasErrorCode, messageOf, ProvisionError } from '../errors.ts'

/** The name is not free yet: its last domain is still being deleted. A resource of another name need not wait for that. */
export class DomainBeingDeletedError extends ProvisionError {}

/** Whether a creation failed only because the last domain of that name is still being deleted. */
export const isDomainBeingDeleted = (error: unknown): error is DomainBeingDeletedError =>
  hasErrorCode(error, 'AWS_FIXTURE_PROVISION') && error.name === 'DomainBeingDeletedError'

/** By name, for the statuses differ: AWS answers 409, emulators 404. */
export const isNotFound = (error: unknown): boolean => nameOf(error) === 'ResourceNotFoundException'

export const isAlreadyThere = (error: unknown): boolean => nameOf(error) === 'ResourceAlreadyExistsException'

export const saysStillBeingDeleted = (error: unknown): boolean =>
  nameOf(error) === 'ValidationException' && /still being deleted/i.test(messageOf(error))

/**
 * Whether a creation was refused for what has not spread yet, of a role or a policy that is new. The codes say nothing
 * by themselves: they are those of every wrong parameter.
 */
export function isStillSpreading(error: unknown): boolean {
  const texts = spreading[nameOf(error)]
  return texts?.some((text) => messageOf(error).includes(text)) ?? false
}

const spreading: Readonly<Record<string, readonly string[]>> = {
  InvalidTypeException: ['Error setting policy'],
  ValidationException: [
    'enable a service-linked role to give Amazon ES permissions',
    'Amazon OpenSearch Service must be allowed to use the passed role',
    'The passed role has not propagated yet',
    'Authentication error',
    'Unauthorized Operation: OpenSearch Service must be authorised to describe',
    'The passed role must authorize Amazon OpenSearch Service to describe',
  ],
}

/** Whether the service has said no, so that it has not done what it was asked. Else nobody knows. */
export function isRefusal(error: unknown): boolean {
  const { $metadata } = (error ?? {}) as { $metadata?: { httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  return status >= 400 && status < 500
}

/** What the service refuses whoever asks: told as a failed creation, with what can be done. */
const hints: Readonly<Record<string, string>> = {
  BaseException: '',
  DisabledOperationException: '',
  InvalidTypeException: '',
  LimitExceededException: 'Delete a domain that is not needed, or ask AWS for a higher quota.',
  ValidationException: 'Change what is asked of the domain (aws.opensearch).',
}

/** A refused creation, as a ProvisionError where it is about the domain; any other error as it is. */
export function asCreateError(error: unknown, id: string): unknown {
  const name = nameOf(error)
  if (!Object.hasOwn(hints, name)) return error
  return new ProvisionError(
    [`OpenSearch domain ${id} could not be created.`, `${name}: ${messageOf(error)}`, hints[name]],
    { resource: id, cause: error },
  )
}

const nameOf = (error: unknown): string => String((error as { name?: unknown } | undefined)?.name ?? '')
