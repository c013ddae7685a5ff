/** What is asked of an OpenSearch domain, every default filled in. Plain data. */
export interface DomainSpec {
  /** As Amazon OpenSearch Service names it: `OpenSearch_2.19`. */
  readonly engineVersion: string
  /** `t3.small.search`. */
  readonly instanceType: string
  readonly instanceCount: number
  /** Of each instance's volume, in GiB. */
  readonly volumeGb: number
  /** Who may call it: the account itself, whose IAM policies then decide; ARNs; or a policy of the user's own, in JSON. */
  readonly access: 'account' | { readonly principals: readonly string[] } | { readonly policy: string }
  /** Where it is, if not on the internet. */
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] }
  /** The user's own. */
  readonly tags: Readonly<Record<string, string>>
}
