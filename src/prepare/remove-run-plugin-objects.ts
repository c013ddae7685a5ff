import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import type { PluginKind } from '../isolation/plugin-objects/plugin-kind.ts'
import type { Ownership } from '../resource/resource.ts'

interface RemoveRunPluginObjects {
  readonly client: OpenSearchRequests
  /** The prefix of all names of the run. */
  readonly prefix: string
  readonly ownership: Ownership
  /** The requests of workers to plugins; absent: unknown. */
  readonly writes: readonly PluginWrite[] | undefined
}

/**
 * The kinds of plugin objects that are listed at the start of the run and compared with those at its end, because no gate
 * tells what workers have requested. Fails with the client's error.
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
 * Removes the objects that workers have made by the APIs of plugins, and those with a name under the prefix. Where a gate has
 * seen no such request, nothing is looked at. Returns the kinds that may have more new objects. Fails as `removeObjects` does.
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
    // What was there before is unknown, so that new objects cannot be told from those of others or of plugins themselves.
    return ownership === 'reused' ? [] : kindsOf(writes).filter(({ hasOwn }) => !hasOwn)
  }
  const kinds = await kindsThere(client)
  // Some plugins make an index when they are asked. A given cluster gets none.
  const looked = ownership === 'given' ? kinds.filter(({ idFrom }) => idFrom === 'client') : kinds
  await removeObjects(client, looked, isNamedUnder(prefix), { rejected: 'skip' })
  return looked
}
