/** The ids of the statements of a run's policy. `AssumeRole` is in the policy of the caller, where the run assumes a role. */
export type StatementId =
  | `OpenSearch${'Domain' | 'Look' | 'Proof' | 'List' | 'Network' | 'Requests'}`
  | `Neptune${'Cluster' | 'Create' | 'Look' | 'Proof' | 'Queries' | 'Subnets' | 'Network'}`
  | `Policy${'Simulation' | 'Principal'}`
  | 'AssumeRole'

/** When a statement contains an action: always, only with `reuse`, or only with `afterRun: 'stop'`. */
type When = 'always' | 'reuse' | 'stop'

export interface ActionFacts {
  /** The statements that contain the action; none: AWS allows it to everybody. */
  readonly statements: { readonly [Id in StatementId]?: When }
  /** Why a run needs the action, in the words of the manual. */
  readonly purpose: string
  /**
   * How a run checks beforehand whether the action is allowed: by a harmless call to the control plane, or by a signed request
   * to the domain or the cluster. Absent: only IAM's policy simulation can tell.
   */
  readonly askedBy?: 'call' | 'request'
  /** A run goes on without the action, and warns of what it lacks. */
  readonly isOptional?: true
  /** The action changes data in a graph, and a run that only reads the graph goes on without it. */
  readonly isWrite?: true
}

/** Every IAM action that this package names, in the order of a policy. */
export const iamActions = {
  'ec2:DescribeRouteTables': {
    statements: { NeptuneNetwork: 'always' },
    purpose: 'tells whether the subnets of a public cluster have a way out',
    isOptional: true,
  },
  'ec2:DescribeSecurityGroups': {
    statements: { NeptuneNetwork: 'always', OpenSearchNetwork: 'always' },
    purpose: 'tells whether security groups let this machine in; the service asks for it to put a domain into a VPC',
  },
  'ec2:DescribeSubnets': {
    statements: { OpenSearchNetwork: 'always' },
    purpose: 'the service asks for it to put a domain into a VPC',
  },
  'ec2:DescribeVpcAttribute': {
    statements: { NeptuneNetwork: 'always' },
    purpose: 'tells whether the VPC of a public cluster allows public host names',
    isOptional: true,
  },
  'ec2:DescribeVpcs': {
    statements: { OpenSearchNetwork: 'always' },
    purpose: 'the service asks for it to put a domain into a VPC',
  },
  'es:AddTags': {
    statements: { OpenSearchDomain: 'always' },
    purpose: 'tags a new domain, and renews the tag in a run that is longer than a third of `ttlMinutes`',
    askedBy: 'call',
  },
  'es:CreateDomain': {
    statements: { OpenSearchDomain: 'always' },
    purpose: 'creates the domain; no harmless call asks for it',
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
    isOptional: true,
  },
  'iam:SimulatePrincipalPolicy': {
    statements: { PolicySimulation: 'always' },
    purpose: 'asks IAM what the identity may do, for `aws.simulatePolicy`',
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
  },
  'rds:CreateDBInstance': {
    statements: { NeptuneCreate: 'always' },
    purpose: 'creates the instance of the cluster; no harmless call asks for it',
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
  },
  'sts:GetCallerIdentity': {
    statements: {},
    purpose: 'tells to which account the credentials belong',
  },
} as const satisfies Readonly<Record<string, ActionFacts>>

/** The name of an IAM action that this package uses. */
export type IamAction = keyof typeof iamActions

/** The IAM action of an HTTP request to a domain, by its method in any case: each method has its own action. */
export const httpAction = (method: string): string =>
  `es:ESHttp${method.charAt(0).toUpperCase()}${method.slice(1).toLowerCase()}`

/** All actions on a domain, for its access policy. IAM policies then decide which of them an identity may do. */
export const EVERY_DOMAIN_ACTION = 'es:*'

/** The IAM action for Neptune before engine 1.2.0.0; since then it allows no query. */
export const OLD_NEPTUNE_ACTION = 'neptune-db:connect'
