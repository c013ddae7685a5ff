import { expect, test } from 'vitest'
import { answerHook, queryForAnswer } from '../../../../src/gate/views/answers/answer-hook.ts'
import type { AnswerEdit } from '../../../../src/gate/views/api.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { route } from '../../../../src/gate/views/route.ts'
import { layerOf, OWN, SOURCE } from '../layers.ts'

const OTHER = 'vaf-7wovf-w1-t33-'
const view = () => openView({ prefix: OWN, layers: [layerOf({ airports: ['places'] })] })

interface Answered {
  readonly edit?: AnswerEdit
  readonly target?: string
  readonly type?: string
  readonly seen?: ReturnType<typeof view>
}

/** The body that a client of a view gets for a body of the engine. */
async function answer(body: string, { edit, target = '/', type = 'application/json', seen = view() }: Answered) {
  const hook = answerHook(seen, route('GET', target)!, edit)
  const editing = hook.streamOf!(200, [['content-type', `${type}; charset=UTF-8`]])
  if (!editing) return body
  return Buffer.concat([editing.push(Buffer.from(body)), await editing.end()]).toString()
}

const answered = async (body: unknown, of: Answered) => JSON.parse(await answer(JSON.stringify(body), of)) as unknown

test('names in headers become those of the user', () => {
  const { onHead } = answerHook(view(), route('POST', '/a/_doc')!, undefined)
  expect(
    onHead!([
      ['Location', `/${OWN}a/_doc/1`],
      ['Warning', `299 OpenSearch "of [.${SOURCE}b]"`],
    ]),
  ).toEqual([
    ['Location', '/a/_doc/1'],
    ['Warning', '299 OpenSearch "of [.b]"'],
  ])
})

test('JSON, YAML and text lose their prefixes, and CBOR stays, whose names have lengths', async () => {
  for (const type of ['application/json', 'application/yaml', 'text/plain', 'application/vnd.opensearch+json']) {
    expect(await answer(`_index: ${OWN}a`, { type })).toBe('_index: a')
  }
  expect(await answer(`_index: ${OWN}a`, { type: 'application/cbor' })).toBe(`_index: ${OWN}a`)
})

test('a table comes with its header, and one in JSON loses the rows of others and is sorted again', async () => {
  const target = '/_cat/indices?format=json&s=index'
  expect(queryForAnswer(route('GET', target)!, 'table').at(-1)).toEqual(['v', 'true'])
  const rows = [`${SOURCE}airports`, `${OTHER}x`, `${OWN}b`, `${OWN}a`].map((index) => ({ health: 'green', index }))
  expect(await answered(rows, { edit: 'table', target })).toEqual(
    ['a', 'airports', 'b'].map((index) => ({ health: 'green', index })),
  )
  expect(await answer(`[ {"name":"${OTHER}x"} ]`, { edit: 'table', target: '/_cat/repositories' })).toBe('[ ]')
})

test('a table in YAML loses the rows of others and is sorted again, too', async () => {
  const target = '/_cat/aliases?s=alias&format=yaml'
  const row = (alias: string) => `- alias: "${alias}"\n  index: "${alias}\\n"\n  filter: null\n`
  const rows = [`${SOURCE}places`, `${OTHER}x`, 'unknown', `${OWN}b`, `${OWN}a`].map(row)
  expect(await answer(`---\n${rows.join('')}`, { edit: 'table', target, type: 'application/yaml' })).toBe(
    `---\n${['a', 'b', 'places'].map(row).join('')}`,
  )
})

