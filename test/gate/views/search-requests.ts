/** The documents of the indices that searches are tried on. The first two are sealed in a view, the others its own. */
export const INDICES = {
  airports: [
    { iata: 'BOS', city: 'Boston', country: 'US', elevation: 20, at: [-71, 42] },
    { iata: 'LHR', city: 'London', country: 'GB', elevation: 83, at: [-0.4, 51.4] },
    { iata: 'ANC', city: 'Anchorage', country: 'US', elevation: 151, at: [-149, 61] },
  ],
  routes: [
    { from: 'BOS', to: 'LHR', iata: ['BOS', 'LHR'] },
    { from: 'ANC', to: 'BOS', iata: ['ANC', 'BOS'] },
  ],
  'a-books': [{ title: 'London', country: 'GB', iata: ['LHR'], city: 'London' }],
  books: [
    { title: 'Boston at night', country: 'US', iata: ['BOS'], city: 'Boston' },
    { title: 'None', country: 'FR', iata: [], city: 'Paris' },
  ],
  queries: [{ query: { match: { city: 'Boston' } } }],
  shapes: [
    {
      shape: {
        type: 'envelope',
        coordinates: [
          [-80, 50],
          [-60, 40],
        ],
      },
    },
  ],
} as const

export const MAPPINGS = {
  properties: {
    at: { type: 'geo_point' },
    area: { type: 'geo_shape' },
    city: { type: 'text' },
    country: { type: 'keyword' },
    iata: { type: 'keyword' },
    query: { type: 'percolator' },
    shape: { type: 'geo_shape' },
  },
} as const

