/** The statements of a run's policy, by their ids; `AssumeRole` is the caller's, where the run assumes a role. */
export type StatementId =
  | 'OpenSearchDomain'
  | 'OpenSearchLook'
  | 'OpenSearchProof'
  | 'OpenSearchList'
  | 'OpenSearchNetwork'
  | 'OpenSearchRequests'
  | 'NeptuneCluster'
  | 'NeptuneCreate'
  | 'NeptuneLook'
  | 'NeptuneProof'
  | 'NeptuneQueries'
  | 'NeptuneSubnets'
  | 'NeptuneNetwork'
  | 'PolicySimulation'
  | 'PolicyPrincipal'
  | 'AssumeRole'

/** When a statement has an action: in every run that has the statement, only with `reuse`, or only with `afterRun: 'stop'`. */
type When = 'always' | 'reuse' | 'stop'

interface ActionFacts {
  /** The statements that have the action; none: AWS allows it to everybody. */
  readonly statements: { readonly [Id in StatementId]?: When }
  /** Why a run needs it, as the manual says it. */
  readonly purpose: string
  /**
   * How a run finds out beforehand whether the action is allowed: by a harmless call to the control plane; by a signed
   * request to the domain or the cluster; or not at all, but for IAM's simulation.
   */
  readonly askedBy: 'call' | 'request' | 'nothing'
  /** A run can do without it, and says what it lacks. */
  readonly isOptional?: true
  /** It changes data in a graph: a run that only reads the graph can do without it. */
  readonly isWrite?: true
}

