import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { MOST_OF_NAMES } from './thing-kinds.ts'

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
