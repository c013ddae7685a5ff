/**
 * What engines serve and OpenSearch's description of its API does not have, in the form of `rest-api.ts`: further paths of
 * its APIs, and APIs that it leaves out, k-NN's among them. Found by reading the routes of the handlers of 2.17.1, 2.19.1
 * and 3.5.0; those of Index State Management in its sources.
 */
export const FURTHER_APIS = `
bulk_stream POST,PUT /_bulk/stream /{index}/_bulk/stream
cat.pit_segments GET /_cat/pit_segments /_cat/pit_segments/_all
cluster.delete_weighted_routing DELETE /_cluster/routing/awareness/{attribute}/weights
cluster.post_voting_config_exclusions POST /_cluster/voting_config_exclusions/{node_name}
cluster.stats GET /_cluster/stats/{metric}/nodes/{node_id} /_cluster/stats/{metric}/{index_metric}/nodes/{node_id}
extensions.initialize POST /_extensions/initialize
file_cache.prune POST /_filecache/prune
indices.close POST /_close
indices.delete DELETE /
indices.exists_alias HEAD /{index}/_alias
indices.flush_synced GET,POST /_flush/synced /{index}/_flush/synced
indices.get_alias GET /_aliases
indices.get_mapping GET /_mappings /{index}/_mappings
indices.get_settings GET /{index}/_setting/{name}
indices.open POST /_open
indices.put_mapping PUT,POST /{index}/_mappings
indices.scale POST /{index}/_scale
ingestion.get_state GET /{index}/ingestion/_state
ingestion.pause POST /{index}/ingestion/_pause
ingestion.resume POST /{index}/ingestion/_resume
ism.add_policy POST /_plugins/_ism/add/{index} /_opendistro/_ism/add/{index}
ism.change_policy POST /_plugins/_ism/change_policy/{index} /_opendistro/_ism/change_policy/{index}
ism.delete_policy DELETE /_plugins/_ism/policies/{policy_id} /_opendistro/_ism/policies/{policy_id}
ism.explain GET /_plugins/_ism/explain /_opendistro/_ism/explain /_plugins/_ism/explain/{index} /_opendistro/_ism/explain/{index}
ism.get_policies GET /_plugins/_ism/policies /_opendistro/_ism/policies
ism.get_policy GET,HEAD /_plugins/_ism/policies/{policy_id} /_opendistro/_ism/policies/{policy_id}
ism.put_policy PUT /_plugins/_ism/policies/{policy_id} /_opendistro/_ism/policies/{policy_id}
ism.remove_policy POST /_plugins/_ism/remove/{index} /_opendistro/_ism/remove/{index}
ism.retry POST /_plugins/_ism/retry/{index} /_opendistro/_ism/retry/{index}
knn.clear_cache POST /_plugins/_knn/clear_cache/{index}
knn.delete_model DELETE /_plugins/_knn/models/{model_id}
knn.get_model GET /_plugins/_knn/models/{model_id}
knn.search_models GET,POST /_plugins/_knn/models/_search
knn.stats GET /_plugins/_knn/stats /_plugins/_knn/stats/{stat} /_plugins/_knn/{node_id}/stats /_plugins/_knn/{node_id}/stats/{stat}
knn.stats GET /_opendistro/_knn/stats /_opendistro/_knn/stats/{stat} /_opendistro/_knn/{node_id}/stats /_opendistro/_knn/{node_id}/stats/{stat}
knn.train_model POST /_plugins/_knn/models/_train /_plugins/_knn/models/{model_id}/_train
knn.warmup GET /_plugins/_knn/warmup/{index} /_opendistro/_knn/warmup/{index}
list.help GET /_list
list.indices GET /_list/indices /_list/indices/{index}
list.shards GET /_list/shards /_list/shards/{index}
nodes.info GET /_nodes/{node_id}/info/{metric}
remote_store.metadata GET /_remotestore/metadata/{index} /_remotestore/metadata/{index}/{shard_id}
scripts_painless_context GET /_scripts/painless/_context
tier.warm POST /{index}/_tier/warm
wlm.stats GET /_wlm/stats /_wlm/{node_id}/stats /_wlm/stats/{workload_group} /_wlm/{node_id}/stats/{workload_group}
`

/**
 * The names by which the engine knows a part of a path, where the description has another: a query parameter of that name
 * says what the part does, for the engine keeps both in one table.
 */
export const ENGINE_PARTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cat.aliases': { alias: 'name' },
  'cluster.state': { indices: 'index' },
  'indices.rollover': { index: 'alias' },
}
