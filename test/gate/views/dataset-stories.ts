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
}