/** Every IAM action that this package names, in the order of a policy. */
export const iamActions = {
  'ec2:DescribeRouteTables': {
    statements: { NeptuneNetwork: 'always' },
    purpose: 'tells whether the subnets of a public cluster have a way out',
    askedBy: 'nothing',
    isOptional: true,
  },
  'ec2:DescribeSecurityGroups': {
    statements: { NeptuneNetwork: 'always', OpenSearchNetwork: 'always' },
    purpose: 'tells whether security groups let this machine in; the service asks for it to put a domain into a VPC',
    askedBy: 'nothing',
  },
  'ec2:DescribeSubnets': {
    statements: { OpenSearchNetwork: 'always' },
    purpose: 'the service asks for it to put a domain into a VPC',
    askedBy: 'nothing',
  },
  'ec2:DescribeVpcAttribute': {
    statements: { NeptuneNetwork: 'always' },
    purpose: 'tells whether the VPC of a public cluster allows public host names',
    askedBy: 'nothing',
    isOptional: true,
  },
  'ec2:DescribeVpcs': {
    statements: { OpenSearchNetwork: 'always' },
    purpose: 'the service asks for it to put a domain into a VPC',
    askedBy: 'nothing',
  },
  'es:AddTags': {
    statements: { OpenSearchDomain: 'always' },
    purpose: 'tags a new domain, and renews the tag in a run that is longer than a third of `ttlMinutes`',
    askedBy: 'call',
  },
  'es:CreateDomain': {
    statements: { OpenSearchDomain: 'always' },
    purpose: 'creates the domain; no harmless call asks for it',
    askedBy: 'nothing',
  },
  'es:DeleteDomain': {
    statements: { OpenSearchDomain: 'always' },
    purpose: 'deletes the domain',
    askedBy: 'call',
  },
  'es:DescribeDomain': {
    statements: { OpenSearchDomain: 'always', OpenSearchLook: 'always' },
    purpose: 'reads the state of the domain',
    askedBy: 'call',
  },
  'es:DescribeDomainChangeProgress': {
    statements: { OpenSearchDomain: 'always', OpenSearchLook: 'always' },
    purpose: 'reads why a domain failed',
    askedBy: 'call',
  },
  'es:DescribeDomainConfig': {
    statements: { OpenSearchDomain: 'always', OpenSearchLook: 'always' },
    purpose: 'proves that a domain is absent: the service keeps domains in two places',
    askedBy: 'call',
  },
  'es:ESHttpDelete': {
    statements: { OpenSearchRequests: 'always' },
    purpose: 'requests to the domain by DELETE',
    askedBy: 'request',
  },
  'es:ESHttpGet': {
    statements: { OpenSearchRequests: 'always' },
    purpose: 'requests to the domain by GET',
    askedBy: 'request',
  },
  'es:ESHttpHead': {
    statements: { OpenSearchRequests: 'always' },
    purpose: 'requests to the domain by HEAD, such as those of `exists()`',
    askedBy: 'request',
    isOptional: true,
  },
  'es:ESHttpPost': {
    statements: { OpenSearchRequests: 'always' },
    purpose: 'requests to the domain by POST',
    askedBy: 'request',
  },
  'es:ESHttpPut': {
    statements: { OpenSearchRequests: 'always' },
    purpose: 'requests to the domain by PUT',
    askedBy: 'request',
  },
  'es:ListDomainNames': {
    statements: { OpenSearchList: 'always' },
    purpose: 'lists the domains at the end of a run, to prove that none is left',
    askedBy: 'call',
  },
  'es:ListTags': {
    statements: { OpenSearchDomain: 'reuse', OpenSearchProof: 'always' },
    purpose: 'reads which run a domain belongs to',
    askedBy: 'call',
  },
  'iam:GetRole': {
    statements: { PolicyPrincipal: 'always' },
    purpose: 'finds the ARN of the role, for `aws.simulatePolicy`',
    askedBy: 'nothing',
    isOptional: true,
  },
  'iam:SimulatePrincipalPolicy': {
    statements: { PolicySimulation: 'always' },
    purpose: 'asks IAM what the identity may do, for `aws.simulatePolicy`',
    askedBy: 'nothing',
    isOptional: true,
  },
  'neptune-db:DeleteDataViaQuery': {
    statements: { NeptuneQueries: 'always' },
    purpose: 'queries that drop vertices, edges or properties',
    askedBy: 'request',
    isWrite: true,
  },
  'neptune-db:GetEngineStatus': {
    statements: { NeptuneQueries: 'always' },
    purpose: 'reads the status of the cluster: engine version, and whether it writes',
    askedBy: 'request',
    isOptional: true,
  },
  'neptune-db:ReadDataViaQuery': {
    statements: { NeptuneQueries: 'always' },
    purpose: 'queries that read',
    askedBy: 'request',
  },
  'neptune-db:WriteDataViaQuery': {
    statements: { NeptuneQueries: 'always' },
    purpose: 'queries that add vertices, edges or properties',
    askedBy: 'request',
    isWrite: true,
  },
  'rds:AddTagsToResource': {
    statements: { NeptuneCluster: 'always' },
    purpose:
      'tags a new cluster and its instance, and renews the tags in a run that is longer than a third of `ttlMinutes`',
    askedBy: 'call',
  },
  'rds:CreateDBCluster': {
    statements: { NeptuneCreate: 'always' },
    purpose: 'creates the cluster; no harmless call asks for it',
    askedBy: 'nothing',
  },
  'rds:CreateDBInstance': {
    statements: { NeptuneCreate: 'always' },
    purpose: 'creates the instance of the cluster; no harmless call asks for it',
    askedBy: 'nothing',
  },
  'rds:DeleteDBCluster': {
    statements: { NeptuneCluster: 'always' },
    purpose: 'deletes the cluster',
    askedBy: 'call',
  },
  'rds:DeleteDBInstance': {
    statements: { NeptuneCluster: 'always' },
    purpose: 'deletes the instances of the cluster',
    askedBy: 'call',
  },
  'rds:DescribeDBClusters': {
    statements: { NeptuneLook: 'always' },
    purpose: 'reads the state of the cluster; IAM does not see the filter, so that it is asked about all clusters',
    askedBy: 'call',
  },
  'rds:DescribeDBInstances': {
    statements: { NeptuneLook: 'always' },
    purpose: 'reads the state of the instance; IAM does not see the filter, so that it is asked about all instances',
    askedBy: 'call',
  },
  'rds:DescribeDBSubnetGroups': {
    statements: { NeptuneSubnets: 'always' },
    purpose: 'tells in which VPC a public cluster will be',
    askedBy: 'nothing',
    isOptional: true,
  },
  'rds:ListTagsForResource': {
    statements: { NeptuneCluster: 'reuse', NeptuneProof: 'always' },
    purpose: 'reads which run a cluster belongs to',
    askedBy: 'call',
  },
  'rds:ModifyDBCluster': {
    statements: { NeptuneCluster: 'always' },
    purpose: 'removes a protection against deletion',
    askedBy: 'call',
  },
  'rds:RemoveTagsFromResource': {
    statements: { NeptuneCluster: 'reuse' },
    purpose: 'removes the mark of a run that no longer uses the cluster',
    askedBy: 'call',
  },
  'rds:StartDBCluster': {
    statements: { NeptuneCluster: 'always' },
    purpose: 'starts a stopped cluster, which can be neither used nor deleted',
    askedBy: 'call',
  },
  'rds:StopDBCluster': {
    statements: { NeptuneCluster: 'stop' },
    purpose: "stops the cluster after the run, with `afterRun: 'stop'`",
    askedBy: 'call',
  },
  'sts:AssumeRole': {
    statements: { AssumeRole: 'always' },
    purpose: 'assumes the role of `aws.assumeRole`',
    askedBy: 'nothing',
  },
  'sts:GetCallerIdentity': {
    statements: {},
    purpose: 'tells to which account the credentials belong',
    askedBy: 'nothing',
  },
} as const satisfies Readonly<Record<string, ActionFacts>>

