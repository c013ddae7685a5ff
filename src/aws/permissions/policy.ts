import { clusterGrants } from './cluster-grants.ts'
import { domainGrants } from './domain-grants.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'
import { reachGrants } from './reach-grants.ts'
import { simulationGrants } from './simulation-grants.ts'

/** An IAM policy, as its JSON is. */
export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

/** One statement of it. */
export interface IamStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

/** What a run has to be allowed. STS is not in it: everybody may ask who they are. */
export function grantsFor(needs: RunNeeds, place: PolicyPlace): readonly Grant[] {
  return [...grantsOfServices(needs, place), ...reachGrants(needs, place), ...simulationGrants(needs, place)]
}

/** What of it is for the services themselves; the rest is for questions that stop no run where they are denied. */
export function grantsOfServices(needs: RunNeeds, place: PolicyPlace): readonly Grant[] {
  return [
    ...(needs.opensearch ? domainGrants(needs.opensearch, needs, place) : []),
    ...(needs.neptune ? clusterGrants(needs.neptune, needs, place) : []),
  ]
}

/** The least policy for a run: all that it may have to do, also when things go wrong, and nothing else. */
export function policyFor(needs: RunNeeds, place: PolicyPlace = placeOf(needs)): IamPolicy {
  return policyOf(grantsFor(needs, place))
}

/** These grants as a policy; with `actions`, only those of them. */
export function policyOf(grants: readonly Grant[], actions?: readonly string[]): IamPolicy {
  const statements = grants.map((grant) => ({
    Sid: grant.name,
    Effect: 'Allow' as const,
    Action: grant.actions.filter((action) => actions?.includes(action) ?? true),
    Resource: grant.resources,
  }))
  return { Version: '2012-10-17', Statement: statements.filter(({ Action }) => Action.length > 0) }
}

/** Where what is configured is. Of several accounts, or none, each has to have a policy of its own. */
export function placeOf({ region, allowedAccounts }: RunNeeds): PolicyPlace {
  const [account = '*', another] = allowedAccounts
  return { region, partition: partitionOf(region), account: another === undefined ? account : '*' }
}

/** Where the region's ARNs begin: those of China and of the US government's regions begin otherwise. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
