/**
 * What code does with indices, aliases, templates and data streams, a request on each line. Each story is told to a view and
 * to the engine itself, and both have to answer alike.
 */
export const INDEX_STORIES: Readonly<Record<string, string>> = {
  'an alias is moved from one index to the next': `
PUT /products-1 {"aliases":{"products":{"is_write_index":true},"cheap":{"filter":{"range":{"price":{"lt":10}}},"routing":"1"}}}
PUT /products-2 {"settings":{"number_of_replicas":0},"mappings":{"properties":{"price":{"type":"integer"}}}}
GET /products-1
GET /products
GET /_alias/products
GET /_alias/missing,prod*
GET /products-*/_alias
HEAD /_alias/cheap
HEAD /products-2/_alias/cheap
POST /_aliases {"actions":[{"remove":{"index":"products-1","alias":"products"}},{"add":{"index":"products-2","alias":"products"}}]}
GET /_alias/products
POST /_aliases {"actions":[{"add":{"index":"products-*","alias":"all"}},{"remove":{"indices":["products-1"],"aliases":["ch*","none"]}}]}
GET /_alias/*
POST /_aliases {"actions":{"remove":{"index":"products-1","alias":"missing"}}}
POST /_aliases {"actions":[{"add":{"index":"missing","alias":"x"}}]}
POST /_aliases {"actions":[{"add":{"indices":[],"alias":"x"}}]}
POST /_aliases {"actions":[{"add":{"index":"products-1","alias":"products-2"}}]}
PUT /_alias {"index":"products-1,products-2","alias":"both"}
PUT /products-1/_alias/one
PUT /_alias/none {"filter":{"match_all":{}}}
DELETE /products-1/_alias/one,both
DELETE /products-1/_alias/missing
DELETE /products
PUT /products {}
POST /_aliases {"actions":[{"remove_index":{"index":"products-1"}},{"add":{"index":"products-2","alias":"products-1"}}]}
GET /products-1/_settings/index.number_of_replicas
HEAD /products-3
DELETE /products-*
GET /_all`,

  'an index is rolled over': `
PUT /logs-000001 {"aliases":{"logs":{"is_write_index":true}}}
POST /logs/_rollover?dry_run {"conditions":{"max_docs":1}}
POST /logs/_rollover {"settings":{"number_of_replicas":0},"aliases":{"new":{}}}
POST /logs/_rollover/other-7
POST /logs/_rollover
GET /_alias
POST /missing/_rollover
POST /logs-000001/_rollover
DELETE /logs-*,other-*`,

  'an index is made of templates': `
PUT /_component_template/base {"template":{"settings":{"number_of_replicas":0},"aliases":{"everything":{}}}}
PUT /_index_template/logs {"index_patterns":["logs-*"],"composed_of":["base"],"priority":7,"template":{"aliases":{"{index}-read":{}}}}
PUT /_index_template/none {"index_patterns":"none-*","composed_of":["missing"]}
PUT /_index_template/same {"index_patterns":["logs-a*"],"priority":7}
GET /_index_template/logs
GET /_index_template/l*
GET /_index_template/missing
GET /_component_template/base
HEAD /_component_template/missing
POST /_index_template/_simulate_index/logs-2026
POST /_index_template/_simulate/logs
POST /_index_template/_simulate {"index_patterns":["logs-b*"],"priority":8,"template":{"aliases":{"b":{}}}}
PUT /logs-2026
GET /logs-2026
GET /logs-2026-read/_alias
DELETE /_component_template/base
DELETE /_index_template/logs
DELETE /_component_template/base
DELETE /_index_template/missing
PUT /_template/old {"index_patterns":["old-*"],"order":3,"settings":{"number_of_replicas":0},"aliases":{"older":{}}}
GET /_template/old
HEAD /_template/o*
PUT /old-1
GET /old-1
DELETE /_template/missing
DELETE /_template/old
DELETE /logs-2026,old-1`,

  'a data stream grows': `
PUT /_data_stream/events
PUT /_index_template/events {"index_patterns":["events*"],"data_stream":{}}
PUT /_data_stream/events
PUT /_data_stream/events
PUT /_data_stream/.events
PUT /events-1
GET /_data_stream
GET /_data_stream/events
GET /_data_stream/none*
GET /_data_stream/missing
POST /events/_rollover
GET /events/_alias
GET /.ds-events-000001/_mapping
GET /.ds-events-*/_settings/index.hidden
GET /.ds-*/_settings/index.hidden?expand_wildcards=all
GET /_resolve/index/*
GET /_resolve/index/*?expand_wildcards=all
DELETE /.ds-events-000002
DELETE /.ds-events-000001
DELETE /events
DELETE /_index_template/events
DELETE /_data_stream/missing
DELETE /_data_stream/ev*
DELETE /_index_template/events`,

  'indices are copied, closed and set': `
PUT /a {"settings":{"number_of_shards":2,"number_of_routing_shards":4,"index.number_of_replicas":0},"aliases":{"x":{}}}
PUT /a/_clone/b
PUT /a/_block/write
PUT /a/_clone/b {"settings":{"index.number_of_replicas":0},"aliases":{"y":{}}}
PUT /a/_split/c {"settings":{"index.number_of_shards":4,"index.number_of_replicas":0}}
PUT /a/_shrink/d {"settings":{"index.number_of_shards":1,"index.number_of_replicas":0}}
PUT /a/_clone/b
PUT /a/_clone/_bad
GET /_alias
POST /b/_close
GET /b/_mapping
POST /b/_open
POST /_close
POST /_open
DELETE /
PUT /_settings {"index":{"refresh_interval":"7s"}}
GET /*/_settings/index.refresh_interval
PUT /b/_settings {"settings":{"index.blocks.write":null}}
PUT /b/_mapping {"properties":{"city":{"type":"keyword"}}}
GET /_mapping
GET /_mapping/field/city
GET /missing/_mapping
PUT /b/_settings {"nothing":1}
PUT /_bad {}
PUT /Bad {}
PUT /a {}
POST /_refresh
POST /b/_flush
POST /b/_forcemerge
POST /_cache/clear
HEAD /a,b
HEAD /a,missing
DELETE /missing
DELETE /a,b,c,d
DELETE /*`,

  'nothing is there': `
GET /_all
GET /_alias
GET /_mapping
GET /_settings
GET /_data_stream
GET /_template
GET /_index_template
GET /_component_template
GET /_template/*
GET /_index_template/*
GET /_component_template/*
GET /_alias/*
GET /_resolve/index/*
DELETE /_index_template/*
DELETE /_template/*
DELETE /_component_template/*
DELETE /_data_stream/*
DELETE /_all
POST /_refresh
GET /x*
GET /x`,
}
