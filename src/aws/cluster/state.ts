import type { DBCluster, DBInstance } from '@aws-sdk/client-neptune'
import type { Observation } from '../../wait/wait-for-state.ts'
import type { ClusterParts } from './describe.ts'
import * as messages from './messages.ts'

/** A cluster and its instances, in one state. */
export interface ClusterSeen extends Observation {
  /** Absent where only instances are seen, or nothing yet. */
  readonly cluster?: DBCluster | undefined
  readonly instances: readonly DBInstance[]
  /** Where the graph is; there before it can be reached. */
  readonly endpoint?: { readonly host: string; readonly port: number } | undefined
}

/** Cluster and instance are available, and the address is known. */
export const AVAILABLE = 'available'
/** It was asked for a short while ago, and no look has found it yet. */
export const REQUESTED = 'requested'
/** The cluster is there without an instance, or an instance without its cluster. */
export const INCOMPLETE = 'incomplete'
export const STOPPED = 'stopped'
export const DELETING = 'deleting'

/** What stands for a cluster that was asked for a short while ago. */
export const requested: ClusterSeen = {
  state: REQUESTED,
  detail: messages.requestedDetail(),
  instances: [],
}

const DEFAULT_PORT = 8182

/** States of clusters and instances of which something else follows by itself. */
const passing = [
  ...['creating', 'backing-up', 'modifying', 'preparing-data-migration', 'migrating', 'maintenance', 'rebooting'],
  ...['configuring-iam-database-auth', 'configuring-enhanced-monitoring', 'configuring-log-exports', 'upgrading'],
  ...['resetting-master-credentials', 'storage-optimization', 'renaming', 'failing-over', 'promoting'],
  ...['starting', 'stopping', REQUESTED],
]

/** States from which only a request leads on: to start it, to add what it lacks. */
export const pendingOnRequest = [STOPPED, INCOMPLETE]

/** Whether a state is one from which nothing follows unless somebody acts. */
export const isTerminal = (state: string): boolean =>
  /^(failed|incompatible-.*|inaccessible-encryption-credentials.*)$/.test(state)

/** Whether a state is known to this version. */
export const isKnown = (state: string): boolean =>
  [AVAILABLE, DELETING, ...pendingOnRequest, ...passing].includes(state) || isTerminal(state)

/** Whether `available` may follow: also of a state that nobody knows, for AWS adds new ones. */
export const isPending = (state: string): boolean => passing.includes(state) || !(isKnown(state) || state === 'absent')

/** Whether it is being deleted: a cluster whose instance goes is of no use to anybody either. */
export function isGoing({ cluster, instances }: Pick<ClusterSeen, 'cluster' | 'instances'>): boolean {
  const areGoing = instances.length > 0 && instances.every(({ DBInstanceStatus }) => DBInstanceStatus === DELETING)
  return cluster?.Status === DELETING || areGoing
}

/** What a look has found, as one state; `undefined` where both cluster and instances are gone. */
export function clusterSeen({ cluster, instances }: ClusterParts): ClusterSeen | undefined {
  if (!cluster && instances.length === 0) return undefined
  const { Endpoint: host, Port: port = DEFAULT_PORT } = cluster ?? {}
  return {
    state: stateOf(cluster, instances),
    detail: detailOf(cluster, instances, host),
    identity: cluster?.DbClusterResourceId,
    cluster,
    instances,
    endpoint: host ? { host, port } : undefined,
  }
}

function stateOf(cluster: DBCluster | undefined, instances: readonly DBInstance[]): string {
  const statuses = [cluster?.Status, ...instances.map(({ DBInstanceStatus }) => DBInstanceStatus)]
  const broken = statuses.find((status) => status !== undefined && isTerminal(status))
  if (broken) return broken
  if (!cluster) return statuses.slice(1).every((status) => status === DELETING) ? DELETING : INCOMPLETE
  if (cluster.Status !== AVAILABLE) return cluster.Status ?? 'unnamed'
  const writer = writerOf(cluster, instances)
  if (!writer) return INCOMPLETE
  if (writer.DBInstanceStatus !== AVAILABLE) return writer.DBInstanceStatus ?? 'unnamed'
  return cluster.Endpoint ? AVAILABLE : 'creating'
}

/** The instance that can be written to; the others only read. */
function writerOf({ DBClusterMembers = [] }: DBCluster, instances: readonly DBInstance[]): DBInstance | undefined {
  const id = DBClusterMembers.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier
  return instances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id) ?? instances[0]
}

/** `Cluster available, without an endpoint; instance vaf-a-1 failed: out of space.` */
function detailOf(cluster: DBCluster | undefined, instances: readonly DBInstance[], host: string | undefined): string {
  const first = cluster ? `Cluster ${cluster.Status}${host ? '' : ', without an endpoint'}` : 'No cluster'
  const others = instances.map(({ DBInstanceIdentifier, DBInstanceStatus, StatusInfos = [] }) => {
    const reason = StatusInfos.find(({ Normal, Message }) => Normal === false && Message)?.Message
    return `instance ${DBInstanceIdentifier} ${DBInstanceStatus}${reason ? `: ${reason.replace(/\.$/, '')}` : ''}`
  })
  return `${[first, ...(others.length > 0 ? others : ['no instance'])].join('; ')}.`
}
