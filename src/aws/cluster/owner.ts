import { AddTagsToResourceCommand, ListTagsForResourceCommand } from '@aws-sdk/client-neptune'
import { OwnershipError } from '../../errors/errors.ts'
import { isSameOwner, OWNERSHIP_TAG, packOwnership, unpackOwnership } from '../../resource/ownership-tag.ts'
import type { Owner, OwnershipTags } from '../../resource/resource.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'
import { neptuneArn } from './arn.ts'
import { instanceIdOf, isAbsence, type NeptuneControl, type Sender } from './calls.ts'
import type { ClusterParts } from './describe.ts'
import * as messages from './messages.ts'

/** The owner of a cluster or an instance by its tag; `undefined`: it is absent, or has no tag of this package. */
export async function ownerOf(
  control: NeptuneControl,
  what: 'cluster' | 'db',
  id: string,
  send: Sender,
): Promise<OwnershipTags | undefined> {
  try {
    const ResourceName = neptuneArn(control.account, what, id)
    const { TagList = [] } = await send('ListTagsForResource', (options) =>
      control.client.send(new ListTagsForResourceCommand({ ResourceName }), options),
    )
    return unpackOwnership(TagList.find(({ Key }) => Key === OWNERSHIP_TAG)?.Value)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}

/** Writes the tag of this package on a cluster and its instance. Neither has to exist. */
export async function tagCluster(
  control: NeptuneControl,
  id: string,
  tags: OwnershipTags,
  send: Sender,
): Promise<void> {
  const Tags = [{ Key: OWNERSHIP_TAG, Value: packOwnership(tags) }]
  for (const ResourceName of [
    neptuneArn(control.account, 'cluster', id),
    neptuneArn(control.account, 'db', instanceIdOf(id)),
  ]) {
    const command = new AddTagsToResourceCommand({ ResourceName, Tags })
    await send('AddTagsToResource', (options) => control.client.send(command, options)).catch((error: unknown) => {
      if (!isAbsence(error)) throw error
    })
  }
}

/** The owner of a cluster, or of the instance that is left of it, which carries the same tag. */
export async function ownerOfCluster(
  control: NeptuneControl,
  id: string,
  send: Sender,
): Promise<OwnershipTags | undefined> {
  return (await ownerOf(control, 'cluster', id, send)) ?? (await ownerOf(control, 'db', instanceIdOf(id), send))
}

/**
 * Makes sure before any change that a cluster is this package's own: by its name, its engine and its tag. Returns the content of
 * the tag. Fails with OwnershipError.
 */
export async function assertOurs(
  control: NeptuneControl,
  id: string,
  { cluster, strangers }: Pick<ClusterParts, 'cluster' | 'strangers'>,
  send: Sender,
): Promise<OwnershipTags> {
  assertOurName(id)
  if (strangers.length > 0) throw notOurs(id, messages.otherEngine(strangers))
  const owner = cluster ? await ownerOf(control, 'cluster', id, send) : await ownerOfCluster(control, id, send)
  if (!owner) throw notOurs(id, messages.noTag())
  return owner
}

/**
 * Makes sure before a deletion that a cluster belongs to the run. An instance that somebody has added to it is deleted too,
 * unless its tag names another run. Fails with OwnershipError.
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
    throw notOurs(id, messages.otherRun(owner.run, wanted.run))
  }
  const others = parts.instances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier ?? '')
  for (const instance of others.filter((each) => each !== instanceIdOf(id))) {
    const its = await ownerOf(control, 'db', instance, send)
    if (its && !isSameOwner(its, wanted)) throw notOurs(id, messages.otherRunsInstance(instance, its.run))
  }
}

/** Makes sure that the name is one of this package's, which needs no call. Fails with OwnershipError. */
export function assertOurName(id: string): void {
  if (!id.startsWith(NAME_PREFIX)) throw notOurs(id, messages.otherName())
}

function notOurs(id: string, why: string): OwnershipError {
  return new OwnershipError(messages.notOurs(id, why), { resource: id })
}
