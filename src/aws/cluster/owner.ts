import { AddTagsToResourceCommand, ListTagsForResourceCommand } from '@aws-sdk/client-neptune'
import { OwnershipError } from '../../errors/errors.ts'
import { isSameOwner, OWNERSHIP_TAG, packOwnership, unpackOwnership } from '../../resource/ownership-tag.ts'
import type { Owner, OwnershipTags } from '../../resource/resource.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'
import { arnOf, instanceIdOf, isNamed, type NeptuneControl, type Sender } from './calls.ts'
import type { ClusterParts } from './describe.ts'

/** Whose a cluster or an instance is by its tag; `undefined`: it is absent, or carries none of ours. */
export async function ownerOf(
  control: NeptuneControl,
  what: 'cluster' | 'db',
  id: string,
  send: Sender,
): Promise<OwnershipTags | undefined> {
  try {
    const ResourceName = arnOf(control, what, id)
    const { TagList = [] } = await send('ListTagsForResource', (options) =>
      control.client.send(new ListTagsForResourceCommand({ ResourceName }), options),
    )
    return unpackOwnership(TagList.find(({ Key }) => Key === OWNERSHIP_TAG)?.Value)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

/** Writes our tag on a cluster and its instance; one that is not there, or not yet, is passed over. */
export async function tagCluster(
  control: NeptuneControl,
  id: string,
  tags: OwnershipTags,
  send: Sender,
): Promise<void> {
  const Tags = [{ Key: OWNERSHIP_TAG, Value: packOwnership(tags) }]
  for (const ResourceName of [arnOf(control, 'cluster', id), arnOf(control, 'db', instanceIdOf(id))]) {
    const command = new AddTagsToResourceCommand({ ResourceName, Tags })
    await send('AddTagsToResource', (options) => control.client.send(command, options)).catch((error: unknown) => {
      if (!isAbsence(error)) throw error
    })
  }
}

const isAbsence = (error: unknown): boolean => isNamed(error, 'DBClusterNotFoundFault', 'DBInstanceNotFoundFault')

/** Whose a cluster is, or what is left of it: its instance carries the same tag. */
export async function ownerOfCluster(
  control: NeptuneControl,
  id: string,
  send: Sender,
): Promise<OwnershipTags | undefined> {
  return (await ownerOf(control, 'cluster', id, send)) ?? (await ownerOf(control, 'db', instanceIdOf(id), send))
}

/**
 * Makes sure that a cluster is this package's own before anything in it is changed: by its name, its engine, and its tag.
 * Returns what the tag says. Fails with OwnershipError.
 */
export async function assertOurs(
  control: NeptuneControl,
  id: string,
  { cluster, strangers }: Pick<ClusterParts, 'cluster' | 'strangers'>,
  send: Sender,
): Promise<OwnershipTags> {
  assertOurName(id)
  if (strangers.length > 0) throw notOurs(id, `It is not Neptune's: ${strangers.join(', ')}.`)
  const owner = cluster ? await ownerOf(control, 'cluster', id, send) : await ownerOfCluster(control, id, send)
  if (!owner) throw notOurs(id, `It has no tag '${OWNERSHIP_TAG}'.`)
  return owner
}

/**
 * Makes sure that a cluster is one run's before any of it is deleted. An instance that a person has added to it goes
 * with it, unless its tag names another run. Fails with OwnershipError.
 */
export async function assertOwned(
  control: NeptuneControl,
  id: string,
  parts: Pick<ClusterParts, 'cluster' | 'strangers' | 'instances'>,
  wanted: Owner,
  send: Sender,
): Promise<void> {
  const owner = await assertOurs(control, id, parts, send)
  if (!isSameOwner(owner, wanted)) {
    throw notOurs(id, `It belongs to the run ${owner.run}, and this is for ${wanted.run}.`)
  }
  const others = parts.instances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier ?? '')
  for (const instance of others.filter((each) => each !== instanceIdOf(id))) {
    const its = await ownerOf(control, 'db', instance, send)
    if (its && !isSameOwner(its, wanted)) throw notOurs(id, `Its instance ${instance} is run ${its.run}'s.`)
  }
}

/** The first proof, which needs no call. */
export function assertOurName(id: string): void {
  if (!id.startsWith(NAME_PREFIX)) throw notOurs(id, `Its name does not begin with '${NAME_PREFIX}'.`)
}

function notOurs(id: string, why: string): OwnershipError {
  return new OwnershipError(
    [
      `Neptune cluster ${id} is neither changed nor deleted, for it is not this package's own.`,
      why,
      'If it should be deleted, do it by hand.',
    ],
    { resource: id },
  )
}
