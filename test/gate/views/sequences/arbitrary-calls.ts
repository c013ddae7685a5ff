import fc from 'fast-check'
import type { RestRequest } from '../rest-tests/rest-request.ts'

/** Names that both scopes use; some of them are those of the sealed dataset. */
const index = fc.constantFrom('a', 'ab', 'b', 'airports', 'airlines', '.h', 'a-000001')
const alias = fc.constantFrom('x', 'places', 'travel', 'ax')
const stream = fc.constantFrom('logs', 'logs-b')
const other = fc.constantFrom('t', 'a-t')
const any = fc.oneof({ arbitrary: index, weight: 5 }, { arbitrary: alias, weight: 2 }, { arbitrary: stream, weight: 1 })
const pattern = fc.constantFrom('*', '_all', 'a*', 'air*', '*s', 'x*', '.h*', '*-000001', 'logs*', '.ds-logs*', 'n*')

/** A list of names, patterns and exclusions. */
const expression = fc.oneof(
  { arbitrary: any, weight: 4 },
  { arbitrary: pattern, weight: 3 },
  { arbitrary: fc.tuple(any, any).map((names) => names.join()), weight: 1 },
  { arbitrary: fc.tuple(pattern, any).map(([all, one]) => `${all},-${one}`), weight: 2 },
  { arbitrary: fc.constantFrom('_x', '-a', '<a>', '<logs-{now/d}>', 'a,'), weight: 1 },
)

const id = fc.constantFrom('1', '2', 'BOS')
const document = fc.record({ n: fc.nat(3), tag: fc.constantFrom('a', 'airports', 'x') }).map((fields) => ({
  '@timestamp': '2020-01-02T03:04:05Z',
  ...fields,
}))

const query = fc.oneof(
  fc.constant({ match_all: {} }),
  fc.nat(3).map((n) => ({ term: { n } })),
  index.map((name) => ({ term: { _index: name } })),
  fc.constantFrom('a*', 'air*').map((value) => ({ wildcard: { _index: { value } } })),
  fc.tuple(index, id).map(([name, one]) => ({ terms: { tag: { index: name, id: one, path: 'tag' } } })),
)
const byIndex = { names: { terms: { field: '_index', order: { _key: 'asc' } } } }

type Json = object | readonly object[]
const call = (method: string, target: string, body?: Json): RestRequest => {
  const path = target.replace(/<.*?>/g, encodeURIComponent)
  if (body === undefined) return { method, target: path, headers: {} }
  const text = Array.isArray(body) ? body.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body)
  return { method, target: path, headers: { 'Content-Type': 'application/json' }, body: text }
}

const withOptions = (target: fc.Arbitrary<string>) =>
  fc
    .tuple(
      target,
      fc.subarray(['ignore_unavailable=true', 'allow_no_indices=false', 'expand_wildcards=all'], { maxLength: 1 }),
      fc.nat(3),
    )
    .map(([path, [option], chance]) =>
      option && chance === 0 ? `${path}${path.includes('?') ? '&' : '?'}${option}` : path,
    )

const settings = fc.constantFrom(
  {},
  { settings: { number_of_replicas: 0 } },
  { settings: { 'index.hidden': true } },
  { mappings: { properties: { n: { type: 'integer' } } }, aliases: { x: {} } },
  { aliases: { places: { filter: { term: { n: 1 } } }, ax: { is_hidden: true } } },
  { settings: { default_pipeline: 't' } },
)

const action = fc.oneof(
  fc.tuple(expression, alias).map(([indexes, name]) => ({ add: { index: indexes, alias: name } })),
  fc.tuple(index, alias).map(([name, one]) => ({ add: { index: name, alias: one, is_write_index: true } })),
  fc.tuple(expression, alias).map(([indexes, name]) => ({ remove: { index: indexes, alias: name } })),
  index.map((name) => ({ remove_index: { index: name } })),
)

