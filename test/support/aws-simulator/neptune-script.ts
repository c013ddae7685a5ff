import type { Phase } from './neptune-life.ts'

/** How a simulated Neptune behaves. Durations are milliseconds on the simulator's clock. */
export interface NeptuneScript {
  /** The phases of a new cluster before it is available. */
  clusterCreation: readonly Phase[]
  /** The state of a cluster after its creation. */
  clusterRest: string
  instanceCreation: readonly Phase[]
  instanceRest: string
  /** The reason for the state of an instance, in the service's words. */
  instanceMessage?: string | undefined
  /** How long a deletion takes; `Infinity`: it never ends. */
  clusterDeletionMs: number
  instanceDeletionMs: number
  modificationMs: number
  stopMs: number
  startMs: number
  /** How long describes do not show a new resource. */
  hiddenMs: number
  /** How long describes still show a deleted resource. */
  ghostMs: number
  /** How long an available cluster has no endpoint yet. */
  endpointDelayMs: number
  /** Whether only an available cluster accepts an instance. */
  instanceNeedsAvailableCluster: boolean
  /** Whether a busy instance cannot be deleted. */
  busyInstanceStays: boolean
  /** Whether a cluster can be deleted while its instances are being deleted; else only when they are gone. */
  deletesBesideGoingInstances: boolean
  /** Whether the cluster is the primary of a replica, and keeps its last instance. */
  isReplicated: boolean
  /** Whether filters are ignored. */
  ignoresFilters: boolean
  /** The quotas of clusters and of instances, which include those of Amazon RDS. */
  clusterQuota: number
  instanceQuota: number
  /** How many Availability Zones each subnet group covers. */
  subnetGroups: Readonly<Record<string, number>>
  /** The port of the clusters; on AWS 8182. */
  port: number
  /** The version of a cluster that is created without one. */
  defaultEngineVersion: string
}

const minute = 60_000

/** The usual behaviour of AWS; where its documentation contradicts itself, the worse one. */
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
