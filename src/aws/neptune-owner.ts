import { ListTagsForResourceCommand } from '@aws-sdk/client-neptune'
import { OwnershipError } from '../errors.ts'
import { OWNERSHIP_TAG, unpackOwnership } from '../resource/ownership-tag.ts'
import type { OwnershipTags } from '../resource/resource.ts'
import { NAME_PREFIX } from '../resource/resource-name.ts'
import { arnOf, instanceIdOf, isNamed, type NeptuneControl, type Sender } from './neptune-control.ts'
import type { ClusterParts } from './neptune-look.ts'

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
    if (isNamed(error, 'DBClusterNotFoundFault', 'DBInstanceNotFoundFault')) return undefined
    throw error
  }
}

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
 * Fails with OwnershipError.
 */
export async function assertOurs(
  control: NeptuneControl,
  id: string,
  { cluster, strangers }: Pick<ClusterParts, 'cluster' | 'strangers'>,
  send: Sender,
): Promise<void> {
  assertOurName(id)
  if (strangers.length > 0) throw notOurs(id, `It is not Neptune's: ${strangers.join(', ')}.`)
  const owner = cluster ? await ownerOf(control, 'cluster', id, send) : await ownerOfCluster(control, id, send)
  if (!owner) throw notOurs(id, `It has no tag '${OWNERSHIP_TAG}'.`)
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
