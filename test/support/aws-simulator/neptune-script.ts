import type { Phase } from './neptune-life.ts'

/** How a simulated Neptune behaves. Durations are milliseconds on the simulator's clock. */
export interface NeptuneScript {
  /** What a new cluster goes through before it is available. */
  clusterCreation: readonly Phase[]
  /** How a cluster is once it has been created. */
  clusterRest: string
  instanceCreation: readonly Phase[]
  instanceRest: string
  /** Why an instance is as it is, in the service's words. */
  instanceMessage?: string | undefined
  /** `Infinity`: it gets stuck. */
  clusterDeletionMs: number
  instanceDeletionMs: number
  modificationMs: number
  stopMs: number
  startMs: number
  /** How long the describes do not show what was created. */
  hiddenMs: number
  /** How long the describes go on showing what is gone. */
  ghostMs: number
  /** How long an available cluster still has no endpoint. */
  endpointDelayMs: number
  /** Whether an instance can only be added to a cluster that is available. */
  instanceNeedsAvailableCluster: boolean
  /** Whether an instance that is busy cannot be deleted. */
  busyInstanceStays: boolean
  /** Whether a cluster can be deleted while its instances are going; else only once they are gone. */
  deletesBesideGoingInstances: boolean
  /** Whether it is the primary of a replica, and keeps its last instance. */
  isReplicated: boolean
  /** Whether filters are taken and not heeded. */
  ignoresFilters: boolean
  /** Of clusters and of instances, those of Amazon RDS included. */
  clusterQuota: number
  instanceQuota: number
  /** How many Availability Zones each subnet group covers. */
  subnetGroups: Readonly<Record<string, number>>
  /** Where the data planes are; AWS: 8182. */
  port: number
  /** What a cluster has that is created without a version. */
  defaultEngineVersion: string
}

const minute = 60_000

/** As AWS is on a good day; where its documentation contradicts itself, the worse. */
export const ordinaryNeptune: NeptuneScript = {
  clusterCreation: [['creating', minute]],
  clusterRest: 'available',
  instanceCreation: [
    ['creating', 6 * minute],
    ['configuring-iam-database-auth', 0.5 * minute],
    ['backing-up', 0.5 * minute],
  ],
  instanceRest: 'available',
  clusterDeletionMs: minute,
  instanceDeletionMs: 6 * minute,
  modificationMs: 0.5 * minute,
  stopMs: 5 * minute,
  startMs: 7 * minute,
  hiddenMs: 0,
  ghostMs: 0,
  endpointDelayMs: 0,
  instanceNeedsAvailableCluster: false,
  busyInstanceStays: true,
  deletesBesideGoingInstances: true,
  isReplicated: false,
  ignoresFilters: false,
  clusterQuota: 40,
  instanceQuota: 40,
  subnetGroups: { default: 3 },
  port: 8182,
  defaultEngineVersion: '1.4.6.0',
}
