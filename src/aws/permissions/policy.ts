import { actionsOf } from '../actions/actions.ts'
import { clusterGrants, reachGrants } from './cluster-grants.ts'
import { domainGrants } from './domain-grants.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

/** An IAM policy in its JSON form. */
export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

/** A statement of an IAM policy. */
export interface IamStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

/** The permissions that a run needs, without GetCallerIdentity, which AWS allows to everybody. */
export function grantsFor(needs: RunNeeds, place: PolicyPlace): readonly Grant[] {
  return [...grantsOfServices(needs, place), ...reachGrants(needs, place), ...simulationGrants(needs, place)]
}

/** The permissions for domains and clusters themselves. The others are for checks, and a run goes on where they are denied. */
export function grantsOfServices(needs: RunNeeds, place: PolicyPlace): readonly Grant[] {
  return [
    ...(needs.opensearch ? domainGrants(needs.opensearch, needs, place) : []),
    ...(needs.neptune ? clusterGrants(needs.neptune, needs, place) : []),
  ]
}

/**
 * The permissions to ask IAM's policy simulation what the identity may do. The ARN of a role that the options name is known
 * beforehand. That of any other role has to be looked up, because the ARN of an assumed-role session lacks the role's path.
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

/** The least policy for a run: everything that it may have to do, also after failures, and nothing else. */
export function policyFor(needs: RunNeeds, place: PolicyPlace = placeOf(needs)): IamPolicy {
  return policyOf(grantsFor(needs, place))
}

/** These grants as a policy; with `actions`, only these actions of them. */
export function policyOf(grants: readonly Grant[], actions?: readonly string[]): IamPolicy {
  const statements = grants.map((grant) => ({
    Sid: grant.name,
    Effect: 'Allow' as const,
    Action: grant.actions.filter((action) => actions?.includes(action) ?? true),
    Resource: grant.resources,
  }))
  return { Version: '2012-10-17', Statement: statements.filter(({ Action }) => Action.length > 0) }
}

/** The place of the resources by the options. With several accounts, or none, the account is `*`. */
export function placeOf({ region, allowedAccounts }: RunNeeds): PolicyPlace {
  const [account = '*', another] = allowedAccounts
  return { region, partition: partitionOf(region), account: another === undefined ? account : '*' }
}

/** The partition of a region in ARNs, which is another in China and for the US government. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
