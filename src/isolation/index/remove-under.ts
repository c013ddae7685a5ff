import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { messageOf, NamespaceError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'
import { endTasks } from './end-tasks.ts'
import type { Thing } from './inventory.ts'
import { listThings, nameOf } from './inventory.ts'
import type { ThingKind } from './thing-kinds.ts'
import { batchesOf, pathOfThings, thingKinds } from './thing-kinds.ts'
import { isUnder, type Prefixes } from './under-prefix.ts'

/** How many names go into one delete request; more at once gains nothing. */
const BATCH = 16

/** The blocks that prevent the deletion of an index. An engine lifts each only in a request of its own. */
const BLOCKS = ['index.blocks.read_only', 'index.blocks.metadata']

/**
 * Removes everything whose name starts with the prefix, or with one of several, by exact names and never by a wildcard, and
 * looks again. What the engine still does for it is ended first: it would make things again, and may lose what it is about.
 * Only then `whatStays` is asked, default nothing.
 *
 * Returns what it removed: `index vaf-1-w1-t1-airports`. A prefix ends with `-`, so that it is nobody else's beginning;
 * another is rejected. Fails with a NamespaceError that names what is still there, or does not end, or with the client's error.
 */
export async function removeUnder(
  client: OpenSearchRequests,
  prefix: Prefixes,
  whatStays: () => Promise<(thing: Thing) => boolean> = async () => () => false,
): Promise<readonly string[]> {
  const lost = await endUnder(client, prefix)
  const stays = await whatStays()
  const look = async () => (await listUnder(client, prefix)).filter((thing) => !stays(thing))
  const found = await look()
  if (found.length === 0) return lost
  const failures = await removeThings(client, found)
  const left = await look()
  if (left.length === 0) return [...new Set([...lost, ...found.map(nameOf)])]
  const reasons = [...new Set(failures.map(messageOf))]
  const paths = left.map(({ kind, name }) => pathOfThings(kind, [name]))
  throw new NamespaceError(messages.notRemoved(left.map(nameOf), reasons, paths), {
    ...{ resource: [prefix].flat()[0], cause: failures[0] },
  })
}

/**
 * Ends what the engine does for a namespace that is to be removed. What cannot be cancelled, such as a write that waits for
 * a refresh or for copies of its index, loses what it is about: its name is returned. Fails as `removeUnder` does.
 */
export async function endUnder(client: OpenSearchRequests, prefix: Prefixes): Promise<readonly string[]> {
  const wrong = [prefix].flat().find((each) => !/^[a-z0-9].*-$/.test(each))
  if (wrong !== undefined) {
    throw new NamespaceError(messages.notAPrefix(wrong))
  }
  const lost = new Set<string>()
  const release = async () => {
    const things = await listUnder(client, prefix)
    await removeThings(client, things)
    for (const thing of things) lost.add(nameOf(thing))
  }
  await endTasks(client, prefix, { release })
  return [...lost]
}

async function listUnder(client: OpenSearchRequests, prefix: Prefixes): Promise<readonly Thing[]> {
  return (await listThings(client)).filter(({ name }) => isUnder(name, prefix))
}

/**
 * Deletes things by their exact names, in the order in which nothing is in use any more when its turn comes. Returns
 * what went wrong; a thing that is gone already is none of it.
 */
async function removeThings(client: OpenSearchRequests, things: readonly Thing[]): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const kind of thingKinds) {
    const names = things.filter((thing) => thing.kind === kind).map(({ name }) => name)
    for (const batch of batchesOf(names, kind === 'index' || kind === 'data stream' ? BATCH : 1)) {
      await remove(client, kind, batch).catch((error: unknown) => failures.push(error))
    }
  }
  return failures
}

async function remove(client: OpenSearchRequests, kind: ThingKind, names: readonly string[]): Promise<void> {
  // One name that is gone must not keep the others from being deleted.
  const querystring = kind === 'index' ? { ignore_unavailable: true } : {}
  const send = () =>
    client.transport.request({ method: 'DELETE', path: pathOfThings(kind, names), querystring }, { ignore: [404] })
  try {
    await send()
  } catch (error) {
    if (names.length > 1) {
      for (const name of names) await remove(client, kind, [name])
      return
    }
    if (kind !== 'index' || !isBlocked(error)) throw error
    for (const block of BLOCKS) {
      const path = `${pathOfThings(kind, names)}/_settings`
      await client.transport.request({ method: 'PUT', path, body: { [block]: null } })
    }
    await send()
  }
}

/** Whether the engine has rejected a request because of a block on an index. */
export function isBlocked(error: unknown): boolean {
  const { body } = error as { body?: { error?: { type?: string } } }
  return body?.error?.type === 'cluster_block_exception'
}
