import type { Life } from './neptune-life.ts'

/** A cluster of the simulated account, of any engine. */
export interface SimulatedCluster {
  readonly id: string
  readonly engine: string
  readonly engineVersion: string
  readonly resourceId: string
  readonly createdAt: number
  readonly life: Life
  readonly tags: Map<string, string>
  deletionProtection: boolean
  readonly iamAuthentication: boolean
  readonly backupRetentionDays: number
  readonly encrypted: boolean
  readonly subnetGroup: string
  readonly securityGroupIds: readonly string[]
  readonly scaling?: { readonly MinCapacity: number; readonly MaxCapacity: number } | undefined
}

/** An instance of the simulated account, of any engine. */
export interface SimulatedInstance {
  readonly id: string
  readonly engine: string
  readonly engineVersion: string
  /** The cluster of the instance; absent for an RDS instance without one. */
  readonly clusterId?: string | undefined
  readonly instanceClass: string
  readonly publiclyAccessible: boolean
  readonly createdAt: number
  readonly life: Life
  readonly tags: Map<string, string>
}

/** The last status of a deleted resource, which describes may still show for a while. */
export const GONE = 'gone'

/** The last part of an ARN, with the type of resource: `cluster:vaf-a`. */
export const arnOf = (account: string, region: string, what: 'cluster' | 'db', id: string): string =>
  `arn:aws:rds:${region}:${account}:${what}:${id}`