/** The name of an IAM action that this package uses. */
export type IamAction = keyof typeof iamActions

/** All actions, in the order of a policy. */
export const allActions = Object.keys(iamActions) as readonly IamAction[]

/** The actions of one statement, in their order, for a run with these options. */
export function actionsOf(
  id: StatementId,
  run: { readonly reuse?: boolean; readonly stop?: boolean } = {},
): readonly IamAction[] {
  const holds = { always: true, reuse: run.reuse === true, stop: run.stop === true }
  return allActions.filter((action) => {
    const when = (iamActions[action].statements as ActionFacts['statements'])[id]
    return when !== undefined && holds[when]
  })
}

/** Whether a run can do without an action; `isForReading`: a run that only reads the graph. */
export function isOptionalAction(action: IamAction, isForReading = false): boolean {
  const { isOptional, isWrite }: ActionFacts = iamActions[action]
  return isOptional === true || (isForReading && isWrite === true)
}

/** What an HTTP request to a domain is to IAM, by its method in any case: the service has one action for each method. */
export const httpAction = (method: string): string =>
  `es:ESHttp${method.charAt(0).toUpperCase()}${method.slice(1).toLowerCase()}`

/** All actions on a domain, as its access policy names them: IAM policies then say which of them an identity has. */
export const EVERY_DOMAIN_ACTION = 'es:*'

/** The action of IAM on Neptune before engine 1.2.0.0, which allows no query since. */
export const OLD_NEPTUNE_ACTION = 'neptune-db:connect'

/** The services of IAM actions, by their prefixes. */
type Prefix = PrefixOf<IamAction>
type PrefixOf<Action> = Action extends `${infer Service}:${string}` ? Service : never
type NameOf<Action, Service extends string> = Action extends `${Service}:${infer Name}` ? Name : never

/** The actions of one service without its prefix: of a control plane, the names of its operations. */
export type ActionName<Service extends Prefix = Prefix> = NameOf<IamAction, Service>

/** The action of an operation: `iamAction('es', 'CreateDomain')`. One that is not in the table does not compile. */
export const iamAction = <Service extends Prefix>(service: Service, name: ActionName<Service>): IamAction =>
  `${service}:${name}` as IamAction

/**
 * The actions of one service that a run asks about in one way, without the prefix. A table of probes has these for its
 * keys, and so does not compile where the probe of an action is missing.
 */
export type NameAskedBy<How extends ActionFacts['askedBy'], Service extends Prefix> = {
  [Action in IamAction]: (typeof iamActions)[Action]['askedBy'] extends How ? NameOf<Action, Service> : never
}[IamAction]
