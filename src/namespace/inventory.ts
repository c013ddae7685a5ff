import type { OpenSearchRequests } from '../client/opensearch-requests.ts'

/** The kinds of things a test can make in a cluster, in the order in which they can be removed. */
export const thingKinds = [
  'data stream',
  'index',
  'index template',
  'component template',
  'legacy template',
  'ingest pipeline',
  'search pipeline',
  'stored script',
  'snapshot repository',
] as const

export type ThingKind = (typeof thingKinds)[number]

/** One thing in a cluster that has a name. */
export interface Thing {
  readonly kind: ThingKind
  readonly name: string
}

/** Everything in a cluster that a test can have made. */
export interface Inventory {
  readonly things: readonly Thing[]
  /** Cluster settings, flat: `persistent cluster.max_shards_per_node = 900`. */
  readonly settings: readonly string[]
}

/** The part of the cluster's metadata that names things; what is empty is left out of the answer. */
interface Metadata {
  readonly indices?: Record<string, { readonly system?: boolean }>
  readonly data_stream?: {
    readonly data_stream?: Record<string, { readonly indices: readonly { index_name: string }[] }>
  }
  readonly index_template?: { readonly index_template?: Record<string, unknown> }
  readonly component_template?: { readonly component_template?: Record<string, unknown> }
  readonly templates?: Record<string, unknown>
  readonly ingest?: { readonly pipeline?: readonly { id: string }[] }
  readonly search_pipeline?: { readonly pipeline?: readonly { id: string }[] }
  readonly stored_scripts?: Record<string, unknown>
  readonly repositories?: Record<string, unknown>
}

/** One request for all names: asking kind by kind takes five times as long. */
const FILTER = [
  'metadata.indices.*.state',
  'metadata.indices.*.system',
  'metadata.data_stream',
  'metadata.index_template.index_template.*.index_patterns',
  'metadata.component_template.component_template',
  'metadata.templates.*.order',
  'metadata.ingest.pipeline.id',
  'metadata.search_pipeline.pipeline.id',
  'metadata.stored_scripts.*.lang',
  'metadata.repositories.*.type',
].join(',')

/**
 * Indices that OpenSearch's own plugins make when it suits them, as the images of its makers and real domains have them:
 * of machine learning, observability, dashboards, auditing and query insights. Not all of them are marked as the system's.
 */
const ofPlugins = /^(\.plugins-|\.opendistro|\.opensearch[-_]|\.ql-|\.kibana|security-auditlog-|top_queries-)/

/** What is in the cluster now. Fails with the client's error. */
export async function takeInventory(client: OpenSearchRequests): Promise<Inventory> {
  // One after the other: a second connection would cost more than the wait.
  const things = await listThings(client)
  return { things, settings: await listSettings(client) }
}

/**
 * The named things in the cluster, by one request, but for what the engine keeps for itself: `.tasks` appears when
 * somebody reindexes in the background. Aliases are not among them: they go with their indices. Fails with the client's
 * error.
 */
export async function listThings(client: OpenSearchRequests): Promise<Thing[]> {
  const querystring = { filter_path: FILTER }
  const { body } = await client.transport.request({ method: 'GET', path: '/_cluster/state/metadata', querystring })
  const { metadata = {} } = body as { metadata?: Metadata }
  const indices = Object.entries(metadata.indices ?? {})
  const streams = metadata.data_stream?.data_stream ?? {}
  // The indices behind a data stream come and go with it, and cannot be removed on their own.
  const behindStreams = new Set(
    Object.values(streams).flatMap(({ indices }) => indices.map((index) => index.index_name)),
  )
  const names: Record<ThingKind, readonly string[]> = {
    'data stream': Object.keys(streams),
    index: indices
      .filter(([name, { system }]) => !system && !ofPlugins.test(name) && !behindStreams.has(name))
      .map(([name]) => name),
    'index template': Object.keys(metadata.index_template?.index_template ?? {}),
    'component template': Object.keys(metadata.component_template?.component_template ?? {}),
    'legacy template': Object.keys(metadata.templates ?? {}),
    'ingest pipeline': (metadata.ingest?.pipeline ?? []).map(({ id }) => id),
    'search pipeline': (metadata.search_pipeline?.pipeline ?? []).map(({ id }) => id),
    'stored script': Object.keys(metadata.stored_scripts ?? {}),
    'snapshot repository': Object.keys(metadata.repositories ?? {}),
  }
  return thingKinds.flatMap((kind) => names[kind].map((name) => ({ kind, name })))
}

async function listSettings(client: OpenSearchRequests): Promise<string[]> {
  const querystring = { flat_settings: true }
  const { body } = await client.transport.request({ method: 'GET', path: '/_cluster/settings', querystring })
  return ['persistent', 'transient'].flatMap((scope) =>
    Object.entries((body as Record<string, Record<string, unknown>>)[scope] ?? {}).map(
      ([key, value]) => `${scope} ${key} = ${String(value)}`,
    ),
  )
}

/** What is there now and was not before, as a person names it: `index stray`. */
export function leftovers(before: Inventory, after: Inventory): string[] {
  const known = new Set(before.things.map(nameOf))
  const knownSettings = new Set(before.settings)
  return [
    ...after.things.map(nameOf).filter((name) => !known.has(name)),
    ...after.settings.filter((setting) => !knownSettings.has(setting)).map((setting) => `cluster setting ${setting}`),
  ]
}

/** `ingest pipeline x`. */
export function nameOf({ kind, name }: Thing): string {
  return `${kind} ${name}`
}
