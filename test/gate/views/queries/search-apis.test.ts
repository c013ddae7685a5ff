import { expect, test } from 'vitest'
import { allApis } from '../../../../src/gate/views/all-apis.ts'
import { route } from '../../../../src/gate/views/route.ts'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { SOURCE as D, OWN as P } from '../layers.ts'
import { translate, viewOverDataset } from './translate.ts'

const view = viewOverDataset()
const translated = (target: string, body: object) => {
  const result = translate('POST', target, JSON.stringify(body))
  return { ...result, body: JSON.parse(result.body) as object }
}

const onBooks = { term: { _index: 'books' } }
const onPhysicalBooks = { terms: { _index: [`${P}books`] } }

test.for<[string, object, object]>([
  ['/_count', { query: onBooks }, { query: onPhysicalBooks }],
  ['/a/_explain/1', { query: onBooks }, { query: onPhysicalBooks }],
  ['/_validate/query', { query: onBooks }, { query: onPhysicalBooks }],
  ['/_field_caps?fields=a', { index_filter: onBooks }, { index_filter: onPhysicalBooks }],
  [
    '/_search/template',
    { source: { query: onBooks }, params: { index: 'a' } },
    { source: { query: onPhysicalBooks }, params: { index: 'a' } },
  ],
  ['/_search/template', { id: 'mine', params: { a: 1 } }, { id: `${P}mine`, params: { a: 1 } }],
  ['/_render/template', { id: 'mine' }, { id: `${P}mine` }],
  ['/_render/template', { source: { query: onBooks } }, { source: { query: onBooks } }],
  [
    '/_search/template',
    { source: '{ "query": {"term":{"_index":"{{index}}"}} }' },
    { source: `{ "query": {"terms":{"_index":["${P}{{index}}"]}} }` },
  ],
  [
    '/_mget',
    {
      docs: [
        { _index: 'airports', _id: '1' },
        { _index: 'books', _id: '2' },
      ],
    },
    {
      docs: [
        { _index: `${D}airports`, _id: '1' },
        { _index: `${P}books`, _id: '2' },
      ],
    },
  ],
  [
    '/_mtermvectors',
    { docs: [{ _index: 'books', _id: '2', doc: { _index: 'a' } }] },
    { docs: [{ _index: `${P}books`, _id: '2', doc: { _index: 'a' } }] },
  ],
  ['/books/_termvectors', { _index: 'airports', doc: { index: 'a' } }, { _index: `${D}airports`, doc: { index: 'a' } }],
  [
    '/_scripts/painless/_execute',
    { script: { source: 'true' }, context: 'filter', context_setup: { index: 'books', document: { index: 'a' } } },
    { script: { source: 'true' }, context: 'filter', context_setup: { index: `${P}books`, document: { index: 'a' } } },
  ],
  [
    '/books/_rank_eval',
    {
      requests: [{ id: 'a', request: { query: onBooks }, ratings: [{ _index: 'books', _id: '1', rating: 1 }] }],
      templates: [{ id: 'b', template: { source: '{"query":{"term":{"_index":"books"}}}' } }],
    },
    {
      requests: [
        { id: 'a', request: { query: onPhysicalBooks }, ratings: [{ _index: `${P}books`, _id: '1', rating: 1 }] },
      ],
      templates: [{ id: 'b', template: { source: `{"query":{"terms":{"_index":["${P}books"]}}}` } }],
    },
  ],
])('the names in a body of %s are translated: %j', ([target, body, expected]) => {
  expect(translated(target, body).body).toEqual(expected)
})

test('what a template makes of a text stays as it is where no index is named, and is rejected where one is', () => {
  const source = (text: string) => ({ source: text })
  const free = source('{"size": {{size}}, "query": {"match": {"city": "{{city}}"}}}')
  expect(translated('/_search/template', free).body).toEqual(free)
  const naming = source('{"size": {{size}}, "query": {"terms": {"a": {"index": "books"}}}}')
  expect(() => translated('/_search/template', naming)).toThrow(NameRejected)
})

test('what a lookup of documents names is read', () => {
  const { reached } = translated('/_mget', { docs: [{ _index: 'airports', _id: '1' }] })
  expect(reached).toEqual([['airports', 'reads']])
})

const lines = (...values: (object | string)[]) =>
  `${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')}\n`

test('each of several searches is about what its first line names, or else the path', () => {
  const given = lines(
    { index: 'books' },
    { query: onBooks },
    {},
    { sort: '_index' },
    { index: ['air*', 'x'] },
    { size: 1 },
  )
  expect(translate('POST', '/routes,a/_msearch', given)).toMatchObject({
    body: lines(
      { index: [`${P}books`] },
      { query: onPhysicalBooks },
      {},
      { sort: '_index' },
      { index: [...view.expression(['air*']), `${P}x`] },
      { size: 1 },
    ),
    reached: [
      ['books', 'reads'],
      ['routes,a', 'changes'],
      ['air*,x', 'reads'],
    ],
  })
})

test('an empty list or text of indices means all, and an empty line leaves it to the path', () => {
  const all = view.expression([])
  const blank = ' '.repeat(100)
  const given = lines({ index: [] }, {}, { index: '' }, {}, '', { query: onBooks }, blank, { query: onBooks })
  const last = ['', { query: onPhysicalBooks }, blank, { query: onPhysicalBooks }]
  const expected = lines({ index: all }, {}, { index: all }, {}, ...last)
  expect(translate('POST', '/_msearch', given).body).toBe(expected)
  expect(translate('POST', '/_msearch', `\n${given}`).body).toBe(`\n${expected}`)
})

test('several searches by templates are translated, and one of a point in time is rejected', () => {
  const given = lines({ index: 'books' }, { id: 'mine' }, '{}', { source: '{"query":{"term":{"_index":"books"}}}' })
  const expected = lines({ index: [`${P}books`] }, { id: `${P}mine` }, '{}', {
    source: `{"query":{"terms":{"_index":["${P}books"]}}}`,
  })
  expect(translate('POST', '/_msearch/template', given).body).toBe(expected)
  expect(() => translate('POST', '/_msearch', lines('{}', { pit: { id: 'a' } }))).toThrow(NameRejected)
})

test('an order by index in the query of the URL is rejected, since copies could not be made', () => {
  const { check } = allApis.get('search')!
  expect(() => check!(route('GET', '/_search?sort=a:asc,_index:desc')!)).toThrow(NameRejected)
  expect(check!(route('GET', '/_search?sort=my_index:asc')!)).toBeUndefined()
})

test('what would end the scrolls of others is rejected, in the path and in the body', () => {
  const { check } = allApis.get('clear_scroll')!
  expect(() => check!(route('DELETE', '/_search/scroll/_all')!)).toThrow(NameRejected)
  expect(check!(route('DELETE', '/_search/scroll/abc')!)).toBeUndefined()
  for (const scroll_id of ['_all', ['a', '_all']]) {
    const body = JSON.stringify({ scroll_id })
    expect(() => translate('DELETE', '/_search/scroll', body)).toThrow(NameRejected)
  }
  const body = JSON.stringify({ scroll_id: ['a', 'b'] })
  expect(translate('DELETE', '/_search/scroll', body).body).toBe(body)
})
