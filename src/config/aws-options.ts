/** The options that target `aws` reads alone; see options.ts for the tags, and aws-service-options.ts for each service's. */
import type { ClusterOptions, DomainOptions } from './aws-service-options.ts'

export interface AwsTargetOptions {
  /**
   * The accounts in which something may be created, by their 12 digits. Nothing is created where the account of the
   * credentials is not among them.
   * @default []
   * @example allowedAccounts: ['111122223333']
   */
  allowedAccounts?: readonly string[] | undefined
  /**
   * The regions in which something may be created.
   * @default any region
   * @example allowedRegions: ['eu-west-1', 'eu-central-1']
   */
  allowedRegions?: readonly string[] | undefined
  /**
   * After how many minutes a created resource counts as expired, since a run last held it; its tag has the time. Later
   * runs delete expired resources.
   * @default 240
   * @example ttlMinutes: 120
   */
  ttlMinutes?: number | undefined
  /**
   * The instance types of domains and instance classes of clusters that may be created. A serverless cluster is
   * `db.serverless`.
   * @default any type and class
   * @example allowedInstanceTypes: ['t3.small.search', 'db.t3.medium']
   */
  allowedInstanceTypes?: readonly string[] | undefined
  /**
   * How many instances a domain may have.
   * @default any number
   * @example maxNodes: 3
   */
  maxNodes?: number | undefined
  /**
   * How many Neptune capacity units (NCU) a serverless cluster may grow to.
   * @default any number
   * @example maxNcu: 8
   */
  maxNcu?: number | undefined
  /**
   * What all resources of the run may cost by estimate, in US dollars an hour.
   * @default any amount
   * @example maxHourlyUsd: 2
   */
  maxHourlyUsd?: number | undefined
  /**
   * The price of an instance type or class in your region, or of one capacity unit as `NCU`, in US dollars an hour.
   * @default public prices of the usual types
   * @example pricesPerHour: { 't3.small.search': 0.036, NCU: 0.16 }
   */
  pricesPerHour?: Readonly<Record<string, number>> | undefined
  /**
   * The project's name in the names of created resources, after `vaf-`.
   * @default the name in package.json, or else that of its folder
   * @example name: 'orders'
   */
  name?: string | undefined
  /**
   * With `reuse`, runs that give the same text share what is created.
   * @default the repository and the name in package.json; or else the Git remote `origin` and the name
   * @example sharedAs: 'orders-ci'
   */
  sharedAs?: string | undefined
  /**
   * Tags of your own for created resources.
   * @default {}
   * @example tags: { team: 'orders' }
   */
  tags?: Readonly<Record<string, string>> | undefined
  /**
   * How long a domain or cluster may take to become ready, in milliseconds.
   * @default 5_400_000
   * @example createTimeoutMs: 3_600_000
   */
  createTimeoutMs?: number | undefined
  /**
   * How long the deletion of a domain or cluster may take, in milliseconds.
   * @default 2_700_000
   * @example deleteTimeoutMs: 1_800_000
   */
  deleteTimeoutMs?: number | undefined
  /**
   * The folder in which runs note what they create, so that the next run finds it; relative to the project's root.
   * @default the user's state folder: `~/.local/state/vitest-aws-fixtures/ledgers` on Linux
   * @example ledgerDirectory: '.aws-fixtures/ledgers'
   */
  ledgerDirectory?: string | undefined
  /**
   * The role that the run works as: its ARN, or an object with more than that.
   * @default absent: the run works as the identity of the credentials
   * @example assumeRole: 'arn:aws:iam::111122223333:role/ci-tests'
   */
  assumeRole?: string | AssumedRoleOptions | undefined
  /**
   * Whether all that workers send goes through a bridge on 127.0.0.1, which signs it again. A tunnel needs a bridge.
   * @default `true` where there is a tunnel, or else `false`
   * @example bridge: true
   */
  bridge?: boolean | undefined
  /**
   * Whether this machine is in the VPC of what is created, or has a VPN into it. Otherwise a resource that
   * only a machine in the VPC could reach is refused before anything is created.
   * @default false
   * @example insideVpc: true
   */
  insideVpc?: boolean | undefined
  /**
   * Whether the run also asks IAM what the identity may do, by SimulatePrincipalPolicy. An action that IAM would deny, and
   * that no real call can check without a change, is then a warning. Needs `@aws-sdk/client-iam`.
   * @default false
   * @example simulatePolicy: true
   */
  simulatePolicy?: boolean | undefined
  /**
   * The domain: what is created, or which one is used.
   * @default {}
   * @example opensearch: { instanceType: 'm7g.medium.search' }
   */
  opensearch?: DomainOptions | undefined
  /**
   * The cluster: what is created, or which one is used.
   * @default {}
   * @example neptune: { publiclyAccessible: true, securityGroupIds: ['sg-0123456789abcdef0'] }
   */
  neptune?: ClusterOptions | undefined
}

export interface AssumedRoleOptions {
  /**
   * The ARN of the role.
   * @default none: the object needs it
   * @example roleArn: 'arn:aws:iam::111122223333:role/ci-tests'
   */
  roleArn: string
  /**
   * The external id that the trust policy of the role asks for.
   * @default absent
   * @example externalId: 'orders'
   */
  externalId?: string | undefined
  /**
   * The name of the role session, as CloudTrail shows it: 2 to 64 letters, digits or `+=,.@-`.
   * @default the id of the run: `vaf-3f9c2`
   * @example sessionName: 'nightly'
   */
  sessionName?: string | undefined
  /**
   * How long the role's credentials last, in seconds: 900 to 43,200. They are renewed before they end.
   * @default one hour, as AWS STS has it
   * @example durationSeconds: 900
   */
  durationSeconds?: number | undefined
}
