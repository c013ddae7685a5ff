/** Each API on a line, and its paths behind the methods they take. Made from org.opensearch:rest-api-spec:2.19.0 by scripts/build-rest-api.ts. */
export const REST_API = `
bulk POST,PUT /_bulk /{index}/_bulk
cat.aliases GET /_cat/aliases /_cat/aliases/{name}
cat.allocation GET /_cat/allocation /_cat/allocation/{node_id}
cat.cluster_manager GET /_cat/cluster_manager /_cat/master
cat.count GET /_cat/count /_cat/count/{index}
cat.fielddata GET /_cat/fielddata /_cat/fielddata/{fields}
cat.health GET /_cat/health
cat.help GET /_cat
cat.indices GET /_cat/indices /_cat/indices/{index}
cat.nodeattrs GET /_cat/nodeattrs
cat.nodes GET /_cat/nodes
cat.pending_tasks GET /_cat/pending_tasks
cat.plugins GET /_cat/plugins
cat.recovery GET /_cat/recovery /_cat/recovery/{index}
cat.repositories GET /_cat/repositories
cat.segment_replication GET /_cat/segment_replication /_cat/segment_replication/{index}
cat.segments GET /_cat/segments /_cat/segments/{index}
cat.shards GET /_cat/shards /_cat/shards/{index}
cat.snapshots GET /_cat/snapshots /_cat/snapshots/{repository}
cat.tasks GET /_cat/tasks
cat.templates GET /_cat/templates /_cat/templates/{name}
cat.thread_pool GET /_cat/thread_pool /_cat/thread_pool/{thread_pool_patterns}
clear_scroll DELETE /_search/scroll /_search/scroll/{scroll_id}
cluster.allocation_explain GET,POST /_cluster/allocation/explain
cluster.delete_component_template DELETE /_component_template/{name}
cluster.delete_decommission_awareness DELETE /_cluster/decommission/awareness/
cluster.delete_voting_config_exclusions DELETE /_cluster/voting_config_exclusions
cluster.delete_weighted_routing DELETE /_cluster/routing/awareness/weights
cluster.exists_component_template HEAD /_component_template/{name}
cluster.get_component_template GET /_component_template /_component_template/{name}
cluster.get_decommission_awareness GET /_cluster/decommission/awareness/{awareness_attribute_name}/_status
cluster.get_settings GET /_cluster/settings
cluster.get_weighted_routing GET /_cluster/routing/awareness/{attribute}/weights
cluster.health GET /_cluster/health /_cluster/health/{index}
cluster.pending_tasks GET /_cluster/pending_tasks
cluster.post_voting_config_exclusions POST /_cluster/voting_config_exclusions
cluster.put_component_template PUT,POST /_component_template/{name}
cluster.put_decommission_awareness PUT /_cluster/decommission/awareness/{awareness_attribute_name}/{awareness_attribute_value}
cluster.put_settings PUT /_cluster/settings
cluster.put_weighted_routing PUT /_cluster/routing/awareness/{attribute}/weights
cluster.remote_info GET /_remote/info
cluster.reroute POST /_cluster/reroute
cluster.state GET /_cluster/state /_cluster/state/{metric} /_cluster/state/{metric}/{index}
cluster.stats GET /_cluster/stats /_cluster/stats/nodes/{node_id}
count POST,GET /_count /{index}/_count
create PUT,POST /{index}/_create/{id}
create_pit POST /{index}/_search/point_in_time
dangling_indices.delete_dangling_index DELETE /_dangling/{index_uuid}
dangling_indices.import_dangling_index POST /_dangling/{index_uuid}
dangling_indices.list_dangling_indices GET /_dangling
delete DELETE /{index}/_doc/{id}
delete_all_pits DELETE /_search/point_in_time/_all
delete_by_query POST /{index}/_delete_by_query
delete_by_query_rethrottle POST /_delete_by_query/{task_id}/_rethrottle
delete_pit DELETE /_search/point_in_time
delete_script DELETE /_scripts/{id}
exists HEAD /{index}/_doc/{id}
exists_source HEAD /{index}/_source/{id}
explain GET,POST /{index}/_explain/{id}
field_caps GET,POST /_field_caps /{index}/_field_caps
get GET /{index}/_doc/{id}
get_all_pits GET /_search/point_in_time/_all
get_script GET /_scripts/{id}
get_script_context GET /_script_context
get_script_languages GET /_script_language
get_source GET /{index}/_source/{id}
index PUT,POST /{index}/_doc/{id} POST /{index}/_doc
indices.add_block PUT /{index}/_block/{block}
indices.analyze GET,POST /_analyze /{index}/_analyze
indices.clear_cache POST /_cache/clear /{index}/_cache/clear
indices.clone PUT,POST /{index}/_clone/{target}
indices.close POST /{index}/_close
indices.create PUT /{index}
indices.create_data_stream PUT /_data_stream/{name}
indices.data_streams_stats GET /_data_stream/_stats /_data_stream/{name}/_stats
indices.delete DELETE /{index}
indices.delete_alias DELETE /{index}/_alias/{name} /{index}/_aliases/{name}
indices.delete_data_stream DELETE /_data_stream/{name}
indices.delete_index_template DELETE /_index_template/{name}
indices.delete_template DELETE /_template/{name}
indices.exists HEAD /{index}
indices.exists_alias HEAD /_alias/{name} /{index}/_alias/{name}
indices.exists_index_template HEAD /_index_template/{name}
indices.exists_template HEAD /_template/{name}
indices.flush POST,GET /_flush /{index}/_flush
indices.forcemerge POST /_forcemerge /{index}/_forcemerge
indices.get GET /{index}
indices.get_alias GET /_alias /_alias/{name} /{index}/_alias/{name} /{index}/_alias
indices.get_data_stream GET /_data_stream /_data_stream/{name}
indices.get_field_mapping GET /_mapping/field/{fields} /{index}/_mapping/field/{fields}
indices.get_index_template GET /_index_template /_index_template/{name}
indices.get_mapping GET /_mapping /{index}/_mapping
indices.get_settings GET /_settings /{index}/_settings /{index}/_settings/{name} /_settings/{name}
indices.get_template GET /_template /_template/{name}
indices.get_upgrade GET /_upgrade /{index}/_upgrade
indices.open POST /{index}/_open
indices.put_alias PUT,POST /{index}/_alias/{name} /{index}/_aliases/{name} /_alias/{name} /_aliases/{name} PUT /{index}/_alias /{index}/_aliases /_alias
indices.put_index_template PUT,POST /_index_template/{name}
indices.put_mapping PUT,POST /{index}/_mapping
indices.put_settings PUT /_settings /{index}/_settings
indices.put_template PUT,POST /_template/{name}
indices.recovery GET /_recovery /{index}/_recovery
indices.refresh POST,GET /_refresh /{index}/_refresh
indices.resolve_index GET /_resolve/index/{name}
indices.rollover POST /{alias}/_rollover /{alias}/_rollover/{new_index}
indices.segments GET /_segments /{index}/_segments
indices.shard_stores GET /_shard_stores /{index}/_shard_stores
indices.shrink PUT,POST /{index}/_shrink/{target}
indices.simulate_index_template POST /_index_template/_simulate_index/{name}
indices.simulate_template POST /_index_template/_simulate /_index_template/_simulate/{name}
indices.split PUT,POST /{index}/_split/{target}
indices.stats GET /_stats /_stats/{metric} /{index}/_stats /{index}/_stats/{metric}
indices.update_aliases POST /_aliases
indices.upgrade POST /_upgrade /{index}/_upgrade
indices.validate_query GET,POST /_validate/query /{index}/_validate/query
info GET /
ingest.delete_pipeline DELETE /_ingest/pipeline/{id}
ingest.get_pipeline GET /_ingest/pipeline /_ingest/pipeline/{id}
ingest.processor_grok GET /_ingest/processor/grok
ingest.put_pipeline PUT /_ingest/pipeline/{id}
ingest.simulate GET,POST /_ingest/pipeline/_simulate /_ingest/pipeline/{id}/_simulate
mget GET,POST /_mget /{index}/_mget
msearch GET,POST /_msearch /{index}/_msearch
msearch_template GET,POST /_msearch/template /{index}/_msearch/template
mtermvectors GET,POST /_mtermvectors /{index}/_mtermvectors
nodes.hot_threads GET /_nodes/hot_threads /_nodes/{node_id}/hot_threads /_cluster/nodes/hotthreads /_cluster/nodes/{node_id}/hotthreads /_nodes/hotthreads /_nodes/{node_id}/hotthreads /_cluster/nodes/hot_threads /_cluster/nodes/{node_id}/hot_threads
nodes.info GET /_nodes /_nodes/{node_id} /_nodes/{metric} /_nodes/{node_id}/{metric}
nodes.reload_secure_settings POST /_nodes/reload_secure_settings /_nodes/{node_id}/reload_secure_settings
nodes.stats GET /_nodes/stats /_nodes/{node_id}/stats /_nodes/stats/{metric} /_nodes/{node_id}/stats/{metric} /_nodes/stats/{metric}/{index_metric} /_nodes/{node_id}/stats/{metric}/{index_metric}
nodes.usage GET /_nodes/usage /_nodes/{node_id}/usage /_nodes/usage/{metric} /_nodes/{node_id}/usage/{metric}
ping HEAD /
put_script PUT,POST /_scripts/{id} /_scripts/{id}/{context}
rank_eval GET,POST /_rank_eval /{index}/_rank_eval
reindex POST /_reindex
reindex_rethrottle POST /_reindex/{task_id}/_rethrottle
remote_store.restore POST /_remotestore/_restore
remote_store.stats GET /_remotestore/stats/{index} /_remotestore/stats/{index}/{shard_id}
render_search_template GET,POST /_render/template /_render/template/{id}
scripts_painless_execute GET,POST /_scripts/painless/_execute
scroll GET,POST /_search/scroll /_search/scroll/{scroll_id}
search GET,POST /_search /{index}/_search
search_pipeline.delete DELETE /_search/pipeline/{id}
search_pipeline.get GET /_search/pipeline /_search/pipeline/{id}
search_pipeline.put PUT /_search/pipeline/{id}
search_shards GET,POST /_search_shards /{index}/_search_shards
search_template GET,POST /_search/template /{index}/_search/template
snapshot.cleanup_repository POST /_snapshot/{repository}/_cleanup
snapshot.clone PUT /_snapshot/{repository}/{snapshot}/_clone/{target_snapshot}
snapshot.create PUT,POST /_snapshot/{repository}/{snapshot}
snapshot.create_repository PUT,POST /_snapshot/{repository}
snapshot.delete DELETE /_snapshot/{repository}/{snapshot}
snapshot.delete_repository DELETE /_snapshot/{repository}
snapshot.get GET /_snapshot/{repository}/{snapshot}
snapshot.get_repository GET /_snapshot /_snapshot/{repository}
snapshot.restore POST /_snapshot/{repository}/{snapshot}/_restore
snapshot.status GET /_snapshot/_status /_snapshot/{repository}/_status /_snapshot/{repository}/{snapshot}/_status /_snapshot/{repository}/{snapshot}/{index}/_status
snapshot.verify_repository POST /_snapshot/{repository}/_verify
tasks.cancel POST /_tasks/_cancel /_tasks/{task_id}/_cancel
tasks.get GET /_tasks/{task_id}
tasks.list GET /_tasks
termvectors GET,POST /{index}/_termvectors/{id} /{index}/_termvectors
update POST /{index}/_update/{id}
update_by_query POST /{index}/_update_by_query
update_by_query_rethrottle POST /_update_by_query/{task_id}/_rethrottle
`
