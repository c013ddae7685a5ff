import { runIdOf } from '../base/run-id.ts'
import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import { LeakedResourceError } from '../errors/errors.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import type { Inventory, Leftover } from '../isolation/index/inventory.ts'
import { leftovers, takeInventory } from '../isolation/index/inventory.ts'
import { removeUnder } from '../isolation/index/remove-under.ts'
import type { Ownership } from '../resource/resource.ts'
import { type MakersOf, nameMakers } from './name-makers.ts'
import { leavePlugins } from './remove-run-plugin-objects.ts'

export interface LeaveIndicesOptions {
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
  /** As of `nameMakers`; default none is known. */
  readonly makersOf?: MakersOf | undefined
  /** Told what is of nobody known, where that does not fail. Must not throw. */
  readonly warn: (message: string) => void
}

type Seen = Exclude<Ownership, 'given'>

/** What becomes of a thing outside of every namespace, or of several. */
const fates: Readonly<Record<Seen, readonly [one: string, several: string]>> = {
  'stand-in': [
    'It is removed with the stand-in now; on a domain that is shared or kept it would have stayed.',
    'They are removed with the stand-in now; on a domain that is shared or kept they would have stayed.',
  ],
  created: [
    'It is deleted with the domain now; on one that is shared or kept it would have stayed.',
    'They are deleted with the domain now; on one that is shared or kept they would have stayed.',
  ],
  reused: [
    'It stays on the domain: delete it by its name if it is of your tests.',
    'They stay on the domain: delete them by their names if they are of your tests.',
  ],
}

const WAY_OUT =
  "Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix')."

/**
 * Removes everything under the run's prefix, by exact names, and looks again; so it does with what was made by
 * plugins. Then what a test left beside it is told: a LeakedResourceError where the cluster goes, a warning where it stays
 * and is ours. In one that was given others work, and nothing else is looked at.
 */
export async function leaveIndices({
  client,
  prefix,
  ownership,
  before,
  canHaveMade = () => true,
  pluginWrites,
  makersOf,
  warn,
}: LeaveIndicesOptions): Promise<void> {
  await removeUnder(client, prefix)
  const kinds = await leavePlugins({ client, prefix, ownership, writes: pluginWrites?.() })
  if (ownership === 'given' || !before) return
  const strays = leftovers(before, await takeInventory(client, kinds)).filter(
    (leftover) => isStray(leftover, ownership) && canHaveMade(leftover.path),
  )
  if (strays.length === 0) return
  const made = makersOf ? await nameMakers(client, strays, makersOf) : strays.map(({ text }) => text)
  const fate = fates[ownership][made.length === 1 ? 0 : 1]
  const lines = [`Outside of every test's namespace there is: ${made.join(', ')}.`, fate, WAY_OUT]
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
