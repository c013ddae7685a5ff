import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { SourceIndex } from '../../dataset/load-indices.ts'
import type { Thing } from './inventory.ts'
import { MOST_OF_NAMES, pathOfThings, type ThingKind, thingKinds } from './thing-kinds.ts'

/** A copy of an index that takes no writes, and what a clone of that lacks to be as the index was. */
export interface SealedIndex extends SourceIndex {
  readonly replicas: string | undefined
  /** Whether the index itself takes no writes; `undefined`: that was not set. */
  readonly block: string | undefined
}

const BLOCK = 'index.blocks.write'
const REPLICAS = 'index.number_of_replicas'

/** Copies an index, refreshed, to one that takes no writes. The index is as it was then. Fails with the client's error. */
export async function seal(client: OpenSearchRequests, name: string, copy: string): Promise<SealedIndex> {
  const path = pathOfThings('index', [name])
  const asked = { method: 'GET', path, querystring: { flat_settings: true } } as const
  const { body: found } = await client.transport.request(asked)
  const { aliases = {}, settings = {} } = found[name] as {
    readonly aliases?: Record<string, object>
    readonly settings?: Record<string, string>
  }
  // A clone is made from what takes no more writes.
  const setBlock = (value: unknown) =>
    client.transport.request({ method: 'PUT', path: `${path}/_settings`, body: { [BLOCK]: value } })
  await client.transport.request({ method: 'POST', path: `${path}/_refresh` })
  await setBlock(true)
  // One node has no place for a replica, and an alias belongs to the whole cluster.
  await clone(client, name, copy, { settings: { [REPLICAS]: 0 } })
  const { [BLOCK]: block, [REPLICAS]: replicas } = settings
  await setBlock(block ?? null)
  return { index: copy, aliases, replicas, block }
}

/** Makes an index again, which is not there, as it was when it was sealed. Fails with the client's error. */
export async function unseal(
  client: OpenSearchRequests,
  { index, aliases, replicas, block }: SealedIndex,
  name: string,
): Promise<void> {
  const settings = { [BLOCK]: block ?? null, ...(replicas && { [REPLICAS]: replicas }) }
  await clone(client, index, name, { settings, aliases })
}

async function clone(client: OpenSearchRequests, index: string, target: string, body: object): Promise<void> {
  const path = `${pathOfThings('index', [index])}/_clone/${encodeURIComponent(target)}`
  await client.transport.request({ method: 'POST', path, body })
}

/** The metadata that change with an index: its id and versions; the last write of each shard is read beside them. */
interface IndexMetadata {
  readonly state?: string
  readonly settings?: { readonly index?: { readonly uuid?: string } }
  readonly mapping_version?: number
  readonly settings_version?: number
  readonly aliases_version?: number
}

type Shards = Readonly<Record<string, readonly { readonly seq_no?: { readonly max_seq_no?: number } }[]>>

/**
 * The states of indices, by name, each in one text: another one after anything of the index was changed, made anew too.
 * Those that are not there, or are closed, have none. Fails with the client's error.
 */
export async function indexStates(
  client: OpenSearchRequests,
  indices: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (indices.length === 0) return new Map()
  const named = indices.map(encodeURIComponent).join(',')
  const index = named.length > MOST_OF_NAMES ? '_all' : named
  const [metadata, written] = await Promise.all([
    client.transport.request({
      method: 'GET',
      path: `/_cluster/state/metadata/${index}`,
      querystring: {
        ignore_unavailable: true,
        filter_path: ['state', 'settings.index.uuid', 'mapping_version', 'settings_version', 'aliases_version']
          .map((field) => `metadata.indices.*.${field}`)
          .join(','),
      },
    }),
    client.transport.request({
      method: 'GET',
      path: `/${index}/_stats`,
      querystring: {
        level: 'shards',
        ignore_unavailable: true,
        filter_path: 'indices.*.shards.*.seq_no.max_seq_no',
      },
    }),
  ])
  const { metadata: { indices: known = {} } = {} } = metadata.body as {
    metadata?: { indices?: Record<string, IndexMetadata> }
  }
  const { indices: stats = {} } = written.body as { indices?: Record<string, { readonly shards?: Shards }> }
  return new Map(
    indices.flatMap((name) => {
      const about = known[name]
      const shards = stats[name]?.shards
      return about?.state === 'open' && shards ? [[name, stateOf(about, shards)] as const] : []
    }),
  )
}

