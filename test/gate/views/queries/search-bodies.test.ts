import { expect, test } from 'vitest'
import { MalformedJson } from '../../../../src/gate/views/json/json-tape.ts'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { SOURCE as D, OWN as P } from '../layers.ts'
import { translate, viewOverDataset } from './translate.ts'

const view = viewOverDataset()
const search = (body: object) => translate('POST', '/airports,books/_search', JSON.stringify(body))
const query = (query: object) => JSON.parse(search({ query }).body).query
const inAll = (body: object) => translate('POST', '/_search', JSON.stringify(body))

test('a body without a name is passed on without being read', () => {
  const body = '{"query":{"match":{"city":"Boston"}},"size":3}'
  expect(translate('POST', '/_search', body)).toMatchObject({ body, isRead: false })
})

test.for<[string, object, object]>([
  ['term', { term: { _index: 'airports' } }, { terms: { _index: [`${D}airports`] } }],
  [
    'term with a boost',
    { term: { _index: { value: 'books', boost: 2, _name: 'a' } } },
    { terms: { _index: [`${P}books`], boost: 2, _name: 'a' } },
  ],
  ['term by a wildcard', { term: { _index: 'air*' } }, { terms: { _index: view.expression(['air*']) } }],
  ['term by an alias', { term: { _index: 'ports' } }, { terms: { _index: view.expression(['ports']) } }],
  ['term of another cluster', { term: { _index: 'far:airports' } }, { terms: { _index: [] } }],
  [
    'term whatever the case',
    { term: { _index: { value: 'AIRPORTS', case_insensitive: true } } },
    { terms: { _index: [`${D}airports`] } },
  ],
  [
    'terms',
    { terms: { _index: ['airports', 'books'], boost: 2 } },
    { terms: { _index: [`${D}airports`, `${P}books`], boost: 2 } },
  ],
  ['match', { match: { _index: { query: 'books' } } }, { terms: { _index: [`${P}books`] } }],
  ['prefix', { prefix: { _index: 'air' } }, { terms: { _index: view.expression(['air*']) } }],
  ['prefix in an object', { prefix: { _index: { value: 'air' } } }, { terms: { _index: view.expression(['air*']) } }],
  ['wildcard', { wildcard: { _index: { wildcard: '*s' } } }, { terms: { _index: view.expression(['*s']) } }],
  [
    'terms lookup',
    { terms: { iata: { index: 'airports', id: '1', path: 'iata' } } },
    { terms: { iata: { index: `${D}airports`, id: '1', path: 'iata' } } },
  ],
  [
    'more_like_this',
    {
      more_like_this: {
        like: [{ _index: 'books', _id: '1' }, 'text', { _id: '2' }],
        unlike: { _index: 'airports', _id: '3' },
      },
    },
    {
      more_like_this: {
        like: [{ _index: `${P}books`, _id: '1' }, 'text', { _id: '2' }],
        unlike: { _index: `${D}airports`, _id: '3' },
      },
    },
  ],
  [
    'percolate',
    { percolate: { field: 'query', index: 'books', id: '1' } },
    { percolate: { field: 'query', index: `${P}books`, id: '1' } },
  ],
  [
    'geo_shape',
    { geo_shape: { at: { indexed_shape: { index: 'books', id: 'a' } } } },
    { geo_shape: { at: { indexed_shape: { index: `${P}books`, id: 'a' } } } },
  ],
  [
    'geo_shape in the default index',
    { geo_shape: { at: { indexed_shape: { id: 'a' } } } },
    { geo_shape: { at: { indexed_shape: { index: `${P}shapes`, id: 'a' } } } },
  ],
  ['query_string', { query_string: { query: '_index:books' } }, { query_string: { query: `_index:${P}books` } }],
  ['script', { script: { script: { id: 'mine' } } }, { script: { script: { id: `${P}mine` } } }],
  [
    'knn',
    { knn: { v: { vector: [1], k: 1, filter: { term: { _index: 'books' } } } } },
    { knn: { v: { vector: [1], k: 1, filter: { terms: { _index: [`${P}books`] } } } } },
  ],
  ['template', { template: { term: { _index: 'books' } } }, { template: { terms: { _index: [`${P}books`] } } }],
])('a %s query names what it names behind the gate', ([, given, translated]) => {
  expect(query(given)).toEqual(translated)
})

