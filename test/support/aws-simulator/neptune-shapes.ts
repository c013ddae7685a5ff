import { createHash } from 'node:crypto'
import type { NeptuneAccount } from './neptune-account.ts'
import { arnOf, GONE, type SimulatedCluster, type SimulatedInstance } from './neptune-records.ts'

/** A cluster as the service describes it. */
export function clusterShape(cluster: SimulatedCluster, from: NeptuneAccount): object {
  const { id, engine, life, scaling } = cluster
  const members = from.shownInstances.filter(({ clusterId }) => clusterId === id)
  return {
    DBClusterIdentifier: id,
    DBClusterArn: arnOf(from.account, from.region, 'cluster', id),
    DbClusterResourceId: cluster.resourceId,
    Status: shownStatus(life.status),
    Engine: engine,
    EngineVersion: cluster.engineVersion,
    Port: from.script.port,
    ...(hasEndpoint(cluster, from) && {
      Endpoint: hostOf(cluster, from, 'cluster'),
      ReaderEndpoint: hostOf(cluster, from, 'cluster-ro'),
    }),
    MultiAZ: false,
    StorageEncrypted: cluster.encrypted,
    BackupRetentionPeriod: cluster.backupRetentionDays,
    IAMDatabaseAuthenticationEnabled: cluster.iamAuthentication,
    DeletionProtection: cluster.deletionProtection,
    DBSubnetGroup: cluster.subnetGroup,
    VpcSecurityGroups: cluster.securityGroupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    DBClusterMembers: members.map((member, at) => ({
      DBInstanceIdentifier: member.id,
      IsClusterWriter: at === 0,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    })),
    ServerlessV2ScalingConfiguration: scaling,
    ...(Number.isFinite(cluster.createdAt) && { ClusterCreateTime: new Date(cluster.createdAt) }),
  }
}

/** An instance as the service describes it. */
export function instanceShape(instance: SimulatedInstance, from: NeptuneAccount): object {
  const { id, engine, life, clusterId } = instance
  const { instanceMessage } = from.script
  return {
    DBInstanceIdentifier: id,
    DBInstanceArn: arnOf(from.account, from.region, 'db', id),
    DBInstanceClass: instance.instanceClass,
    DBInstanceStatus: shownStatus(life.status),
    Engine: engine,
    EngineVersion: instance.engineVersion,
    DBClusterIdentifier: clusterId,
    PubliclyAccessible: instance.publiclyAccessible,
    ...(instanceMessage !== undefined && {
      StatusInfos: [{ StatusType: 'instance', Normal: false, Status: life.status, Message: instanceMessage }],
    }),
  }
}

/** The status to show: a deleted resource is shown as being deleted for as long as describes show it. */
const shownStatus = (status: string): string => (status === GONE ? 'deleting' : status)

function hasEndpoint({ createdAt }: SimulatedCluster, { clock, script }: NeptuneAccount): boolean {
  const creationMs = script.clusterCreation.reduce((sum, [, ms]) => sum + ms, 0)
  return clock.now() >= createdAt + creationMs + script.endpointDelayMs
}

function hostOf({ id, engine }: SimulatedCluster, { account, region }: NeptuneAccount, part: string): string {
  return `${id}.${part}-${accountHash(account, region)}.${region}.${engine === 'neptune' ? 'neptune' : 'rds'}.amazonaws.com`
}

/** The common part of the host names of all clusters of an account and region. */
export const accountHash = (account: string, region: string): string =>
  createHash('sha256').update(`${account} ${region}`).digest('hex').slice(0, 12)
