import { actionsOf } from '../actions/actions.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

/**
 * What a run needs to ask IAM what its identity may do. The ARN of a role that the options name is known beforehand. That of
 * any other role has to be looked up, because the ARN of an assumed-role session lacks the role's path.
 */
export function simulationGrants(needs: RunNeeds, { partition, account }: PolicyPlace): readonly Grant[] {
  const isAsked = [needs.opensearch, needs.neptune].some((service) => service && !('endpoint' in service.wanted))
  if (!needs.simulatePolicy || !isAsked) return []
  const simulate = { name: 'PolicySimulation', actions: actionsOf('PolicySimulation') } as const
  if (needs.assumeRole) return [{ ...simulate, resources: [needs.assumeRole.roleArn] }]
  const all = (what: string) => `arn:${partition}:iam::${account}:${what}/*`
  return [
    { ...simulate, resources: [all('role'), all('user')] },
    { name: 'PolicyPrincipal', actions: actionsOf('PolicyPrincipal'), resources: [all('role')] },
  ]
}