const onBooks = { term: { _index: 'books' } }
const onPhysicalBooks = { terms: { _index: [`${P}books`] } }

test.for<(inner: object) => object>([
  (inner) => ({ bool: { must: inner, filter: [inner, { match_all: {} }], should: [inner], must_not: inner } }),
  (inner) => ({ constant_score: { filter: inner } }),
  (inner) => ({ dis_max: { queries: [inner] } }),
  (inner) => ({ boosting: { positive: inner, negative: inner, negative_boost: 0.5 } }),
  (inner) => ({
    nested: { path: 'a', query: inner, inner_hits: { highlight: { fields: { b: { highlight_query: inner } } } } },
  }),
  (inner) => ({ has_child: { type: 'a', query: inner } }),
  (inner) => ({ has_parent: { parent_type: 'a', query: inner } }),
  (inner) => ({ hybrid: { queries: [inner] } }),
  (inner) => ({ script_score: { query: inner, script: 'doc["a"].value + 1' } }),
  (inner) => ({ function_score: { query: inner, functions: [{ filter: inner, weight: 2 }] } }),
])('a query in another one is translated: %s', (wrap) => {
  expect(query(wrap(onBooks))).toEqual(wrap(onPhysicalBooks))
})

test('a query in Base64 is translated', () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64')
  expect(query({ wrapper: { query: base64(onBooks) } })).toEqual({ wrapper: { query: base64(onPhysicalBooks) } })
})

test.for<(inner: object) => object>([
  (inner) => ({ post_filter: inner }),
  (inner) => ({ aggs: { a: { filter: inner, aggs: { b: { filters: { filters: { c: inner } } } } } } }),
  (inner) => ({
    aggregations: { a: { filters: { filters: [inner] } }, b: { adjacency_matrix: { filters: { c: inner } } } },
  }),
  (inner) => ({ aggs: { a: { significant_terms: { field: 'b', background_filter: inner } } } }),
  (inner) => ({ aggs: { a: { top_hits: { highlight: { highlight_query: inner, fields: {} } } } } }),
  (inner) => ({ rescore: { window_size: 1, query: { rescore_query: inner } } }),
  (inner) => ({ rescore: [{ query: { rescore_query: inner } }] }),
  (inner) => ({ highlight: { fields: [{ a: { highlight_query: inner } }] } }),
  (inner) => ({ sort: [{ a: { order: 'asc', nested: { path: 'b', filter: inner } } }] }),
  (inner) => ({ collapse: { field: 'a', inner_hits: [{ name: 'b', sort: { c: { nested_filter: inner } } }] } }),
  (inner) => ({ suggest: { a: { text: 'b', phrase: { field: 'c', collate: { query: { source: inner } } } } } }),
  (inner) => ({ search_pipeline: { request_processors: [{ filter_query: { query: inner } }] } }),
])('a query elsewhere in the body of a search is translated: %s', (wrap) => {
  expect(JSON.parse(search(wrap(onBooks)).body)).toEqual(wrap(onPhysicalBooks))
})

test('fields and documents of users that are called as names of indices are stay as they are', () => {
  const body = {
    query: {
      bool: {
        must: [
          { term: { index: 'airports' } },
          { match: { indices: { query: 'a' } } },
          { terms: { 'a._index': ['b'] } },
        ],
      },
    },
    aggs: { _index: { terms: { field: 'index', include: ['airports'] } } },
    sort: [{ index: 'asc' }],
    _source: ['_index', 'index'],
  }
  const text = JSON.stringify(body)
  expect(search(body)).toMatchObject({ body: text, reached: [] })
  const percolate = { query: { percolate: { field: 'q', document: { index: 'airports', _index: 'a' } } } }
  expect(search(percolate).body).toBe(JSON.stringify(percolate))
})

test('indices are boosted by name, alias and wildcard, in the order of the body', () => {
  const boosted = (indices_boost: object) => JSON.parse(search({ indices_boost }).body).indices_boost
  expect(boosted([{ books: 1.5 }, { ports: 2 }])).toEqual([
    { [`${P}books`]: 1.5 },
    { [view.expression(['ports'])[0]!]: 2 },
  ])
  expect(boosted([{ 'air*': 3 }])).toEqual(view.expression(['air*']).map((name) => ({ [name]: 3 })))
  expect(boosted({ books: 1, airports: 2 })).toEqual({ [`${P}books`]: 1, [`${D}airports`]: 2 })
})

