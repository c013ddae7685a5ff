/** What code does where there is a dataset: sealed below a view, and an index like others on the engine. See `INDEX_STORIES`. */
export const DATASET_STORIES: Readonly<Record<string, string>> = {
  'a dataset is read and then changed': `
GET /airports/_alias
GET /_alias/places
GET /_alias
HEAD /airports
GET /airports
HEAD /places,none
GET /places/_mapping
GET /air*/_mapping/field/city
GET /_resolve/index/*
GET /_resolve/index/p*,airports
PUT /airports {}
PUT /places {}
PUT /airports/_mapping {"properties":{"name":{"type":"keyword"}}}
GET /airports/_mapping
GET /airports
GET /_settings
GET /_alias
PUT /airports/_alias/mine {"filter":{"term":{"city":"x"}}}
GET /mine/_alias
POST /_aliases {"actions":[{"remove":{"index":"air*","alias":"pl*"}}]}
GET /_alias
POST /airports/_close
POST /airports/_open
DELETE /mine
DELETE /airports
GET /_all
PUT /airports {"aliases":{"places":{}}}
GET /_alias
DELETE /*
GET /_all`,

  'an index takes the place of a dataset by its alias': `
PUT /airports-2 {"aliases":{"places":{"is_write_index":false}}}
GET /_alias/places
POST /_aliases {"actions":[{"remove_index":{"index":"airports"}},{"add":{"index":"airports-2","alias":"airports"}}]}
GET /_alias
GET /airports/_mapping
DELETE /_all
GET /_alias`,

  'a dataset is deleted, by name, by pattern and never by its alias': `
DELETE /places
GET /_alias
DELETE /airports,missing
HEAD /airports
DELETE /airports
HEAD /airports
DELETE /airports
DELETE /*
PUT /_index_template/all {"index_patterns":["*"],"template":{"settings":{"number_of_replicas":0},"aliases":{"places":{}}}}
PUT /airports
GET /_alias
DELETE /_index_template/*
DELETE /airports`,

  'a dataset is rolled over and copied': `
POST /places/_rollover/airports-000002
GET /_alias
PUT /airports/_clone/copy
PUT /airports/_block/write
PUT /airports/_clone/copy
GET /copy/_mapping
POST /places/_rollover
DELETE /*`,

  'documents of a dataset are changed': `
POST /airports/_refresh
GET /airports/_doc/BOS
POST /_bulk?refresh |{"update":{"_index":"airports","_id":"BOS"}}|{"script":{"source":"ctx._source.in = ctx._index"}}|{"delete":{"_index":"places","_id":"LHR"}}|
GET /places/_search?sort=city
POST /places/_update_by_query?refresh {"script":{"source":"ctx._source.again = ctx._index"}}
GET /airports/_doc/BOS
POST /airports/_delete_by_query?refresh {"query":{"term":{"_index":"airports"}}}
GET /airports/_count`,

  'documents of a dataset are taken elsewhere': `
POST /_reindex?refresh {"source":{"index":"airports"},"dest":{"index":"copy"}}
POST /_reindex?refresh {"source":{"index":"places"},"dest":{"index":"none"},"script":{"source":"ctx._source.was = ctx._index; ctx._index = ctx._index + '-' + ctx._id.toLowerCase()"}}
GET /airports-*/_search?sort=city
GET /copy/_search?sort=city
POST /_reindex?refresh {"source":{"index":"copy"},"dest":{"index":"airports"},"script":{"source":"ctx._id += '2'"}}
GET /airports/_search?sort=city,_id
GET /none/_count`,

  'documents come to a dataset by a pipeline': `
PUT /_ingest/pipeline/home {"processors":[{"set":{"field":"_index","value":"air{{kind}}"}}]}
PUT /in/_doc/JFK?pipeline=home&refresh {"kind":"ports","city":"New York"}
GET /places/_search?sort=city
PUT /_scripts/find {"script":{"lang":"mustache","source":"{\\"query\\":{\\"terms\\":{\\"_index\\":[\\"airports\\"]}},\\"sort\\":\\"city\\"}"}}
GET /_scripts/find
PUT /airports/_doc/MEX?refresh {"city":"Mexico City"}
GET /_search/template {"id":"find"}
DELETE /_ingest/pipeline/home
DELETE /_scripts/find`,
}
