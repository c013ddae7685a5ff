import { actionsOf } from '../actions/actions.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

/**
 * What a run needs to ask IAM what its identity may do. Whose ARN that is, is known before only of a role that the options
 * name; the one of any other role is looked up, for the ARN of its run lacks the role's path.
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
