import type { IamAction, StatementId } from '../actions/iam-actions.ts'
import type { ClusterSpec } from '../cluster/spec.ts'
import type { DomainSpec } from '../domain/spec.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'

/** A statement of a run's policy: actions and their resources. */
export interface Grant {
  /** The statement's id in a policy. */
  readonly name: StatementId
  readonly actions: readonly IamAction[]
  /** ARNs, or `*` where the action has no resources in IAM. */
  readonly resources: readonly string[]
}

/** The options that decide which permissions a run needs. Resolved options of target `aws` have all of them. */
export interface RunNeeds {
  readonly region: string
  readonly allowedAccounts: readonly string[]
  /** The name of the project, which is part of the names of its resources. */
  readonly name: string
  readonly reuse: boolean
  readonly opensearch?: { readonly wanted: Way<DomainSpec> }
  readonly neptune?: {
    readonly wanted: Way<ClusterSpec>
    readonly afterRun: 'keep' | 'stop'
    /** Present where a new cluster is to be reached over the internet. */
    readonly overInternet?: OverInternet
  }
  /** Whether the run also asks IAM's policy simulation what the identity may do. */
  readonly simulatePolicy?: boolean
  /** The role that the run assumes. */
  readonly assumeRole?: { readonly roleArn: string }
}

/** From where a public cluster is reached. */
export interface OverInternet {
  /** The public address of this machine, or the block that it is in: `203.0.113.0/24`. Absent: `checkIpUrl` is asked. */
  readonly clientAddress?: string
  /** A URL that answers with the address of the caller. */
  readonly checkIpUrl: string
}

/** How a run comes to its domain or cluster: it creates or reuses one, or the options give its name or its address. */
export type Way<Spec> = { readonly spec: Spec } | { readonly id: string } | { readonly endpoint: string }

/** The account, region and partition of the resources of a policy; the account may be `*`. */
export type PolicyPlace = Pick<AwsAccount, 'account' | 'region' | 'partition'>
