import type { NeptuneAccount } from './neptune-account.ts'
import { clusterOf, instanceOf } from './neptune-change.ts'
import { GONE } from './neptune-records.ts'
import { clusterState, invalidCombination } from './neptune-rules.ts'
import { clusterShape, instanceShape } from './neptune-shapes.ts'
import { type SimulatedCall, SimulatedError } from './simulated-service.ts'

type Input = SimulatedCall['input']

/** The states in which an instance can be deleted, including those in which nothing else is possible. */
const atRest = /^(available|failed|storage-full|incompatible-.*|inaccessible-encryption-credentials.*)$/

/** Deletes an instance, also the only one of its cluster, which the documentation calls impossible and AWS does. */
export function deleteInstance(input: Input, account: NeptuneAccount): object {
  const { script } = account
  const instance = instanceOf(input, account)
  checkSnapshot(input)
  const { status } = instance.life
  if (status === 'deleting') throw instanceState(`Instance ${instance.id} is already being deleted.`)
  const cluster = account.clusters.find(({ id }) => id === instance.clusterId)
  if (cluster && /^(stopped|stopping|starting)$/.test(cluster.life.status)) {
    throw clusterState(`Db cluster ${cluster.id} is in ${cluster.life.status} state`)
  }
  if (script.busyInstanceStays && !atRest.test(status)) {
    throw instanceState(`Instance ${instance.id} is not in available state.`)
  }
  if (script.isReplicated && cluster && account.membersOf(cluster.id).length === 1) {
    throw clusterState(
      'Cannot delete the last instance of the master cluster. Delete the replica cluster before deleting the last master cluster instance.',
    )
  }
  instance.life.enter([['deleting', script.instanceDeletionMs]], GONE)
  return { DBInstance: instanceShape(instance, account) }
}

export function deleteCluster(input: Input, account: NeptuneAccount): object {
  const { script } = account
  const cluster = clusterOf(input, account)
  checkSnapshot(input)
  const { status } = cluster.life
  if (cluster.deletionProtection) {
    throw invalidCombination('Cannot delete protected Cluster, please disable deletion protection and try again.')
  }
  const inTheWay = account
    .membersOf(cluster.id)
    .filter(({ life }) => !(script.deletesBesideGoingInstances && life.status === 'deleting'))
  if (inTheWay.length > 0) {
    throw clusterState('Cluster cannot be deleted, it still contains DB instances in non-deleting state.')
  }
  if (!atRest.test(status)) throw clusterState(`DbCluster ${cluster.id} is not currently in the available state.`)
  cluster.life.enter([['deleting', script.clusterDeletionMs]], GONE)
  return { DBCluster: clusterShape(cluster, account) }
}

const instanceState = (message: string) => new SimulatedError('InvalidDBInstanceState', message, 400)

/** Checks the final snapshot, which is the default and needs a name. */
function checkSnapshot({ SkipFinalSnapshot, FinalDBSnapshotIdentifier }: Input): void {
  if (SkipFinalSnapshot === 'true' || FinalDBSnapshotIdentifier !== undefined) return
  throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
}
