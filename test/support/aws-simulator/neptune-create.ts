import type { NeptuneAccount } from './neptune-account.ts'
import { asId, clusterNotFound } from './neptune-describe.ts'
import { Life } from './neptune-life.ts'
import type { SimulatedCluster } from './neptune-records.ts'
import {
  clusterState,
  invalidCombination,
  invalidValue,
  isAtLeast,
  newId,
  scalingOf,
  subnetGroupOf,
  tagsOf,
} from './neptune-rules.ts'
import { clusterShape, instanceShape } from './neptune-shapes.ts'
import { type SimulatedCall, SimulatedError } from './simulated-service.ts'

type Input = SimulatedCall['input']

export function createCluster(input: Input, account: NeptuneAccount): object {
  const { script, clock, clusters } = account
  const id = newId(input.DBClusterIdentifier, 'DBClusterIdentifier')
  if (input.Engine !== 'neptune') throw invalidValue(`Invalid DB engine: ${input.Engine}`)
  const engineVersion = String(input.EngineVersion ?? script.defaultEngineVersion)
  if (!/^1(\.\d+){3}$/.test(engineVersion)) {
    throw invalidCombination(`Cannot find version ${engineVersion} for neptune`)
  }
  const backupRetentionDays = Number(input.BackupRetentionPeriod ?? 1)
  if (!(backupRetentionDays >= 1 && backupRetentionDays <= 35)) {
    throw invalidValue(`Invalid backup retention period: ${input.BackupRetentionPeriod}. Must be between 1 and 35.`)
  }
  const checked = {
    scaling: scalingOf(input, engineVersion),
    subnetGroup: subnetGroupOf(input, account),
    tags: tagsOf(input),
  }
  if (clusters.some((cluster) => cluster.id === id)) {
    throw new SimulatedError('DBClusterAlreadyExistsFault', 'DB Cluster already exists', 400)
  }
  if (clusters.length >= script.clusterQuota) {
    throw new SimulatedError('DBClusterQuotaExceededFault', 'You have reached the maximum number of DB clusters.', 403)
  }
  const cluster = account.putCluster({
    ...checked,
    id,
    engineVersion,
    backupRetentionDays,
    life: new Life(clock, script.clusterCreation, script.clusterRest),
    // By the documentation of the SDK it is on by default, by other pages off.
    deletionProtection: input.DeletionProtection !== 'false',
    iamAuthentication: input.EnableIAMDatabaseAuthentication === 'true',
    encrypted: input.StorageEncrypted === 'true',
    securityGroupIds: (input.VpcSecurityGroupIds ?? ['sg-default']) as readonly string[],
  })
  return { DBCluster: clusterShape(cluster, account) }
}

export function createInstance(input: Input, account: NeptuneAccount): object {
  const { script, clock, clusters, instances } = account
  const id = newId(input.DBInstanceIdentifier, 'DBInstanceIdentifier')
  const clusterId = asId(input.DBClusterIdentifier) ?? ''
  const instanceClass = String(input.DBInstanceClass)
  if (!/^db\.(serverless|[a-z0-9]+\.[a-z0-9]+)$/.test(instanceClass)) {
    throw invalidValue(`Invalid DB Instance class: ${instanceClass}`)
  }
  const tags = tagsOf(input)
  if (instances.some((instance) => instance.id === id)) {
    throw new SimulatedError('DBInstanceAlreadyExists', 'DB instance already exists', 400)
  }
  const cluster = clusters.find((each) => each.id === clusterId)
  if (!cluster) throw clusterNotFound(clusterId)
  if (cluster.engine !== input.Engine) {
    throw invalidCombination(`The engine of the cluster is ${cluster.engine}, not ${input.Engine}.`)
  }
  checkPlace(cluster, input, account)
  if (instances.length >= script.instanceQuota) {
    throw new SimulatedError('InstanceQuotaExceeded', 'Instance quota exceeded.', 400)
  }
  const instance = account.putInstance({
    id,
    clusterId,
    instanceClass,
    tags,
    engineVersion: cluster.engineVersion,
    publiclyAccessible: input.PubliclyAccessible === 'true',
    life: new Life(clock, script.instanceCreation, script.instanceRest),
  })
  return { DBInstance: instanceShape(instance, account) }
}

/** Checks whether the cluster accepts such an instance now. */
function checkPlace({ id, life, ...cluster }: SimulatedCluster, input: Input, { script }: NeptuneAccount): void {
  const { status } = life
  const isReady = status === 'available' || (status === 'creating' && !script.instanceNeedsAvailableCluster)
  if (!isReady) throw clusterState(`DbCluster ${id} is not currently in the available state.`)
  if (input.DBInstanceClass === 'db.serverless' && !cluster.scaling) {
    throw invalidCombination('Set the Serverless v2 scaling configuration on the parent DB cluster first.')
  }
  if (input.PubliclyAccessible !== 'true') return
  if (!isAtLeast(cluster.engineVersion, '1.4.6.0') || !cluster.iamAuthentication) {
    throw invalidCombination('A public endpoint needs engine version 1.4.6.0 or higher and IAM authentication.')
  }
}
