import { runIdOf } from '../base/run-id.ts'
import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import { LeakedResourceError } from '../errors/errors.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import { type Inventory, type Leftover, leftovers, takeInventory } from '../isolation/index/inventory.ts'
import { removeUnder } from '../isolation/index/remove-under.ts'
import type { Ownership } from '../resource/resource.ts'
import * as messages from './messages.ts'
import { removeRunPluginObjects } from './remove-run-plugin-objects.ts'

interface RemoveRunIndices {
  readonly client: OpenSearchRequests
  /** The prefix of all names of this run. */
  readonly prefix: string
  /** Whether the cluster is a stand-in, or was created, reused or given. */
  readonly ownership: Ownership
  /** What was there at the start; not needed for a given cluster. */
  readonly before: Inventory | undefined
  /** Whether this run can have made a thing of this name; default: everything that was not there at the start. */
  readonly canHaveMade?: ((name: string) => boolean) | undefined
  /** The requests of workers to the APIs of plugins; absent: unknown, and all APIs are looked at. */
  readonly pluginWrites?: (() => readonly PluginWrite[]) | undefined
  /** As for `withMakers`; default: none is known. */
  readonly makersOf?: MakersOf | undefined
  /** Called with a warning about what was left, where that is no error. Must not throw. */
  readonly warn: (message: string) => void
}

/**
 * Removes everything under the run's prefix by exact names, and what was made by plugins, and proves that it is gone. Then
 * reports what tests left outside of the prefix: with a LeakedResourceError where the cluster is deleted, with a warning where it
 * is ours and stays. Others use a given cluster, where nothing else is looked at.
 */
export async function removeRunIndices({
  client,
  prefix,
  ownership,
  before,
  canHaveMade = () => true,
  pluginWrites,
  makersOf,
  warn,
}: RemoveRunIndices): Promise<void> {
  await removeUnder(client, prefix)
  const kinds = await removeRunPluginObjects({ client, prefix, ownership, writes: pluginWrites?.() })
  if (ownership === 'given' || !before) return
  const strays = leftovers(before, await takeInventory(client, kinds)).filter(
    (leftover) => isStray(leftover, ownership) && canHaveMade(leftover.path),
  )
  if (strays.length === 0) return
  const made = makersOf ? await withMakers(client, strays, makersOf) : strays.map(({ text }) => text)
  const lines = messages.leftOutside(made, ownership)
  if (ownership !== 'reused') throw new LeakedResourceError(lines)
  warn(lines.join(' '))
}

/**
 * Whether a name has no prefix of this package: our own things are removed by now, and others belong to a run that still runs.
 * On AWS the service itself may change names that start with a dot, and settings of the cluster, at any time.
 */
function isStray({ text, name }: Leftover, ownership: Ownership): boolean {
  if (name === undefined) return ownership === 'stand-in'
  return !text.split(' ').some(runIdOf) && (ownership === 'stand-in' || !name.startsWith('.'))
}

/**
 * The tests that can have made a thing, quoted; none where that is not known. `createdAt` is in milliseconds since the
 * Unix epoch.
 */
export type MakersOf = (name: string, createdAt?: number) => readonly string[]

/** So many of the things that were left are looked up. */
const LOOKED_UP = 20

/**
 * Names the things that were left outside of every namespace, with the tests that can have made them:
 * `index books (made by "a.test.ts > adds a book")`. Never fails.
 */
async function withMakers(
  client: OpenSearchRequests,
  left: readonly Leftover[],
  makersOf: MakersOf,
): Promise<string[]> {
  const named = left.slice(0, LOOKED_UP).map(async ({ text, path }) => {
    const makers = makersOf(path, await createdAt(client, text))
    return makers.length === 0 ? text : messages.madeBy(text, makers)
  })
  return [...(await Promise.all(named)), ...left.slice(LOOKED_UP).map(({ text }) => text)]
}

/** When an index was made; `undefined` for anything else, and where the cluster does not tell. */
async function createdAt(client: OpenSearchRequests, text: string): Promise<number | undefined> {
  const [, index] = /^index (\S+)$/.exec(text) ?? []
  if (index === undefined) return undefined
  try {
    const { body } = await client.transport.request({
      method: 'GET',
      path: `/${encodeURIComponent(index)}/_settings/index.creation_date`,
      querystring: { flat_settings: true },
    })
    const [found] = Object.values(body as Record<string, { settings?: Record<string, unknown> }>)
    return Number(found?.settings?.['index.creation_date']) || undefined
  } catch {
    // It is gone meanwhile, or this is not allowed. It is for a message only.
    return undefined
  }
}
