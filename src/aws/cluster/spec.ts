/** The settings of a Neptune cluster and its one instance, with every default filled in. Plain data. */
export interface ClusterSpec {
  /** As Amazon Neptune numbers it: `1.4.6.0`; absent: the service's own default. */
  readonly engineVersion?: string
  /** The instance's class, `db.t3.medium`; or the limits of a serverless one, in Neptune capacity units. */
  readonly capacity: { readonly instanceClass: string } | { readonly minNcu: number; readonly maxNcu: number }
  readonly subnetGroup?: string
  readonly securityGroupIds: readonly string[]
  readonly publiclyAccessible: boolean
  /** The user's own tags. */
  readonly tags: Readonly<Record<string, string>>
}
