import { expect, test } from 'vitest'
import { allApis, merge } from '../../../src/gate/views/all-apis.ts'
import { apiPaths, partsOf } from '../../../src/gate/views/api-paths.ts'
import { REST_PARAMETERS } from './rest-parameters.ts'

/** Parts of paths that are no names of the user's, of whatever API; and those of which that is so of one. */
const NAMELESS = new Set([
  ...[
    'attribute',
    'awareness_attribute_name',
    'awareness_attribute_value',
    'block',
    'context',
    'fields',
    'index_metric',
  ],
  ...[
    'index_uuid',
    'metric',
    'node_id',
    'node_name',
    'scroll_id',
    'shard_id',
    'stat',
    'task_id',
    'thread_pool_patterns',
  ],
  ...['workload_group', 'indices.get_settings name'],
  ...[
    'create',
    'delete',
    'exists',
    'exists_source',
    'explain',
    'get',
    'get_source',
    'index',
    'termvectors',
    'update',
  ].map((api) => `${api} id`),
])

/** Parameters that an engine reads, and the description does not have. */
const FURTHER_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'indices.put_template': ['index_patterns', 'template'],
  search_template: ['search_pipeline'],
}

/** Parameters that are names wherever an API has them, but for these. */
const NAMING = new Set(['index', 'indices', 'alias', 'index_patterns', 'pipeline', 'search_pipeline', 'q'])
const NOT_NAMING = new Set(['cat.recovery index', 'cat.segment_replication index', 'indices.clear_cache index'])

const parameters = new Map(
  REST_PARAMETERS.trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([api = '', ...names]) => [api, [...names, ...(FURTHER_PARAMETERS[api] ?? [])]] as const),
)
const apis = [...new Set(apiPaths.map(({ api }) => api))]
const pathsOf = (api: string) => apiPaths.filter((path) => path.api === api)
const rules = [...allApis]

test('every API has rules', () => {
  expect(apis.filter((api) => !allApis.has(api))).toEqual([])
})

test('every rule is of an API', () => {
  expect([...allApis.keys()].filter((api) => !apis.includes(api))).toEqual([])
})

test('every part and every parameter that rules name is one of the API', () => {
  const unknown = rules.flatMap(([api, { parts = {}, query = {} }]) =>
    [
      ...Object.keys(parts).filter((part) => !pathsOf(api).some((path) => partsOf(path).includes(part))),
      ...Object.keys(query).filter((name) => parameters.has(api) && !parameters.get(api)!.includes(name)),
    ].map((name) => `${api} ${name}`),
  )
  expect(unknown).toEqual([])
})

test('every part of a path is a name of a stated sort, or of the kind that is none', () => {
  const unstated = rules.flatMap(([api, { parts = {} }]) =>
    [...new Set(pathsOf(api).flatMap(partsOf))]
      .filter((part) => !(part in parts || NAMELESS.has(part)))
      .map((part) => `${api} ${part}`),
  )
  expect(unstated.filter((part) => !NAMELESS.has(part))).toEqual([])
})

test('every parameter that has names is of a stated sort', () => {
  const unstated = rules.flatMap(([api, { query = {}, rejected }]) =>
    (parameters.get(api) ?? [])
      .filter((name) => !rejected && NAMING.has(name) && !(name in query))
      .map((name) => `${api} ${name}`),
  )
  expect(unstated.filter((name) => !NOT_NAMING.has(name))).toEqual([])
})

test('a path about all has one that says the same for named indices', () => {
  const wrong = rules.flatMap(([api, { named = {}, parts = {} }]) => {
    const known = pathsOf(api)
    const find = (path: string) => known.find((other) => other.path === path)
    return Object.entries(named)
      .filter(([all, some]) => {
        const [from, to] = [find(all), find(some)]
        if (!from || !to) return true
        const added = partsOf(to).filter((part) => !partsOf(from).includes(part))
        const isTaken = from.methods.every((method) =>
          known.some(({ path, methods }) => path === some && methods.includes(method)),
        )
        return added.length !== 1 || !(added[0]! in parts) || !isTaken
      })
      .map(([all]) => `${api} ${all}`)
  })
  expect(wrong).toEqual([])
})

/** Paths about none, which the engine rejects, or about what a request says elsewhere; and of a table that loses the rows of others. */
const ABOUT_NONE = new Set([
  'cat.aliases /_cat/aliases',
  ...['indices.close /_close', 'indices.delete /', 'indices.open /_open'],
  ...['indices.put_alias /_alias', 'indices.put_alias /_alias/{name}', 'indices.put_alias /_aliases/{name}'],
])

test('a path that names no indices, where others of its API do, stands for all of the view', () => {
  const unlimited = rules.flatMap(([api, { parts = {}, named = {}, rejected, answer }]) => {
    const lists = Object.keys(parts).filter((part) => /^(indices|aliases|own-list)$/.test(parts[part]!))
    return pathsOf(api)
      .filter(({ path }) => lists.length > 0 && !(rejected || answer === 'cluster' || path in named))
      .filter((path) => !partsOf(path).some((part) => lists.includes(part)))
      .map(({ path }) => `${api} ${path}`)
  })
  expect(unlimited.filter((path) => !ABOUT_NONE.has(path))).toEqual([])
})

test('two families with rules for one API are noticed', () => {
  expect(() => merge([{ search: { effect: 'reads' } }, { search: { effect: 'reads' } }])).toThrow('search')
})
