import type { AwsAccount } from './aws-account.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { DomainSpec } from './domain-spec.ts'

/** Actions that a run takes, and of what: a statement of its policy. */
export interface Grant {
  /** The statement's id in a policy: letters and digits. */
  readonly name: string
  /** IAM actions: `es:DescribeDomain`. */
  readonly actions: readonly string[]
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
  readonly neptune?: { readonly wanted: Way<ClusterSpec>; readonly afterRun: 'keep' | 'stop' }
}

/** How a run comes to a service: it is made, or found again; given by name; or given by address. */
export type Way<Spec> = { readonly spec: Spec } | { readonly id: string } | { readonly endpoint: string }

/** Where the resources of a policy are; the account may be `*`. */
export type PolicyPlace = Pick<AwsAccount, 'account' | 'region' | 'partition'>