function stateOf(about: IndexMetadata, shards: Shards): string {
  const { settings, mapping_version: mapping, settings_version: setting, aliases_version: aliases } = about
  const writes = Object.entries(shards).map(([shard, [copy]]) => `${shard}:${copy?.seq_no?.max_seq_no}`)
  return [settings?.index?.uuid, mapping, setting, aliases, ...writes.sort()].join(' ')
}

/** Where the definition of a thing is in the answer to a request for it: what a request that makes it again takes. */
type Definition = (answer: Readonly<Record<string, unknown>>, name: string) => unknown

const listed =
  (list: string, field: string): Definition =>
  (answer) =>
    (answer[list] as readonly Readonly<Record<string, unknown>>[] | undefined)?.[0]?.[field]
const byName: Definition = (answer, name) => answer[name]

/** Kinds of things whose definition is all there is of them. */
const definitions = {
  'index template': listed('index_templates', 'index_template'),
  'component template': listed('component_templates', 'component_template'),
  'legacy template': byName,
  'ingest pipeline': byName,
  'search pipeline': byName,
  'stored script': ({ script }) => script && { script },
  'snapshot repository': byName,
} as const satisfies Partial<Record<ThingKind, Definition>>

/** A kind of things that can be made again from their definitions. */
export type DefinedKind = keyof typeof definitions

export const isDefined = (kind: ThingKind): kind is DefinedKind => kind in definitions

/** The definition of a thing, as the engine tells it; `undefined` where there is none of that name. Fails with the client's error. */
export async function readDefinition(
  client: OpenSearchRequests,
  kind: DefinedKind,
  name: string,
): Promise<object | undefined> {
  const asked = { method: 'GET', path: pathOfThings(kind, [name]) } as const
  const { body } = await client.transport.request(asked, { ignore: [404] })
  return definitions[kind](body, name) as object | undefined
}

/** Makes a thing again, or what it was, from its definition. Fails with the client's error. */
export async function writeDefinition(
  client: OpenSearchRequests,
  kind: DefinedKind,
  name: string,
  body: object,
): Promise<void> {
  // A repository is not asked whether it answers: it need not have, when it was made.
  const querystring: Record<string, boolean> = kind === 'snapshot repository' ? { verify: false } : {}
  await client.transport.request({ method: 'PUT', path: pathOfThings(kind, [name]), querystring, body })
}

/** A thing that is kept by its definition. */
export interface KeptDefinition {
  readonly kind: DefinedKind
  readonly name: string
  readonly definition: object
}

/** The definitions of those things that are kept by one, in the order in which they can be made. Fails with the client's error. */
export async function definitionsOf(client: OpenSearchRequests, things: readonly Thing[]): Promise<KeptDefinition[]> {
  const definitions: KeptDefinition[] = []
  for (const { kind, name } of inOrderOfMaking(things)) {
    const definition = isDefined(kind) ? await readDefinition(client, kind, name) : undefined
    if (isDefined(kind) && definition) definitions.push({ kind, name, definition })
  }
  return definitions
}

/** Where one thing uses another, it is made after it: the other way round than things are removed. */
function inOrderOfMaking(things: readonly Thing[]): readonly Thing[] {
  const at = (kind: ThingKind) => thingKinds.indexOf(kind)
  return things.toSorted((one, other) => at(other.kind) - at(one.kind))
}
