import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import type { PluginKind } from '../isolation/plugin-objects/plugin-kind.ts'
import type { Ownership } from '../resource/resource.ts'

interface RemoveRunPluginObjects {
  readonly client: OpenSearchRequests
  /** What all names of the run start with. */
  readonly prefix: string
  readonly ownership: Ownership
  /** What workers have asked of plugins; absent: nobody knows. */
  readonly writes: readonly PluginWrite[] | undefined
}

/**
 * The kinds of plugins' objects that are compared with those at the end of the run, where no gate tells what workers have
 * asked for. Fails with the client's error.
 */
export async function comparedKinds(
  client: OpenSearchRequests,
  { ownership, pluginWrites }: { readonly ownership: Ownership; readonly pluginWrites?: unknown },
): Promise<readonly PluginKind[]> {
  if (pluginWrites || ownership === 'given') return []
  const { kindsThere } = await import('../isolation/plugin-objects/plugin-objects.ts')
  return kindsThere(client)
}

/**
 * Removes what workers have made by the APIs of plugins and not removed, and whatever is named under the prefix. Where a
 * gate has seen nothing of the sort, nothing is looked at. Returns the kinds of which there may be more that is new.
 * Fails as `removeObjects`.
 */
export async function removeRunPluginObjects({
  client,
  prefix,
  ownership,
  writes,
}: RemoveRunPluginObjects): Promise<readonly PluginKind[]> {
  if (writes?.length === 0) return []
  const { isNamedUnder, kindsOf, kindsThere, removeObjects, removeWritten } = await import(
    '../isolation/plugin-objects/plugin-objects.ts'
  )
  if (writes) {
    await removeWritten(client, writes, prefix)
    // Nobody has looked at what was there before: nothing tells what is new of what others have made, or plugins bring along.
    return ownership === 'reused' ? [] : kindsOf(writes).filter(({ hasOwn }) => !hasOwn)
  }
  const kinds = await kindsThere(client)
  // In a cluster of others not even an index of a plugin is made: some make theirs when they are asked.
  const looked = ownership === 'given' ? kinds.filter(({ idFrom }) => idFrom === 'client') : kinds
  await removeObjects(client, looked, isNamedUnder(prefix), { refused: 'skip' })
  return looked
}
