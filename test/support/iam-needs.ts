import type { IamPolicy, IamStatement } from '../../src/aws/permissions/policy.ts'
import type { LoggedCall } from './aws-simulator/call-log.ts'
import { actionsOfQuery, type DataRequest } from './aws-simulator/data-plane.ts'

/** An action that IAM has to allow, and of what. */
export interface Need {
  readonly action: string
  readonly resource: string
}

const ES = 'arn:aws:es:eu-west-1:111122223333:domain/'
const RDS = 'arn:aws:rds:eu-west-1:111122223333:'
const GRAPH = 'arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ/*'

type Input = Readonly<Record<string, unknown>>
type Resources = (input: Input) => readonly unknown[]

const domain: Resources = ({ DomainName }) => [`${ES}${DomainName}`]
const cluster: Resources = ({ DBClusterIdentifier: id }) => [`${RDS}cluster:${id}`]
const instance: Resources = ({ DBInstanceIdentifier: id }) => [`${RDS}db:${id}`]
const subnets: Resources = ({ DBSubnetGroupName: name = 'default' }) => [`${RDS}subgrp:${name}`]

/**
 * What IAM is asked when an operation is called, by AWS's Service Authorization Reference and the lists of actions in the
 * user guides. The operation's action has its name.
 */
const resourcesOf: Readonly<Record<string, Resources>> = {
  AddTags: ({ ARN }) => [ARN],
  CreateDomain: domain,
  DeleteDomain: domain,
  DescribeDomain: domain,
  DescribeDomainChangeProgress: domain,
  DescribeDomainConfig: domain,
  ListDomainNames: () => ['*'],
  ListTags: ({ ARN }) => [ARN],
  AddTagsToResource: ({ ResourceName }) => [ResourceName],
  CreateDBCluster: (input) => [...cluster(input), `${RDS}cluster-pg:default.neptune1.4`, ...subnets(input)],
  CreateDBInstance: (input) => [...instance(input), ...cluster(input), `${RDS}pg:default.neptune1.4`],
  DeleteDBCluster: cluster,
  DeleteDBInstance: instance,
  DescribeDBClusters: () => [`${RDS}cluster:*`],
  DescribeDBInstances: () => [`${RDS}db:*`],
  DescribeDBSubnetGroups: subnets,
  DescribeRouteTables: () => ['*'],
  DescribeSecurityGroups: () => ['*'],
  DescribeVpcAttribute: () => ['*'],
  GetRole: ({ RoleName }) => [`arn:aws:iam::111122223333:role/${RoleName}`],
  SimulatePrincipalPolicy: ({ PolicySourceArn }) => [PolicySourceArn],
  ListTagsForResource: ({ ResourceName }) => [ResourceName],
  ModifyDBCluster: cluster,
  RemoveTagsFromResource: ({ ResourceName }) => [ResourceName],
  StartDBCluster: cluster,
  StopDBCluster: cluster,
}

/** Tags that come with a creation need the action that sets them, of the same resource. */
const taggingOf: Readonly<Record<string, readonly [action: string, tags: string, of: Resources]>> = {
  CreateDomain: ['es:AddTags', 'TagList', domain],
  CreateDBCluster: ['rds:AddTagsToResource', 'Tags', cluster],
  CreateDBInstance: ['rds:AddTagsToResource', 'Tags', instance],
}

/** What IAM is asked for a call to a control plane. Who one is may be asked by all. */
export function needsOfCall({ service, operation, input }: LoggedCall): readonly Need[] {
  if (operation === 'AssumeRole') return needs('sts:AssumeRole', [input.RoleArn])
  if (service === 'sts') return []
  const resources = resourcesOf[operation]
  if (!resources) throw new Error(`The table of IAM's actions does not have ${operation}.`)
  const [tagging, tags, of] = taggingOf[operation] ?? []
  return [
    ...needs(`${service}:${operation}`, resources(input)),
    ...(tagging && of && input[tags!] !== undefined ? needs(tagging, of(input)) : []),
  ]
}

/** What IAM is asked for a request to a domain, or a query of a graph: since engine 1.2 by what the query does. */
export function needsOfRequest({ service, host = '', method, target, body }: DataRequest): readonly Need[] {
  if (service === 'opensearch') {
    const name = /^(?:search|vpc)-(.+)-[0-9a-f]{26}\./.exec(host)?.[1]
    const action = `es:ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`
    return needs(action, [`${ES}${name}${target.split('?')[0]}`])
  }
  const does = target.startsWith('/status') ? ['neptune-db:GetEngineStatus'] : actionsOfQuery(body)
  return does.flatMap((action) => needs(action, [GRAPH]))
}

const needs = (action: string, resources: readonly unknown[]): readonly Need[] =>
  resources.map((resource) => ({ action, resource: String(resource) }))

/** What a policy does not allow of this, each once. */
export function missingFrom({ Statement }: IamPolicy, all: readonly Need[]): readonly string[] {
  const missing = all.filter((need) => !Statement.some((statement) => allows(statement, need)))
  return [...new Set(missing.map(({ action, resource }) => `${action} on ${resource}`))]
}

/** What a policy allows beyond this: actions and resources of a statement that were never needed. */
export function unusedIn({ Statement }: IamPolicy, all: readonly Need[]): readonly string[] {
  return Statement.flatMap((statement) => {
    const used = all.filter((need) => allows(statement, need))
    const actions = statement.Action.filter((each) => !used.some(({ action }) => action === each))
    const resources = statement.Resource.filter((each) => !used.some(({ resource }) => fits(each, resource)))
    return [...actions, ...resources].map((each) => `${statement.Sid}: ${each}`)
  })
}

const allows = ({ Action, Resource }: IamStatement, { action, resource }: Need): boolean =>
  Action.includes(action) && Resource.some((pattern) => fits(pattern, resource))

/** As IAM does: `*` is any text. */
function fits(pattern: string, resource: string): boolean {
  const [first = '', ...rest] = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${[first, ...rest].join('.*')}$`).test(resource)
}
