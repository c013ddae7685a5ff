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
  /** What all names of this run start with. */
  readonly prefix: string
  /** Whose the cluster is. */
  readonly ownership: Ownership
  /** What was there at the start; not needed where others may have made what is there now. */
  readonly before: Inventory | undefined
  /** Whether this run can have made a thing of this name; default: whatever is there now and was not before. */
  readonly canHaveMade?: ((name: string) => boolean) | undefined
  /** What workers have asked of the APIs of plugins; absent: nobody knows, and all of them are looked at. */
  readonly pluginWrites?: (() => readonly PluginWrite[]) | undefined
  /** As of `withMakers`; default none is known. */
  readonly makersOf?: MakersOf | undefined
  /** Told what is of nobody known, where that does not fail. Must not throw. */
  readonly warn: (message: string) => void
}

/**
 * Removes everything under the run's prefix, by exact names, and lists it again; so it does with what was made by
 * plugins. Then what a test left beside it is told: a LeakedResourceError where the cluster goes, a warning where it stays
 * and is ours. In one that was given others work, and nothing else is looked at.
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
 * Not under a prefix of this package: with our own removed, that is of another run that still runs. And on AWS what
 * begins with a dot, and settings of the cluster, are the service's own business, which it may see to at any time.
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

/** So many of what was left are looked up. */
const LOOKED_UP = 20

/**
 * Names what was left outside of every namespace, and which tests have made it:
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

/** When an index was made; `undefined` of anything else, and where it is not said. */
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
    // It has gone meanwhile, or this is not allowed: it is for a message only.
    return undefined
  }
}
