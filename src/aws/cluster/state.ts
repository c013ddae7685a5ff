import type { DBCluster, DBInstance } from '@aws-sdk/client-neptune'
import type { Observation } from '../../wait/wait-for-state.ts'
import type { ClusterParts } from './describe.ts'
import * as messages from './messages.ts'

/** A cluster and its instances, in one state. */
export interface ClusterSeen extends Observation {
  /** Absent where AWS shows only instances, or nothing yet. */
  readonly cluster?: DBCluster | undefined
  readonly instances: readonly DBInstance[]
  /** The address of the graph, which AWS names before it can be reached. */
  readonly endpoint?: { readonly host: string; readonly port: number } | undefined
}

/** Cluster and instance are available, and the address is known. */
export const AVAILABLE = 'available'
/** The cluster was requested a short while ago, and AWS does not show it yet. */
export const REQUESTED = 'requested'
/** The cluster exists without an instance, or an instance without its cluster. */
export const INCOMPLETE = 'incomplete'
export const STOPPED = 'stopped'
export const DELETING = 'deleting'

/** A cluster that was requested a short while ago, and that AWS does not show yet. */
export const requested: ClusterSeen = {
  state: REQUESTED,
  detail: messages.requestedDetail(),
  instances: [],
}

const DEFAULT_PORT = 8182

/** States of clusters and instances that pass by themselves. */
const passing = [
  ...['creating', 'backing-up', 'modifying', 'preparing-data-migration', 'migrating', 'maintenance', 'rebooting'],
  ...['configuring-iam-database-auth', 'configuring-enhanced-monitoring', 'configuring-log-exports', 'upgrading'],
  ...['resetting-master-credentials', 'storage-optimization', 'renaming', 'failing-over', 'promoting'],
  ...['starting', 'stopping', REQUESTED],
]

/** States that only a request ends: to start the cluster, or to add its instance. */
export const pendingOnRequest = [STOPPED, INCOMPLETE]

/** Whether a state stays unless somebody acts. */
export const isTerminal = (state: string): boolean =>
  /^(failed|incompatible-.*|inaccessible-encryption-credentials.*)$/.test(state)

/** Whether a state is known to this version. */
export const isKnown = (state: string): boolean =>
  [AVAILABLE, DELETING, ...pendingOnRequest, ...passing].includes(state) || isTerminal(state)

/** Whether `available` may follow a state. It may follow an unknown one, because AWS adds new states. */
export const isPending = (state: string): boolean => passing.includes(state) || !(isKnown(state) || state === 'absent')

/** Whether a cluster is being deleted. One whose instances are being deleted counts as well, because nobody can use it. */
export function isGoing({ cluster, instances }: Pick<ClusterSeen, 'cluster' | 'instances'>): boolean {
  const areGoing = instances.length > 0 && instances.every(({ DBInstanceStatus }) => DBInstanceStatus === DELETING)
  return cluster?.Status === DELETING || areGoing
}

/** The parts of a cluster as one state; `undefined` where cluster and instances are gone. */
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

/** The instance that accepts writes; the others only read. */
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