/** What makes and changes things. */
const change = fc.oneof(
  { arbitrary: fc.tuple(index, settings).map(([name, body]) => call('PUT', `/${name}`, body)), weight: 4 },
  {
    arbitrary: fc
      .tuple(any, id, document)
      .map(([name, one, body]) => call('PUT', `/${name}/_doc/${one}?refresh=true`, body)),
    weight: 6,
  },
  {
    arbitrary: fc
      .array(fc.tuple(any, id, document, fc.constantFrom('index', 'create', 'delete')), { minLength: 1, maxLength: 4 })
      .map((lines) =>
        call(
          'POST',
          '/_bulk?refresh=true',
          lines.flatMap(([name, one, body, what]) => {
            const line = { [what]: { _index: name, _id: one } }
            return what === 'delete' ? [line] : [line, body]
          }),
        ),
      ),
    weight: 3,
  },
  fc.tuple(any, id).map(([name, one]) => call('DELETE', `/${name}/_doc/${one}?refresh=true`)),
  // As one who has read it before, which is right for the dataset's own documents.
  fc
    .tuple(index, document)
    .map(([name, body]) => call('PUT', `/${name}/_doc/BOS?refresh=true&if_seq_no=0&if_primary_term=1`, body)),
  fc
    .tuple(any, id)
    .map(([name, one]) => call('POST', `/${name}/_update/${one}?refresh=true`, { doc: { n: 7 }, doc_as_upsert: true })),
  withOptions(expression.map((names) => `/${names}`)).map((target) => call('DELETE', target)),
  fc.array(action, { minLength: 1, maxLength: 3 }).map((actions) => call('POST', '/_aliases', { actions })),
  fc.tuple(expression, alias).map(([names, name]) => call('PUT', `/${names}/_alias/${name}`)),
  fc.tuple(expression, alias).map(([names, name]) => call('DELETE', `/${names}/_alias/${name}`)),
  expression.map((names) => call('PUT', `/${names}/_mapping`, { properties: { extra: { type: 'keyword' } } })),
  expression.map((names) => call('PUT', `/${names}/_settings`, { 'index.refresh_interval': '5s' })),
  expression.map((names) => call('POST', `/${names}/_close`)),
  expression.map((names) => call('POST', `/${names}/_open`)),
  fc
    .tuple(expression, any)
    .map(([source, dest]) =>
      call('POST', '/_reindex?refresh=true', { source: { index: source }, dest: { index: dest } }),
    ),
  fc
    .tuple(expression, query)
    .map(([names, found]) =>
      call('POST', `/${names}/_delete_by_query?refresh=true&conflicts=proceed`, { query: found }),
    ),
  expression.map((names) => call('POST', `/${names}/_update_by_query?refresh=true&conflicts=proceed`)),
  fc.tuple(other, fc.constantFrom('a*', 'airports', 'b', 'lo*')).map(([name, patterns]) =>
    call('PUT', `/_index_template/${name}`, {
      ...{ index_patterns: [patterns], priority: name.length },
      template: { aliases: { ax: {} }, settings: { number_of_replicas: 0 } },
    }),
  ),
  fc.constant(call('PUT', '/_index_template/logs', { index_patterns: ['logs*'], priority: 9, data_stream: {} })),
  stream.map((name) => call('PUT', `/_data_stream/${name}`)),
  fc.tuple(stream, document).map(([name, body]) => call('POST', `/${name}/_doc?refresh=true&op_type=create`, body)),
  fc.constantFrom('logs', 'logs*', '*').map((names) => call('DELETE', `/_data_stream/${names}`)),
  fc.constantFrom('t', 'a-t', '*', 'x*').map((names) => call('DELETE', `/_index_template/${names}`)),
  fc
    .tuple(other, any)
    .map(([name, to]) =>
      call('PUT', `/_ingest/pipeline/${name}`, { processors: [{ set: { field: '_index', value: to } }] }),
    ),
  // Whether it matters that there is none depends on whether the domain has ever had one, so that it is not asked for 'x*'.
  fc.constantFrom('t', '*').map((names) => call('DELETE', `/_ingest/pipeline/${names}`)),
  fc
    .tuple(any, other, document)
    .map(([name, pipeline, body]) => call('PUT', `/${name}/_doc/p?refresh=true&pipeline=${pipeline}`, body)),
  fc
    .tuple(fc.oneof(alias, stream), fc.boolean())
    .map(([name, dry]) => call('POST', `/${name}/_rollover${dry ? '?dry_run=true' : ''}`)),
  index.map((name) => call('PUT', `/${name}/_block/write`)),
  fc.tuple(index, index).map(([from, to]) => call('POST', `/${from}/_clone/${to}`)),
  expression.map((names) => call('POST', `/${names}/_refresh`)),
)

