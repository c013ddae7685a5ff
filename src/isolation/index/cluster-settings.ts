import type { OpenSearchRequest, OpenSearchRequests } from '../../clients/opensearch/requests.ts'

/** What a cluster has of which there is one for all: no name of it can carry a prefix. */
export interface ClusterSetting {
  /** As a person names it: `cluster setting persistent cluster.max_shards_per_node = 900`. */
  readonly text: string
  /** Part of the path by which it is made. */
  readonly path: string
}

/** Besides the settings: how searches and shards are kept from nodes, which is asked for by requests of its own. */
interface Routing {
  readonly cluster_coordination?: {
    readonly voting_config_exclusions?: readonly { readonly node_name: string }[]
  }
  readonly weighted_shard_routing?: { readonly awareness?: Readonly<Record<string, unknown>> }
  readonly decommissionedAttribute?: { readonly awareness?: Readonly<Record<string, string>> }
}

const FILTER = [
  'metadata.cluster_coordination.voting_config_exclusions',
  'metadata.weighted_shard_routing.awareness',
  'metadata.decommissionedAttribute.awareness',
].join(',')

/** All that is set for the whole cluster. Fails with the client's error. */
export async function listClusterSettings(client: OpenSearchRequests): Promise<ClusterSetting[]> {
  // One after the other: a second connection would cost more than the wait.
  const get = async (path: string, querystring: NonNullable<OpenSearchRequest['querystring']>) =>
    (await client.transport.request({ method: 'GET', path, querystring })).body
  const settings = await get('/_cluster/settings', { flat_settings: true })
  const state = await get('/_cluster/state/metadata', { filter_path: FILTER })
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
