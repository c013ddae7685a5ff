import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { messageOf, NamespaceError } from '../../errors/errors.ts'
import type { PluginWrite } from '../../gate/changes/plugin-writes.ts'
import { waitForState } from '../../wait/wait-for-state.ts'
import * as messages from '../messages.ts'
import type { PluginKind, PluginObject } from './plugin-kind.ts'
import { nameOfObject, pathOfObject } from './plugin-kind.ts'
import { pluginKinds } from './plugin-kinds.ts'

/** How long a plugin may take to remove what is deleted, in milliseconds: a model that is being trained cannot be. */
const REMOVE_MS = 30_000

/** Between two polls, in milliseconds. */
const POLL_MS = 100

/** The kinds of which a request can have made one. */
export function kindsOf(writes: readonly PluginWrite[]): PluginKind[] {
  return pluginKinds.filter((kind) => writes.some((write) => belowOf(kind, write)))
}

/**
 * The kinds of the plugins that the engine has; none where the client may not list them. Fails with the client's error.
 */
export async function kindsThere(client: OpenSearchRequests): Promise<PluginKind[]> {
  const asked = { method: 'GET', path: '/_cat/plugins', querystring: { format: 'json', h: 'component' } } as const
  const { body } = await client.transport.request(asked, { ignore: [403] })
  if (!Array.isArray(body)) return []
  const plugins = new Set((body as readonly { readonly component?: string }[]).map(({ component }) => component))
  return pluginKinds.filter(({ plugin }) => plugins.has(plugin))
}

/**
 * Whether one of these requests has made the object. One that only named it, or was told of it, may have changed what was
 * there before.
 */
export function madeBy(writes: readonly PluginWrite[]): (object: PluginObject) => boolean {
  return (object) => writes.some((write) => isMaking(write, object))
}

function isMaking(write: PluginWrite, { kind, id }: PluginObject): boolean {
  const below = belowOf(kind, write)
  if (write.isOver || !below || (kind.tellsMaking && write.status !== 201)) return false
  const [first, verb] = below
  const isNamedInPath = kind.idFrom === 'client' && !kind.namedInBody
  if (isNamedInPath && first === id) return verb === undefined || verb === '_train'
  // Answers quote more than what was made: what a policy says, what else a workflow uses, whom a command has reached.
  const isTold = first === undefined ? !isNamedInPath : MAKING.test(first) && verb === undefined
  return isTold && isAt(kind.path, write) && write.words.includes(id)
}

/** The words that stand in the place of an id where the server chooses one. */
const MAKING = /^_?(?:create|meta|register|register_meta|train|upload)$/

/** Whether the id or the name of the object starts with a prefix. */
export function isNamedUnder(prefix: string): (object: PluginObject) => boolean {
  return ({ id, name = '' }) => id.startsWith(prefix) || name.startsWith(prefix)
}

/** The ids and verbs of a request behind the path of a kind; `undefined` where the request is of another kind. */
function belowOf({ path, alsoBy = [] }: PluginKind, write: PluginWrite): readonly string[] | undefined {
  const start = [path, ...alsoBy].find((each) => isAt(each, write))
  return start === undefined ? undefined : writtenAt(write).slice(start.length).split('/').filter(Boolean)
}

const isAt = (path: string, write: PluginWrite) => writtenAt(write).startsWith(`${path}/`)

/** The older name of these plugins is valid still. */
const writtenAt = ({ path }: PluginWrite) => `${path.replace(/^\/_opendistro\//, '/_plugins/')}/`

/** Whether a kind that the client is not allowed to list fails the listing, or is skipped. */
type Rejected = 'fail' | 'skip'

/** The objects of these kinds. What the engine does not have is not there. Fails with the client's error. */
export async function listObjects(
  client: OpenSearchRequests,
  kinds: readonly PluginKind[],
  rejected: Rejected = 'fail',
): Promise<PluginObject[]> {
  const objects: PluginObject[] = []
  for (const kind of kinds) {
    const answer = await client.transport.request(kind.list).then(
      ({ body }) => body,
      (error: unknown) => {
        if (!saysAbsent(error) && !(rejected === 'skip' && (error as { statusCode?: number }).statusCode === 403))
          throw error
      },
    )
    if (answer) objects.push(...kind.read(answer).map((object) => ({ ...object, kind })))
  }
  return objects
}

/** The plugin is not there, or has not made its index yet. */
function saysAbsent(error: unknown): boolean {
  const { statusCode, body } = error as { statusCode?: number; body?: { error?: unknown } | string }
  const reason = typeof body === 'string' ? body : body?.error
  return statusCode === 404 || statusCode === 405 || (statusCode === 400 && /^no handler found/.test(String(reason)))
}

/** Deletes what these requests have made, and what they have named under a prefix. Returns and fails as `removeObjects`. */
export function removeWritten(
  client: OpenSearchRequests,
  writes: readonly PluginWrite[],
  prefix: string,
): Promise<readonly string[]> {
  const [isMade, isUnder] = [madeBy(writes), isNamedUnder(prefix)]
  return removeObjects(client, kindsOf(writes), (object) => isUnder(object) || isMade(object))
}

/**
 * Deletes the objects of these kinds that are ours, and looks until they are gone. Returns what it removed:
 * `ISM policy hot-warm`. Fails with a NamespaceError that names what is still there, or with the client's error.
 */
export async function removeObjects(
  client: OpenSearchRequests,
  kinds: readonly PluginKind[],
  isOurs: (object: PluginObject) => boolean,
  { rejected = 'fail', timeoutMs = REMOVE_MS }: { readonly rejected?: Rejected; readonly timeoutMs?: number } = {},
): Promise<readonly string[]> {
  const removed = new Set<string>()
  let left: readonly PluginObject[] = []
  let failure: unknown
  const observe = async () => {
    left = (await listObjects(client, kinds, rejected)).filter(isOurs)
    for (const object of left) {
      removed.add(nameOfObject(object))
      await remove(client, object).catch((error: unknown) => {
        failure = error
      })
    }
    return left.length === 0 ? undefined : { state: 'there' }
  }
  try {
    await waitForState({
      ...{ what: 'objects of plugins', observe, target: 'absent', pending: ['there'] },
      ...{ timeoutMs, intervalMs: POLL_MS },
    })
  } catch (cause) {
    if (left.length === 0) throw cause
    const reasons = failure ? [messageOf(failure)] : []
    throw new NamespaceError(messages.notRemoved(left.map(nameOfObject), reasons, left.map(pathOfObject)), {
      cause: failure ?? cause,
    })
  }
  return [...removed]
}

async function remove(client: OpenSearchRequests, object: PluginObject): Promise<void> {
  const { end, deleteQuery } = object.kind
  const path = pathOfObject(object)
  // An object that is not running cannot be ended, and need not be.
  if (end) await client.transport.request(end(path)).catch(() => {})
  const request = { method: 'DELETE' as const, path, ...(deleteQuery && { querystring: deleteQuery }) }
  await client.transport.request(request, { ignore: [404] })
}