const search = (path: string, body: object) => ['POST', path, JSON.stringify(body)] as const
const lines = (...values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const onIndex = (query: object) => search('/_search', { query, sort: ['_index', '_id'] })

/** Requests that name indices, by the names of the user. */
export const SEARCHES: readonly (readonly [method: string, path: string, body?: string])[] = [
  ['GET', '/_search?size=20'],
  ['GET', '/air*,books/_search'],
  ['GET', '/*,-a*/_search'],
  ['GET', '/ports/_search?q=city:london'],
  ['GET', '/_search?q=_index:books'],
  ['GET', '/_search?q=_index:(books%20OR%20airports)%20AND%20country:US'],
  ['GET', '/_search?q=_index:*books'],
  ['GET', '/_search?q=NOT%20_index:%22airports%22&size=20'],
  ['GET', '/missing/_search'],
  ['GET', '/missing,books/_search?ignore_unavailable=true'],
  ['GET', '/missing*/_search'],
  onIndex({ term: { _index: 'airports' } }),
  onIndex({ term: { _index: 'ports' } }),
  onIndex({ term: { _index: { value: '*books', boost: 2 } } }),
  onIndex({ term: { _index: { value: 'BOOKS', case_insensitive: true } } }),
  onIndex({ term: { _index: 'missing' } }),
  onIndex({ terms: { _index: ['books', 'routes'] } }),
  onIndex({ prefix: { _index: 'a' } }),
  onIndex({ wildcard: { _index: { value: '*s' } } }),
  onIndex({ match: { _index: 'a-books' } }),
  onIndex({ match_phrase: { _index: 'a-books' } }),
  onIndex({ bool: { must_not: { terms: { _index: ['airports', 'routes'] } } } }),
  onIndex({ regexp: { _index: 'a.*' } }),
  onIndex({ range: { _index: { gte: 'a' } } }),
  onIndex({ exists: { field: '_index' } }),
  onIndex({ query_string: { query: '_index:a* AND city:london' } }),
  onIndex({ wrapper: { query: Buffer.from('{"term":{"_index":"books"}}').toString('base64') } }),
  onIndex({ script: { script: "doc['_index'].value == 'books' || doc['_index'].value == 'routes'" } }),
  onIndex({ script: { script: { source: "doc['_index'].value.startsWith(params.a)", params: { a: 'a' } } } }),
  search('/airports/_search', { query: { terms: { iata: { index: 'routes', id: '0', path: 'iata' } } } }),
  search('/books/_search', { query: { terms: { iata: { index: 'airports', id: '0', path: 'iata' } } } }),
  search('/books/_search', { query: { terms: { iata: { index: 'missing', id: '0', path: 'iata' } } } }),
  search('/books/_search', {
    query: {
      more_like_this: { like: { _index: 'airports', _id: '0' }, fields: ['city'], min_term_freq: 1, min_doc_freq: 1 },
    },
  }),
  search('/queries/_search', { query: { percolate: { field: 'query', index: 'airports', id: '0' } } }),
  search('/airports/_search', {
    query: { geo_shape: { at: { indexed_shape: { index: 'shapes', id: '0', path: 'shape' }, relation: 'within' } } },
  }),
  search('/airports/_search', { query: { geo_shape: { at: { indexed_shape: { id: '0', path: 'shape' } } } } }),
  search('/_search', { indices_boost: [{ books: 3 }, { 'air*': 2 }], query: { match: { country: 'US' } } }),
  search('/_search', { indices_boost: { ports: 3, books: 2 }, query: { match: { country: 'US' } } }),
  search('/books/_search', { indices_boost: [{ missing: 3 }] }),
  search('/_search', { size: 0, aggs: { a: { terms: { field: '_index', order: { _key: 'desc' } } } } }),
  search('/_search', { size: 0, aggs: { a: { terms: { field: '_index', include: ['books', 'airports'] } } } }),
  search('/_search', { size: 0, aggs: { a: { terms: { field: '_index', include: 'a.*|b.*', exclude: '.*-.*' } } } }),
  search('/_search', {
    size: 0,
    aggs: { a: { composite: { size: 2, sources: [{ i: { terms: { field: '_index' } } }], after: { i: 'airports' } } } },
  }),
  search('/_search', { size: 0, aggs: { a: { filters: { filters: { b: { term: { _index: 'books' } } } } } } }),
  search('/_search', { size: 0, aggs: { a: { multi_terms: { terms: [{ field: '_index' }, { field: 'country' }] } } } }),
  search('/_search', { size: 0, aggs: { a: { cardinality: { field: '_index' } } } }),
  search('/_search', { size: 2, sort: [{ _index: 'desc' }, { _id: 'asc' }], search_after: ['books', '1'] }),
  search('/airports,routes/_search', { size: 2, sort: ['_index', '_id'], search_after: ['airports', '2'] }),
  search('/_search', {
    query: { ids: { values: ['0'] } },
    sort: ['_index'],
    script_fields: { i: { script: "doc['_index'].value" } },
    docvalue_fields: ['_index'],
    fields: ['_index'],
  }),
  search('/airports/_search', {
    query: { match: { city: 'boston' } },
    rescore: { window_size: 5, query: { rescore_query: { term: { _index: 'airports' } } } },
    highlight: { fields: { city: { highlight_query: { match: { city: 'boston' } } } } },
  }),
  search('/books/_search?explain=true', { query: { bool: { filter: { term: { _index: 'books' } } } } }),
  search('/books/_count', { query: { term: { _index: 'books' } } }),
  ['GET', '/_count'],
  search('/airports/_explain/0', {
    query: { bool: { must: [{ term: { _index: 'airports' } }, { match: { city: 'boston' } }] } },
  }),
  ['GET', '/books/_explain/0?q=_index:books'],
  search('/_field_caps?fields=city', { index_filter: { term: { _index: 'books' } } }),
  ['GET', '/_field_caps?fields=iata,city,country'],
  search('/books/_validate/query', { query: { term: { _index: 'books' } } }),
  search('/_validate/query?explain=true', { query: { nonsense: {} } }),
  [
    'POST',
    '/_msearch',
    lines({ index: 'books' }, {}, {}, { size: 1, sort: ['_index', '_id'] }, { index: ['air*', 'x*'] }, {}),
  ],
  ['POST', '/books/_msearch', lines({}, { query: { term: { _index: 'books' } } }, { index: 'missing' }, {})],
  [
    'POST',
    '/_msearch',
    lines({ index: [] }, { size: 0 }, { index: 'ports' }, { query: { match: { city: 'london' } } }),
  ],
  search('/_mget', {
    docs: [
      { _index: 'airports', _id: '0' },
      { _index: 'books', _id: '1' },
      { _index: 'ports', _id: '2' },
    ],
  }),
  search('/_mget', {
    docs: [
      { _index: 'missing', _id: '0' },
      { _index: 'books', _id: '9' },
    ],
  }),
  search('/books/_mget', { ids: ['0', '1'] }),
  search('/_mtermvectors', { docs: [{ _index: 'books', _id: '0', fields: ['title'] }] }),
  ['GET', '/airports/_termvectors/0?fields=city'],
  search('/books/_termvectors', { doc: { title: 'Boston' } }),
  search('/airports,books/_rank_eval', {
    requests: [
      {
        id: 'a',
        request: { query: { match: { city: 'boston' } } },
        ratings: [
          { _index: 'airports', _id: '0', rating: 1 },
          { _index: 'books', _id: '0', rating: 0 },
        ],
      },
    ],
    metric: { precision: { k: 5, relevant_rating_threshold: 1 } },
  }),
  search('/_search/template', {
    source: { query: { term: { _index: '{{i}}' } }, sort: ['_id'] },
    params: { i: 'books' },
  }),
  search('/books/_search/template', { source: '{"query":{"match":{"city":"{{c}}"}}}', params: { c: 'boston' } }),
  search('/_render/template', { source: '{"query":{"term":{"_index":"{{i}}"}}}', params: { i: 'books' } }),
  search('/_scripts/painless/_execute', {
    script: { source: "doc['country'].value == 'US'" },
    context: 'filter',
    context_setup: { index: 'books', document: { country: 'US' } },
  }),
  ['GET', '/books/_analyze?text=a%20b'],
  search('/_analyze', { text: 'a b', analyzer: 'standard' }),
  ['POST', '/books/_search', '{"query": // a comment\n {"match_all":{}}}'],
  ['POST', '/books/_search', '{"query":{"term":{"_index":"books"}'],
  ['POST', '/books/_search', '{"query":{"match_all":{}},"query":{"match_all":{}}}'],
  ['POST', '/books/_search', '{"query":{"match_all":{}}} {"index":"x"}'],
  ['POST', '/books/_search', '{"query":{"term":{"_index":"books","_index":"x"}}}'],
]
