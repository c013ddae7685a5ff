import { CreateDBClusterCommand, CreateDBInstanceCommand, type Tag } from '@aws-sdk/client-neptune'
import { OwnershipError, ProvisionError } from '../../errors/errors.ts'
import { isSameOwner, OWNERSHIP_TAG, packOwnership } from '../../resource/ownership-tag.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { instanceIdOf, isNamed, isNotYet, NEPTUNE, type NeptuneControl, type Sender } from './calls.ts'
import { describeCluster, describeInstance } from './describe.ts'
import { beingDeleted, explainRefusal } from './errors.ts'
import * as messages from './messages.ts'
import { ownerOf } from './owner.ts'
import type { ClusterSpec } from './spec.ts'
import { DELETING } from './state.ts'

/**
 * Asks for the cluster, which has no computer yet. One that is there already is taken where it is the run's, for then
 * the answer to an earlier request was lost; or where another run has asked for the same, as its caller can see.
 * Fails with ClusterBeingDeletedError, or with OwnershipError where it is another's.
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
    // Said, for the documentation does not agree with itself about the default.
    DeletionProtection: false,
    StorageEncrypted: true,
    // Days; there is no zero.
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
      throw explainRefusal(error, messages.ofCluster(id), id, subnetGroup)
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
 * Asks for the cluster's instance, which is the computer. One that is there already is taken where it is in the cluster:
 * an answer was lost, or another run completes it too. Returns why it is not there yet, where something is in the way.
 * Fails with ProvisionError where the name is another's.
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
    // A cluster that is kept would else no longer be as it was asked for some night.
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
    if (!isNamed(error, 'DBInstanceAlreadyExistsFault')) throw explainRefusal(error, what, id, spec.subnetGroup)
    const instance = await describeInstance(control, instanceId, send)
    if (!instance) return messages.instanceHidden(instanceId)
    if (instance.DBClusterIdentifier === id) return undefined
    const owner = await ownerOf(control, 'db', instanceId, send)
    // Not an OwnershipError: the cluster is ours, and has to go.
    throw new ProvisionError(messages.existsAlready(what, owner?.run), { resource: instanceId, cause: error })
  }
}

function tagList({ tags }: ClusterSpec, ownership: OwnershipTags): Tag[] {
  const own = { Key: OWNERSHIP_TAG, Value: packOwnership(ownership) }
  return [own, ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))]
}

/** What is known of a cluster of which only its name was known. */
interface ExistingCluster {
  readonly isGoing: boolean
  /** Absent: it carries none of our tags, or is not Neptune's. */
  readonly owner?: OwnershipTags | undefined
}

/** About two minutes in all. */
const times = { attempts: 12, baseMs: 1_000, maxMs: 30_000 }

/** Looks at a cluster that is said to exist, of whatever engine. One that was just made may take a while to be seen. */
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
