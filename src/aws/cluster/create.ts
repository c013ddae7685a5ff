import { CreateDBClusterCommand, CreateDBInstanceCommand, type Tag } from '@aws-sdk/client-neptune'
import { OwnershipError, ProvisionError } from '../../errors/errors.ts'
import { isSameOwner, OWNERSHIP_TAG, packOwnership } from '../../resource/ownership-tag.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import { instanceIdOf, isNamed, isNotYet, NEPTUNE, type NeptuneControl, type Sender } from './calls.ts'
import { explainRefusal } from './errors.ts'
import { describeInstance, type ExistingCluster } from './existing.ts'
import { ownerOf } from './owner.ts'
import type { ClusterSpec } from './spec.ts'

/** The name is not free yet: its last cluster is still being deleted. One of another name need not wait for that. */
export class ClusterBeingDeletedError extends ProvisionError {}

/**
 * Asks for the cluster, which has no computer yet. One that is there already is taken where it is the run's, for then
 * the answer to an earlier request was lost; or where another run has asked for the same, as its caller can see.
 * Fails with ClusterBeingDeletedError, or with OwnershipError where it is another's. `find` looks at what is there.
 */
export async function createCluster(
  { client }: NeptuneControl,
  id: string,
  spec: ClusterSpec,
  tags: OwnershipTags,
  send: Sender,
  find: () => Promise<ExistingCluster>,
): Promise<void> {
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
    await send('CreateDBCluster', (options) => client.send(command, options))
  } catch (error) {
    if (!isNamed(error, 'DBClusterAlreadyExistsFault')) throw explainRefusal(error, `Neptune cluster ${id}`, id, spec)
    const { isGoing, owner } = await find()
    if (isGoing) throw beingDeleted(id, error)
    const isTheSame = tags.fingerprint !== undefined && owner?.fingerprint === tags.fingerprint
    if (!(owner && isSameOwner(owner, tags)) && !isTheSame) {
      throw new OwnershipError(taken(`Neptune cluster ${id}`, owner), { resource: id, cause: error })
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
  const what = `Instance ${instanceId} of Neptune cluster ${id}`
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
      return `AWS does not add the instance yet. ${(error as Error).name}: ${(error as Error).message}`
    }
    if (!isNamed(error, 'DBInstanceAlreadyExistsFault')) throw explainRefusal(error, what, id, spec)
    const instance = await describeInstance(control, instanceId, send)
    if (!instance) return `AWS says that instance ${instanceId} exists, and does not show it yet.`
    if (instance.DBClusterIdentifier === id) return undefined
    const owner = await ownerOf(control, 'db', instanceId, send)
    // Not an OwnershipError: the cluster is ours, and has to go.
    throw new ProvisionError(taken(what, owner), { resource: instanceId, cause: error })
  }
}

function tagList({ tags }: ClusterSpec, ownership: OwnershipTags): Tag[] {
  const own = { Key: OWNERSHIP_TAG, Value: packOwnership(ownership) }
  return [own, ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))]
}

function beingDeleted(id: string, cause: unknown): ClusterBeingDeletedError {
  return new ClusterBeingDeletedError(
    `Neptune cluster ${id} cannot be made: the last one of that name is being deleted.`,
    {
      resource: id,
      cause,
    },
  )
}

const taken = (what: string, owner: OwnershipTags | undefined) => [
  `${what} exists already.`,
  owner ? `It belongs to run ${owner.run}.` : `It has no tag '${OWNERSHIP_TAG}': it is not this package's own.`,
  "It was left alone. Choose another name for this project: 'aws.name'.",
]
