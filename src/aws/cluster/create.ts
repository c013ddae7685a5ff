import { CreateDBClusterCommand, CreateDBInstanceCommand, type Tag } from '@aws-sdk/client-neptune'
import { OwnershipError, ProvisionError } from '../../errors/errors.ts'
import { isSameOwner, OWNERSHIP_TAG, packOwnership } from '../../resource/ownership-tag.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { isNamed } from '../sdk/is-named.ts'
import { instanceIdOf, isNotYet, NEPTUNE, type NeptuneControl, type Sender } from './calls.ts'
import { describeCluster, describeInstance } from './describe.ts'
import { beingDeleted, explainRejection } from './errors.ts'
import * as messages from './messages.ts'
import { ownerOf } from './owner.ts'
import type { ClusterSpec } from './spec.ts'
import { DELETING } from './state.ts'

/**
 * Requests a cluster, without an instance. An existing cluster is accepted where it is the run's, because the answer to an
 * earlier request was lost, or where another run created it with the same fingerprint. Fails with ClusterBeingDeletedError, or
 * with OwnershipError where the cluster is somebody else's.
 */
export async function createCluster(
  control: NeptuneControl,
  id: string,
  spec: ClusterSpec,
  tags: OwnershipTags,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  const send = control.repeatedly(signal)
  const { capacity, engineVersion, subnetGroup, securityGroupIds } = spec
  const command = new CreateDBClusterCommand({
    DBClusterIdentifier: id,
    Engine: NEPTUNE,
    EngineVersion: engineVersion,
    EnableIAMDatabaseAuthentication: true,
    // Set explicitly, because the documentation contradicts itself about the default.
    DeletionProtection: false,
    StorageEncrypted: true,
    // In days; 1 is the least.
    BackupRetentionPeriod: 1,
    DBSubnetGroupName: subnetGroup,
    ...(securityGroupIds.length > 0 && { VpcSecurityGroupIds: [...securityGroupIds] }),
    ...('maxNcu' in capacity && {
      ServerlessV2ScalingConfiguration: { MinCapacity: capacity.minNcu, MaxCapacity: capacity.maxNcu },
    }),
    Tags: tagList(spec, tags),
  })
  try {
    await send('CreateDBCluster', (options) => control.client.send(command, options))
  } catch (error) {
    if (!isNamed(error, 'DBClusterAlreadyExistsFault'))
      throw explainRejection(error, messages.ofCluster(id), id, subnetGroup)
    const { isGoing, owner } = await findExisting(control, id, signal, clock)
    if (isGoing) throw beingDeleted(id, error)
    const isTheSame = tags.fingerprint !== undefined && owner?.fingerprint === tags.fingerprint
    if (!(owner && isSameOwner(owner, tags)) && !isTheSame) {
      throw new OwnershipError(messages.existsAlready(messages.ofCluster(id), owner?.run), {
        resource: id,
        cause: error,
      })
    }
  }
}

/**
 * Requests the instance of a cluster. An existing instance is accepted where it is in the cluster, because an answer was lost or
 * another run completes the cluster too. Returns why the instance cannot be created yet, if so. Fails with ProvisionError where
 * the name belongs to somebody else's instance.
 */
export async function createInstance(
  control: NeptuneControl,
  id: string,
  spec: ClusterSpec,
  tags: OwnershipTags,
  send: Sender,
): Promise<string | undefined> {
  const instanceId = instanceIdOf(id)
  const what = messages.ofInstance(instanceId, id)
  const command = new CreateDBInstanceCommand({
    DBInstanceIdentifier: instanceId,
    DBClusterIdentifier: id,
    Engine: NEPTUNE,
    // An upgrade would change the version of a cluster that is kept for later runs.
    AutoMinorVersionUpgrade: false,
    DBInstanceClass: 'instanceClass' in spec.capacity ? spec.capacity.instanceClass : 'db.serverless',
    PubliclyAccessible: spec.publiclyAccessible,
    Tags: tagList(spec, tags),
  })
  try {
    await send('CreateDBInstance', (options) => control.client.send(command, options))
    return undefined
  } catch (error) {
    if (isNotYet(error) || isNamed(error, 'DBClusterNotFoundFault')) {
      return messages.instanceNotYet(`${(error as Error).name}: ${(error as Error).message}`)
    }
    if (!isNamed(error, 'DBInstanceAlreadyExistsFault')) throw explainRejection(error, what, id, spec.subnetGroup)
    const instance = await describeInstance(control, instanceId, send)
    if (!instance) return messages.instanceHidden(instanceId)
    if (instance.DBClusterIdentifier === id) return undefined
    const owner = await ownerOf(control, 'db', instanceId, send)
    // Not an OwnershipError: the cluster is this run's, and has to be deleted.
    throw new ProvisionError(messages.existsAlready(what, owner?.run), { resource: instanceId, cause: error })
  }
}

function tagList({ tags }: ClusterSpec, ownership: OwnershipTags): Tag[] {
  const own = { Key: OWNERSHIP_TAG, Value: packOwnership(ownership) }
  return [own, ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))]
}

/** A cluster that exists under the name. */
interface ExistingCluster {
  readonly isGoing: boolean
  /** Absent where the cluster has no tag of this package, or is not Neptune's. */
  readonly owner?: OwnershipTags | undefined
}

/** The retries take about two minutes altogether. */
const times = { attempts: 12, baseMs: 1_000, maxMs: 30_000 }

/** Reads a cluster that AWS says exists, of whatever engine. AWS may not show a new one for a while. */
function findExisting(
  control: NeptuneControl,
  id: string,
  signal: AbortSignal,
  clock: Clock,
): Promise<ExistingCluster> {
  const hidden = new ProvisionError(messages.clusterHidden(id), { resource: id })
  const send = control.repeatedly(signal)
  const look = async (): Promise<ExistingCluster> => {
    const cluster = await describeCluster(control, id, send)
    if (!cluster) throw hidden
    const isNeptunes = cluster.Engine === NEPTUNE
    const owner = isNeptunes ? await ownerOf(control, 'cluster', id, send) : undefined
    return { isGoing: isNeptunes && cluster.Status === DELETING, owner }
  }
  return retry(look, { ...times, isTemporary: (error) => error === hidden, signal, clock })
}
