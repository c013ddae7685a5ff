import { ProvisionError } from '../../errors/errors.ts'
import { isNamed } from './calls.ts'
import * as messages from './messages.ts'

/** The name is not free yet: AWS is still deleting its last cluster. A cluster of another name need not wait for that. */
export class ClusterBeingDeletedError extends ProvisionError {}

export const beingDeleted = (id: string, cause: unknown): ClusterBeingDeletedError =>
  new ClusterBeingDeletedError(messages.beingDeleted(id), { resource: id, cause })

export const isClusterBeingDeleted = (error: unknown): boolean => error instanceof ClusterBeingDeletedError

/** An account's first cluster: AWS says so under the name of any other wrong parameter. */
const NEEDS_ROLE = /service.?linked.?roles?/i

/** The error for a creation that AWS refuses, with what to do about it; any other error as it is. */
export function explainRefusal(error: unknown, what: string, id: string, subnetGroup: string | undefined): unknown {
  const { name = '', message = '' } = (error ?? {}) as Partial<Error>
  const advised = Object.keys(messages.advice).find((each) => isNamed(error, each))
  const needsRole = name === 'InvalidParameterValue' && NEEDS_ROLE.test(message)
  if (advised === undefined && !needsRole) return error
  const remedy = advised === undefined ? messages.needsServiceRole() : messages.advice[advised]!(subnetGroup)
  const lines = messages.refusedCreation(what, `${name}: ${message}`, remedy)
  return new ProvisionError(lines, { resource: id, cause: error })
}
