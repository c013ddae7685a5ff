import { ProvisionError } from '../../errors/errors.ts'
import { isNamed } from '../sdk/is-named.ts'
import * as messages from './messages.ts'

/** The name is not free yet, because its last cluster is still being deleted. A cluster of another name can be created at once. */
export class ClusterBeingDeletedError extends ProvisionError {}

export const beingDeleted = (id: string, cause: unknown): ClusterBeingDeletedError =>
  new ClusterBeingDeletedError(messages.beingDeleted(id), { resource: id, cause })

export const isClusterBeingDeleted = (error: unknown): boolean => error instanceof ClusterBeingDeletedError

/** How AWS says that the account lacks the service-linked role; the error has the name for any wrong parameter. */
const NEEDS_ROLE = /service.?linked.?roles?/i

/** The error for a creation that AWS rejects, with what to do about it; any other error as it is. */
export function explainRejection(error: unknown, what: string, id: string, subnetGroup: string | undefined): unknown {
  const { name = '', message = '' } = (error ?? {}) as Partial<Error>
  const advised = Object.keys(messages.advice).find((each) => isNamed(error, each))
  const needsRole = name === 'InvalidParameterValue' && NEEDS_ROLE.test(message)
  if (advised === undefined && !needsRole) return error
  const remedy = advised === undefined ? messages.needsServiceRole() : messages.advice[advised]!(subnetGroup)
  const lines = messages.rejectedCreation(what, `${name}: ${message}`, remedy)
  return new ProvisionError(lines, { resource: id, cause: error })
}
