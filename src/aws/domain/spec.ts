/** The settings of an OpenSearch domain, with every default filled in. Plain data. */
export interface DomainSpec {
  /** As Amazon OpenSearch Service names it: `OpenSearch_2.19`. */
  readonly engineVersion: string
  /** `t3.small.search`. */
  readonly instanceType: string
  readonly instanceCount: number
  /** The size of each instance's volume, in GiB. */
  readonly volumeGb: number
  /** Who may call the domain: the account, whose IAM policies then decide; ARNs; or a policy of the user in JSON. */
  readonly access: 'account' | { readonly principals: readonly string[] } | { readonly policy: string }
  /** The VPC of the domain; absent: it is on the internet. */
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] }
  /** The user's own tags. */
  readonly tags: Readonly<Record<string, string>>
}
