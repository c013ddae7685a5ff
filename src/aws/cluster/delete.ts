import {
  type DBCluster,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  ModifyDBClusterCommand,
} from '@aws-sdk/client-neptune'
import { asked, instanceIdOf, type NeptuneControl, type Sender, startCluster } from './calls.ts'
import type { ClusterParts } from './describe.ts'
import { DELETING, STOPPED } from './state.ts'

/** Whether a part of a cluster exists whose deletion was not requested yet. */
export function isAnythingToDelete({ cluster, instances }: Pick<ClusterParts, 'cluster' | 'instances'>): boolean {
  const statuses = [cluster?.Status, ...instances.map(({ DBInstanceStatus }) => DBInstanceStatus)]
  return statuses.some((status) => status !== undefined && status !== DELETING)
}

/**
 * Requests as much of a cluster's deletion as AWS accepts now: removes the protection, then deletes each instance, then the
 * cluster. Returns why AWS does not accept the rest yet, if so.
 */
export async function deleteParts(
  control: NeptuneControl,
  id: string,
  { cluster, instances }: Pick<ClusterParts, 'cluster' | 'instances'>,
  send: Sender,
): Promise<string | undefined> {
  const isThere = cluster !== undefined && cluster.Status !== DELETING
  // Nothing in a stopped cluster can be deleted.
  if (cluster?.Status === STOPPED) return await startCluster(control, id, send)
  const obstacles: (string | undefined)[] = []
  if (isThere && cluster.DeletionProtection) obstacles.push(await removeProtection(control, id, send))
  for (const { DBInstanceIdentifier, DBInstanceStatus } of instances) {
    if (DBInstanceStatus !== DELETING) obstacles.push(await deleteInstance(control, DBInstanceIdentifier!, send))
  }
  const obstacle = obstacles.find((each) => each !== undefined)
  const isFree = isThere && !cluster.DeletionProtection && obstacle === undefined
  return isFree ? deleteCluster(control, cluster, send) : obstacle
}

function removeProtection({ client }: NeptuneControl, id: string, send: Sender): Promise<string | undefined> {
  const change = { DBClusterIdentifier: id, DeletionProtection: false, ApplyImmediately: true }
  return asked(
    'remove its protection',
    send('ModifyDBCluster', (options) => client.send(new ModifyDBClusterCommand(change), options)),
  )
}

function deleteInstance({ client }: NeptuneControl, id: string, send: Sender): Promise<string | undefined> {
  const deletion = { DBInstanceIdentifier: id, SkipFinalSnapshot: true }
  return asked(
    `delete instance ${id}`,
    send('DeleteDBInstance', (options) => client.send(new DeleteDBInstanceCommand(deletion), options)),
  )
}

function deleteCluster({ client }: NeptuneControl, cluster: DBCluster, send: Sender): Promise<string | undefined> {
  const deletion = { DBClusterIdentifier: cluster.DBClusterIdentifier, SkipFinalSnapshot: true }
  return asked(
    'delete the cluster',
    send('DeleteDBCluster', (options) => client.send(new DeleteDBClusterCommand(deletion), options)),
  )
}

/** The commands with which a person deletes a cluster, in their order. */
export function clusterRemoval(id: string, region: string): string[] {
  const instance = `--db-instance-identifier ${instanceIdOf(id)}`
  const cluster = `--db-cluster-identifier ${id}`
  return [
    `modify-db-cluster ${cluster} --no-deletion-protection --apply-immediately`,
    `delete-db-instance ${instance} --skip-final-snapshot`,
    `wait db-instance-deleted ${instance}`,
    `delete-db-cluster ${cluster} --skip-final-snapshot`,
  ].map((command) => `aws neptune ${command} --region ${region}`)
}
