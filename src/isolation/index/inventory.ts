import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { PluginKind, PluginObject } from '../plugin-objects/plugin-kind.ts'
import { nameOfObject } from '../plugin-objects/plugin-kind.ts'
import type { ClusterSetting } from './cluster-settings.ts'
import { listClusterSettings } from './cluster-settings.ts'
import type { Metadata, ThingKind } from './thing-kinds.ts'
import { thingDetails, thingKinds } from './thing-kinds.ts'

/** One thing in a cluster that has a name. */
export interface Thing {
  readonly kind: ThingKind
  readonly name: string
}

/** Everything in a cluster that a test can have made. */
export interface Inventory {
  readonly things: readonly Thing[]
  readonly settings: readonly ClusterSetting[]
  /** What plugins keep, of the kinds that were asked for. */
  readonly objects: readonly PluginObject[]
}

/** One request for all names: asking kind by kind takes five times as long. */
const FILTER = thingKinds.flatMap((kind) => thingDetails[kind].fields).join(',')

/** What is in the cluster now, of plugins the objects of these kinds; default none. Fails with the client's error. */
export async function takeInventory(client: OpenSearchRequests, kinds: readonly PluginKind[] = []): Promise<Inventory> {
  const things = await listThings(client)
  const settings = await listClusterSettings(client)
  if (kinds.length === 0) return { things, settings, objects: [] }
  const { listObjects } = await import('../plugin-objects/plugin-objects.ts')
  return { things, settings, objects: await listObjects(client, kinds, 'skip') }
}

/**
 * The named things in the cluster, by one request, but for what the engine keeps for itself: `.tasks` appears when
 * somebody reindexes in the background. Fails with the client's error.
 */
export async function listThings(client: OpenSearchRequests): Promise<Thing[]> {
  const querystring = { filter_path: FILTER }
  const { body } = await client.transport.request({ method: 'GET', path: '/_cluster/state/metadata', querystring })
  const { metadata = {} } = body as { metadata?: Metadata }
  return thingKinds.flatMap((kind) => thingDetails[kind].names(metadata).map((name) => ({ kind, name })))
}

/** What is there now and was not before. */
export interface Leftover {
  /** As a person names it: `index stray`. */
  readonly text: string
  /** Its name or id; absent: it is the cluster's. */
  readonly name?: string
  /** What stands in the path of a request that makes it. */
  readonly path: string
}

/** What is there now and was not before. */
export function leftovers(before: Inventory, after: Inventory): Leftover[] {
  const known = new Set(allOf(before).map(({ text }) => text))
  return allOf(after).filter(({ text }) => !known.has(text))
}

function allOf({ things, settings, objects }: Inventory): Leftover[] {
  return [
    ...things.map((thing) => ({ text: nameOf(thing), name: thing.name, path: thing.name })),
    ...objects.map((object) => ({ text: nameOfObject(object), name: object.id, path: object.id })),
    ...settings,
  ]
}

/** `ingest pipeline x`. */
export function nameOf({ kind, name }: Thing): string {
  return `${kind} ${name}`
}
