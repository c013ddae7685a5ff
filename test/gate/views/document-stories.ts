/**
 * What code does with documents, scripts and pipelines, a request on each line. A body that begins with `|` is in lines,
 * each behind a `|`. Each story is told to a view and to the engine itself, and both have to answer alike.
 */
export const DOCUMENT_STORIES: Readonly<Record<string, string>> = {
  'documents are written and read by their ids': `
PUT /a/_doc/1?refresh {"n":1,"_note":"a"}
PUT /a/_create/1 {"n":2}
POST /a/_doc/1?if_seq_no=5&if_primary_term=1 {"n":2}
GET /a/_doc/1
GET /a/_doc/2
GET /missing/_doc/1
GET /a/_source/1
HEAD /a/_doc/1
HEAD /a/_source/2
POST /a/_update/1 {"doc":{"m":2}}
POST /a/_update/1 {"script":"ctx._source.from = ctx._index; ctx._source.is = ctx._index == 'a'"}
GET /a/_doc/1
POST /a/_update/2 {"doc":{"m":2},"upsert":{"n":2}}
POST /a/_update/3 {"script":{"source":"ctx._source.from = ctx._index","lang":"painless"},"upsert":{"n":2},"scripted_upsert":true}
POST /a/_update/missing {"doc":{}}
DELETE /a/_doc/1
DELETE /a/_doc/1
PUT /a/_alias/b
GET /b/_doc/2
PUT /b/_doc/3?require_alias=true {"n":3}
PUT /a/_doc/3?require_alias=true {"n":3}
PUT /c/_doc/3?require_alias=true {"n":3}
PUT /UPPER/_doc/1 {}
PUT /a*/_doc/1 {}
PUT /_x/_doc/1 {}
PUT /%3Clogs-%7B2026-01-02%7C%7C%2Fd%7Byyyy.MM.dd%7D%7D%3E/_doc/1 {"n":1}
GET /logs-2026.01.02/_doc/1
DELETE /a,logs-*`,

  'a bulk request does several things': `
POST /_bulk?refresh |{"index":{"_index":"a","_id":"1"}}|{"n":1,"_index":"a"}|{"create":{"_index":"b","_id":"2"}}|{"n":2}|{"delete":{"_index":"a","_id":"9"}}|{"update":{"_index":"a","_id":"1"}}|{"script":{"source":"ctx._source.from = ctx._index"}}
GET /a/_doc/1
POST /a/_bulk |{"index":{"_id":"2"}}|{"n":2}|{"index":{"_index":"b","_id":"3"}}|{"n":3}|
PUT /_bulk |{"update":{"_index":"a","_id":"7"}}|{"doc":{"n":7},"doc_as_upsert":true}|{"create":{"_index":"a","_id":"1"}}|{}|
POST /_bulk |{"index":{"_index":"a"}}|{"n":
POST /_bulk |{"index":{"_index":"a"}}|
POST /_bulk |{"index":{"_index":"UPPER","_id":"1"}}|{}|
POST /_bulk |{"index":{"_index":"c","_id":"1","require_alias":true}}|{}|
POST /_bulk |{"index":{"_index":"c","_id":"1","pipeline":"missing"}}|{}|
POST /_bulk |{"index":{"_index":"c","_id":"1","unknown":"missing"}}|{}|
POST /_bulk |no JSON|{}|
POST /_bulk |{"index":{"_id":"1"}}|{}|
POST /_refresh
GET /_all/_count
DELETE /a,b`,

  'documents go from index to index': `
PUT /from-1/_doc/1?refresh {"n":1,"type":"x"}
PUT /from-2/_doc/2?refresh {"n":2,"type":"y"}
POST /_reindex?refresh {"source":{"index":"from-*"},"dest":{"index":"to"}}
GET /to/_search?sort=n:asc
POST /_reindex?refresh {"source":{"index":["from-1","from-2"],"query":{"term":{"_index":"from-2"}}},"dest":{"index":"only"}}
GET /only/_search
POST /_reindex?refresh {"source":{"index":"from-*"},"dest":{"index":"to"},"script":{"source":"if (ctx._source.n == 1) { return } ctx._index = 'by-' + ctx._source.type"}}
GET /by-y/_search
POST /_reindex?refresh {"source":{"index":"from-*"},"dest":{"index":"named"},"script":{"source":"ctx._source.was = ctx._index; if (ctx._index == 'from-1') ctx.op = 'noop'"}}
GET /named/_search
POST /_reindex?refresh {"source":{"index":"from-*"},"dest":{"index":"none"},"script":{"source":"ctx._index = ctx['_index'].replace('from', 'moved') + '-2026'"}}
GET /moved-*/_search?sort=n:asc
GET /none/_search
POST /_reindex {"source":{"index":"from-1"},"dest":{"index":"to"},"script":{"source":"ctx._index = null"}}
POST /_reindex {"source":{"index":"from-1"},"dest":{"index":"from-1"}}
POST /_reindex {"source":{"index":"missing"},"dest":{"index":"to"}}
POST /_reindex {"source":{"index":""},"dest":{"index":"to"}}
POST /_reindex {"source":{"index":"from-1"},"dest":{"index":"to","op_type":"create"}}
POST /_reindex {"source":{"index":"from-1"},"dest":{"index":"to"},"script":{"source":"ctx._index = 'UPPER'"}}
POST /_reindex {"source":{"index":"from-1"},"dest":{"index":"to"},"script":{"source":"ctx._index = '_x'"}}
POST /_reindex {"source":{"index":"from-1"},"dest":{"index":"to"},"script":{"id":"missing"}}
POST /from-*/_update_by_query?refresh {"query":{"term":{"_index":"from-1"}},"script":{"source":"ctx._source.in = ctx._index"}}
GET /from-*/_search?sort=n:asc
POST /from-1/_update_by_query {"script":{"source":"ctx._index = 'x'"}}
POST /from-*/_delete_by_query?refresh {"query":{"prefix":{"_index":"from-2"}}}
POST /from-*/_delete_by_query?q=_index:from-1&refresh
POST /missing/_delete_by_query {"query":{"match_all":{}}}
GET /from-*/_count
DELETE /*`,

  'scripts are stored': `
PUT /_scripts/move {"script":{"lang":"painless","source":"/* move */ ctx._index = 'moved-' + ctx._index; if (params.n > 0) { return; } ctx.op = 'noop'"}}
GET /_scripts/move
GET /_scripts/missing
PUT /a/_doc/1?refresh {"n":1}
POST /_reindex?refresh {"source":{"index":"a"},"dest":{"index":"b"},"script":{"id":"move","params":{"n":1}}}
GET /moved-a/_search
PUT /_scripts/find {"script":{"lang":"mustache","source":{"query":{"terms":{"_index":["a","{{other}}"]}}}}}
GET /_scripts/find
GET /_search/template {"id":"find","params":{"other":"moved-a"}}
PUT /_scripts/wrong {"script":{"lang":"painless","source":"ctx._index = ;"}}
PUT /_scripts/move/ingest {"script":{"lang":"painless","source":"ctx._index = 'b'"}}
POST /_scripts/none {"script":{"source":"1"}}
GET /_search {"script_fields":{"in":{"script":{"source":"doc['_index'].value + ' ' + doc['n'].value"}}}}
DELETE /_scripts/move
DELETE /_scripts/move
DELETE /_scripts/find
DELETE /a,moved-a`,

  'documents pass through pipelines': `
PUT /_ingest/pipeline/route {"description":"Routes.","processors":[{"set":{"field":"_index","value":"routed-{{type}}","if":"ctx._index == 'in' && ctx.type != null"}},{"script":{"source":"ctx.via = ctx._index; if (ctx.n == 2) { ctx._index = 'two'; return; } ctx.end = true"}}]}
GET /_ingest/pipeline/route
GET /_ingest/pipeline/ro*,missing
GET /_ingest/pipeline/missing
GET /_ingest/pipeline
PUT /in/_doc/1?pipeline=route&refresh {"type":"x","n":1}
PUT /in/_doc/2?pipeline=route&refresh {"n":2}
PUT /other/_doc/3?pipeline=route&refresh {"type":"x","n":3}
GET /_search?sort=n:asc
POST /_ingest/pipeline/route/_simulate {"docs":[{"_index":"in","_id":"1","_source":{"type":"y"}},{"_source":{"type":"y","n":2}}]}
POST /_ingest/pipeline/_simulate?verbose {"pipeline":{"processors":[{"pipeline":{"name":"route"}}]},"docs":[{"_index":"in","_id":"1","_source":{"type":"y"}}]}
PUT /_ingest/pipeline/daily {"processors":[{"date_index_name":{"field":"at","index_name_prefix":"daily-","date_rounding":"d"}}]}
GET /_ingest/pipeline/daily
PUT /in/_doc/4?pipeline=daily&refresh {"at":"2026-03-04T05:06:07Z","n":4}
GET /daily-2026-03-04/_doc/4
PUT /in/_doc/5?pipeline=missing {}
PUT /in/_doc/5?pipeline=_none&refresh {"n":5}
PUT /_ingest/pipeline/fails {"processors":[{"fail":{"message":"no {{n}}","on_failure":[{"pipeline":{"name":"missing"}}]}}],"on_failure":[{"set":{"field":"_index","value":"failed"}}]}
PUT /in/_doc/6?pipeline=fails&refresh {"n":6}
GET /failed/_search
PUT /_ingest/pipeline/bad {"processors":[{"unknown":{}}]}
PUT /_ingest/pipeline/bad {"processors":[{"script":{"source":"ctx._index = ;"}}]}
PUT /piped {"settings":{"default_pipeline":"route","final_pipeline":"daily","number_of_replicas":0}}
PUT /piped/_doc/7 {"n":2}
POST /in/_update_by_query?pipeline=fails&conflicts=proceed
POST /_reindex?refresh {"source":{"index":"other,routed-x"},"dest":{"index":"in","pipeline":"route"}}
DELETE /_ingest/pipeline/ro*
DELETE /_ingest/pipeline/route
DELETE /_ingest/pipeline/daily
DELETE /_ingest/pipeline/fails
DELETE /_ingest/pipeline/*
DELETE /*`,

  'searches pass through pipelines': `
PUT /a/_doc/1?refresh {"n":1}
PUT /b/_doc/2?refresh {"n":2}
PUT /_search/pipeline/only {"request_processors":[{"filter_query":{"query":{"terms":{"_index":["a"]}}}}],"response_processors":[{"rename_field":{"field":"n","target_field":"m"}}]}
GET /_search/pipeline/only
GET /_search/pipeline
GET /_search/pipeline/o*
GET /_search/pipeline/missing
GET /_search?search_pipeline=only
GET /_search?search_pipeline=_none&sort=n:asc
GET /_search?search_pipeline=missing
GET /_search {"search_pipeline":"only"}
GET /a,b/_search {"search_pipeline":{"request_processors":[{"filter_query":{"query":{"term":{"_index":"b"}}}}]}}
PUT /c {"settings":{"index.search.default_pipeline":"only","number_of_replicas":0}}
PUT /c/_doc/3?refresh {"n":3}
GET /c/_search
GET /c/_settings/index.search.default_pipeline
DELETE /_search/pipeline/only
DELETE /_search/pipeline/only
DELETE /_search/pipeline/*
DELETE /*`,
}
