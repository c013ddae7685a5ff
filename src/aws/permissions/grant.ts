import type { IamAction, StatementId } from '../actions/iam-actions.ts'
import type { ClusterSpec } from '../cluster/spec.ts'
import type { DomainSpec } from '../domain/spec.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'

/** Actions that a run takes, and of what: a statement of its policy. */
export interface Grant {
  /** The statement's id in a policy. */
  readonly name: StatementId
  readonly actions: readonly IamAction[]
  /** ARNs, or `*` where IAM knows no resource of the action. */
  readonly resources: readonly string[]
}

/** What of a run's options decides what it has to be allowed. Resolved options of target `aws` have all of it. */
export interface RunNeeds {
  readonly region: string
  readonly allowedAccounts: readonly string[]
  /** What names tell of the project. */
  readonly name: string
  readonly reuse: boolean
  readonly opensearch?: { readonly wanted: Way<DomainSpec> }
  readonly neptune?: {
    readonly wanted: Way<ClusterSpec>
    readonly afterRun: 'keep' | 'stop'
    /** Present where what is made is to be reached over the internet. */
    readonly overInternet?: OverInternet
  }
  /** Whether IAM is asked as well what the identity may do. */
  readonly simulatePolicy?: boolean
  /** The role to work as. */
  readonly assumeRole?: { readonly roleArn: string }
}

/** From where a cluster on the internet is reached. */
export interface OverInternet {
  /** This machine's address there, or those it may have: `203.0.113.0/24`. Absent: it is asked for. */
  readonly clientAddress?: string
  /** What answers with the address of whoever asks. */
  readonly checkIpUrl: string
}

/** How a run comes to a service: it is made, or found again; given by name; or given by address. */
export type Way<Spec> = { readonly spec: Spec } | { readonly id: string } | { readonly endpoint: string }

/** Where the resources of a policy are; the account may be `*`. */
export type PolicyPlace = Pick<AwsAccount, 'account' | 'region' | 'partition'>