/** What only looks. */
const look = fc.oneof(
  {
    arbitrary: fc
      .tuple(withOptions(expression.map((names) => `/${names}/_search`)), query, fc.boolean())
      .map(([target, found, groups]) =>
        call('POST', target, {
          size: 50,
          query: found,
          seq_no_primary_term: true,
          version: true,
          ...(groups && { aggs: byIndex }),
        }),
      ),
    weight: 5,
  },
  query.map((found) => call('POST', '/_search?size=50', { query: found, aggs: byIndex })),
  withOptions(expression.map((names) => `/${names}/_count`)).map((target) => call('GET', target)),
  fc.tuple(any, id).map(([name, one]) => call('GET', `/${name}/_doc/${one}`)),
  fc
    .array(fc.tuple(any, id), { minLength: 1, maxLength: 3 })
    .map((docs) => call('POST', '/_mget', { docs: docs.map(([name, one]) => ({ _index: name, _id: one })) })),
  fc
    .tuple(expression, query)
    .map(([names, found]) => call('POST', '/_msearch', [{ index: names }, { query: found }, {}, { size: 0 }])),
  { arbitrary: withOptions(expression.map((names) => `/${names}`)).map((target) => call('GET', target)), weight: 2 },
  expression.map((names) => call('GET', `/${names}/_mapping`)),
  expression.map((names) => call('GET', `/${names}/_settings`)),
  {
    arbitrary: fc
      .tuple(expression, fc.constantFrom('x', 'a*', '*', 'pl*', 'x,-x'))
      .map(([names, aliases]) => call('GET', `/${names}/_alias/${aliases}`)),
    weight: 2,
  },
  fc
    .constantFrom(
      '/_alias',
      '/_alias/x',
      '/_mapping',
      '/_settings',
      '/_index_template',
      '/_data_stream',
      '/_ingest/pipeline',
      '/_cat/aliases?s=alias,index&format=json',
    )
    .map((target) => call('GET', target)),
  fc
    .tuple(expression, fc.constantFrom('a', '*.mappings', 'airports.aliases', '**.n'))
    .map(([names, path]) => call('GET', `/${names}?filter_path=${path}`)),
  any.map((name) => call('HEAD', `/${name}`)),
  expression.map((names) => call('GET', `/_cat/indices/${names}?h=index,status,rep,docs.count&s=index`)),
  expression.map((names) => call('GET', `/_cat/count/${names}?h=count`)),
  expression.map((names) => call('GET', `/_resolve/index/${names}`)),
  expression.map((names) => call('GET', `/${names}/_field_caps?fields=n,tag&include_unmapped=true`)),
  expression.map((names) => call('POST', `/${names}/_validate/query?q=n:1`)),
)

/** The calls of one scope, one after the other. */
export const anyCalls: fc.Arbitrary<RestRequest[]> = fc.array(
  fc.oneof({ arbitrary: change, weight: 3 }, { arbitrary: look, weight: 2 }),
  { minLength: 2, maxLength: 12 },
)
