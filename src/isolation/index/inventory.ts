import type { OpenSearchRequest, OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { PluginKind, PluginObject } from '../plugin-objects/plugin-kind.ts'
import { nameOfObject } from '../plugin-objects/plugin-kind.ts'
import type { Metadata, ThingKind } from './thing-kinds.ts'
import { thingDetails, thingKinds } from './thing-kinds.ts'

/** One thing in a cluster that has a name. */
export interface Thing {
  readonly kind: ThingKind
  readonly name: string
}

/** A setting that applies to the whole cluster, so that no name of it can carry a prefix. */
interface ClusterSetting {
  /** As a person names it: `cluster setting persistent cluster.max_shards_per_node = 900`. */
  readonly text: string
  /** Part of the path by which it is made. */
  readonly path: string
}

/** Everything in a cluster that a test can have made. */
export interface Inventory {
  readonly things: readonly Thing[]
  readonly settings: readonly ClusterSetting[]
  /** The objects of plugins, of the kinds that were asked for. */
  readonly objects: readonly PluginObject[]
}

/** One request for all names: asking kind by kind takes five times as long. */
const FILTER = thingKinds.flatMap((kind) => thingDetails[kind].fields).join(',')

/** Lists everything in the cluster, with the plugin objects of these kinds; default none. Fails with the client's error. */
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

/** A thing, an object or a setting that was not there before. */
export interface Leftover {
  /** As a person names it: `index stray`. */
  readonly text: string
  /** Its name or id; absent: it is the cluster's. */
  readonly name?: string
  /** A part of the path of the request that makes it. */
  readonly path: string
}

/** Everything in the later inventory that is not in the earlier one. */
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

/** Besides the settings: how searches and shards are kept from nodes, which is asked for by requests of its own. */
interface Routing {
  readonly cluster_coordination?: {
    readonly voting_config_exclusions?: readonly { readonly node_name: string }[]
  }
  readonly weighted_shard_routing?: { readonly awareness?: Readonly<Record<string, unknown>> }
  readonly decommissionedAttribute?: { readonly awareness?: Readonly<Record<string, string>> }
}

const ROUTING = [
  'metadata.cluster_coordination.voting_config_exclusions',
  'metadata.weighted_shard_routing.awareness',
  'metadata.decommissionedAttribute.awareness',
].join(',')

/** All that is set for the whole cluster. Fails with the client's error. */
async function listClusterSettings(client: OpenSearchRequests): Promise<ClusterSetting[]> {
  // One after the other: a second connection would cost more than the wait.
  const get = async (path: string, querystring: NonNullable<OpenSearchRequest['querystring']>) =>
    (await client.transport.request({ method: 'GET', path, querystring })).body
  const settings = await get('/_cluster/settings', { flat_settings: true })
  const state = await get('/_cluster/state/metadata', { filter_path: ROUTING })
  return [...settingsIn(settings), ...routingIn((state as { metadata?: Routing }).metadata ?? {})]
}

function settingsIn(body: unknown): ClusterSetting[] {
  return ['persistent', 'transient'].flatMap((scope) =>
    Object.entries((body as Record<string, Record<string, unknown>>)[scope] ?? {}).map(([key, value]) => ({
      text: `cluster setting ${scope} ${key} = ${String(value)}`,
      path: '_cluster/settings',
    })),
  )
}

function routingIn({
  cluster_coordination,
  weighted_shard_routing,
  decommissionedAttribute,
}: Routing): ClusterSetting[] {
  return [
    ...(cluster_coordination?.voting_config_exclusions ?? []).map(({ node_name: node }) => ({
      text: `exclusion of node ${node} from voting`,
      path: '_cluster/voting_config_exclusions',
    })),
    ...Object.entries(weighted_shard_routing?.awareness ?? {}).map(([attribute, weights]) => ({
      text: `weights of ${attribute} for routing ${JSON.stringify(weights)}`,
      path: '_cluster/routing/awareness',
    })),
    ...Object.entries(decommissionedAttribute?.awareness ?? {}).map(([attribute, value]) => ({
      text: `decommissioning of ${attribute} ${value}`,
      path: '_cluster/decommission',
    })),
  ]
}