test('what a body looks up elsewhere is read, and so reached', () => {
  const { reached } = search({ query: { terms: { a: { index: 'routes', id: '1', path: 'b' } } } })
  expect(reached).toEqual([['routes', 'reads']])
})

test('hits in the order of their index have names of one start: sealed indices are copied, unless all are of one layer', () => {
  expect(inAll({ sort: ['_index'] }).reached).toEqual([['', 'changes']])
  expect(search({ sort: [{ _index: 'desc' }] }).reached).toEqual([['airports,books', 'changes']])
  expect(search({ aggs: { a: { terms: { field: '_index' } } } }).reached).toEqual([['airports,books', 'changes']])
  const sealed = translate('POST', '/airports,routes/_search', '{"sort":"_index","search_after":["airports"]}')
  expect(sealed).toMatchObject({ reached: [], body: `{"sort":"_index","search_after":["${D}airports"]}` })
})

test('buckets by index are only those that are wanted, and go on after the last page', () => {
  const { body } = translate(
    'POST',
    '/airports,routes/_search',
    JSON.stringify({
      aggs: {
        a: { terms: { field: '_index', include: ['airports'], exclude: 'r.*' } },
        b: { composite: { sources: [{ i: { terms: { field: '_index' } } }], after: { i: 'airports' } } },
      },
    }),
  )
  expect(JSON.parse(body).aggs).toMatchObject({
    a: { terms: { include: [`${D}airports`], exclude: `(${P}|${D})(r.*)` } },
    b: { composite: { after: { i: `${D}airports` } } },
  })
})

test('a script reads the name of an index as the user has it', () => {
  const { script } = query({
    script: { script: { source: "doc['_index'].value == params.a", params: { a: 'books' } } },
  }).script
  expect(script).toEqual({
    source: `doc['_index'].value/*${P}*/?.replace('${P}','')?.replace('${D}','') == params.a`,
    params: { a: 'books' },
  })
  const fields = { a: { script: 'doc._index.value' }, b: { script: { id: 'stored' } } }
  expect(JSON.parse(search({ script_fields: fields }).body).script_fields).toMatchObject({
    b: { script: { id: `${P}stored` } },
  })
  const metric = {
    scripted_metric: { map_script: { id: 'a' }, combine_script: 'doc["_index"].value', reduce_script: '1' },
  }
  expect(search({ aggs: { a: metric } }).body).toContain(`"id":"${P}a"`)
})

test('a search pipeline is the scope’s own, but for none', () => {
  expect(search({ search_pipeline: 'mine' }).body).toBe(`{"search_pipeline":"${P}mine"}`)
  expect(search({ search_pipeline: '_none' }).body).toBe('{"search_pipeline":"_none"}')
})

test('a search of a point in time keeps its path', () => {
  expect(inAll({ pit: { id: 'abc' } })).toMatchObject({ keepsPath: true, body: '{"pit":{"id":"abc"}}' })
})

test.for<[string, object]>([
  ['a query that is not known', { query: { new_query: { index: 'airports' } } }],
  ['a text in several fields', { query: { multi_match: { query: 'a', fields: ['_index^2', 'b'] } } }],
  ['a text in a default field', { query: { query_string: { query: 'a', default_field: '_index' } } }],
  ['names in a document', { query: { terms: { _index: { index: 'a', id: '1', path: 'b' } } } }],
  ['a script that reads the name in another form', { query: { script: { script: "def d = doc; d['_index']" } } }],
  ['a processor that is not known', { search_pipeline: { request_processors: [{ lookup: { index: 'a' } }] } }],
])('%s is rejected', ([, body]) => {
  expect(() => search(body)).toThrow(NameRejected)
})

test('an object in which two members have one name is left to the engine, which rejects it', () => {
  const body = '{"query":{"term":{"_index":"books","_index":"x"}}}'
  expect(() => translate('POST', '/_search', body)).toThrow(MalformedJson)
})

test('what the body has besides names stays byte for byte', () => {
  const body =
    '{ "query" : {"terms":{"a":{"index":"books","id":"1","path":"b"}}},  "min_score": 1.50, // no\n"size":1E1}'
  expect(translate('POST', '/_search', body).body).toBe(body.replace('"books"', `"${P}books"`))
})