test('what other scopes have is not in the state of the cluster', async () => {
  const entry = { settings: { index: { number_of_shards: '1' } }, state: 'open' }
  const state = {
    cluster_name: 'vitest-aws-fixtures',
    metadata: {
      templates: { [`${OTHER}t`]: { index_patterns: ['*'] }, [`${OWN}t`]: { index_patterns: [`${OWN}l*`] } },
      indices: {
        [`${OWN}vaf-docs-a`]: entry,
        [`${SOURCE}airports`]: entry,
        [`.ds-${OTHER}x`]: entry,
        '.system': entry,
      },
      'index-graveyard': { tombstones: [{ index: { index_name: `${OTHER}x` } }, { index: { index_name: `${OWN}x` } }] },
    },
    routing_nodes: {
      unassigned: [{ index: `${OTHER}x` }],
      nodes: { n: [{ index: `${OWN}a` }, { index: `vaf-3k2j1-b` }] },
    },
  }
  expect(await answered(state, { edit: 'cluster', target: '/_cluster/state' })).toEqual({
    cluster_name: 'vitest-aws-fixtures',
    metadata: {
      templates: { t: { index_patterns: ['l*'] } },
      indices: { 'vaf-docs-a': entry, airports: entry, '.system': entry },
      'index-graveyard': { tombstones: [{ index: { index_name: 'x' } }] },
    },
    routing_nodes: { unassigned: [], nodes: { n: [{ index: 'a' }] } },
  })
})

test('tasks of other scopes are left out, by what they are at or by whose they are', async () => {
  const task = (description: string, headers = {}) => ({
    node: 'n',
    id: 1,
    action: 'indices:data/read',
    description,
    headers,
  })
  const tasks = {
    'n:1': task(`indices[${OWN}a]`),
    'n:2': task(`indices[${OWN}a,${OTHER}b]`),
    'n:3': task('scroll', { 'X-Opaque-Id': 'vaf-7wovf-w2-' }),
    'n:4': task('scroll', { 'X-Opaque-Id': 'mine' }),
  }
  expect(await answered({ nodes: { n: { tasks } } }, { edit: 'cluster', target: '/_tasks' })).toEqual({
    nodes: { n: { tasks: { 'n:1': task('indices[a]'), 'n:4': tasks['n:4'] } } },
  })
})

test('a sealed index that is covered is not in the state of the cluster', async () => {
  const covering = view()
  covering.cover(covering.sealedIn(['airports'])[0]!)
  const state = {
    metadata: { indices: { [`${SOURCE}airports`]: { state: 'open' }, [`${OWN}airports`]: { state: 'close' } } },
  }
  expect(await answered(state, { edit: 'cluster', target: '/_cluster/state', seen: covering })).toEqual({
    metadata: { indices: { airports: { state: 'close' } } },
  })
})

const marks = {
  provided_name: `${OWN}airports`,
  resize: { source: { name: `${SOURCE}airports`, uuid: 'u' } },
  routing: { allocation: { initial_recovery: { _id: 'n' } } },
  number_of_shards: '1',
}

test('settings do not tell that an index is a copy or sealed, whether they are nested or flat', async () => {
  const indices = {
    [`${OWN}airports`]: { settings: { index: marks } },
    [`${SOURCE}b`]: { settings: { index: { blocks: { write: 'true' }, number_of_shards: '1' } } },
    [`${OWN}flat`]: {
      settings: {
        'index.resize.source.name': `${SOURCE}flat`,
        'index.routing.allocation.initial_recovery._id': 'n',
        'index.a': '1',
      },
    },
  }
  expect(await answered(indices, { edit: 'settings', target: '/_settings' })).toEqual({
    airports: { settings: { index: { provided_name: 'airports', number_of_shards: '1' } } },
    b: { settings: { index: { number_of_shards: '1' } } },
    flat: { settings: { 'index.a': '1' } },
  })
})

test('settings of what the user has resized, blocked or routed stay', async () => {
  const index = {
    resize: { source: { name: `${OWN}a`, uuid: 'u' } },
    routing: { allocation: { initial_recovery: { _id: 'n' } } },
    blocks: { write: 'true' },
  }
  expect(await answered({ [`${OWN}b`]: { settings: { index } } }, { edit: 'settings', target: '/_settings' })).toEqual({
    b: { settings: { index: { ...index, resize: { source: { name: 'a', uuid: 'u' } } } } },
  })
})
