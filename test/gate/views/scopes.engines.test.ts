import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../start-engine.ts'
import { openScopes, RUN, type Scope, sealedLayer } from './scopes.ts'

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('opensearch')
})
afterAll(() => engine?.stop())

const SOURCE = `${RUN}source-`
const put = (scope: Scope, index: string, id: string, document: object = { city: id }) =>
  scope.index({ index, id, body: document, refresh: true })

/** The ids and the indices of all documents that a search finds. */
async function found(scope: Scope, index?: string): Promise<string[]> {
  const { body } = await scope.search({ ...(index !== undefined && { index }), size: 100 })
  return body.hits.hits.map((hit) => `${hit._index}/${hit._id}`).sort()
}

const names = async (scope: Scope) => Object.keys((await scope.indices.get({ index: '*' })).body).sort()

describe('two scopes that use the same names', () => {
  test('see their own indices only, in searches over one, by a pattern, and over all', async () => {
    const { scope } = await openScopes(engine)
    const [one, other] = [await scope(), await scope()]
    await put(one, 'books', 'a')
    await put(other, 'books', 'b')
    for (const index of ['books', 'b*', '*', '_all', undefined]) {
      expect(await found(one, index)).toEqual(['books/a'])
      expect(await found(other, index)).toEqual(['books/b'])
    }
  })

  test('delete all that they have, and nothing else', async () => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'] } })
    const [one, other] = [await scope([layer]), await scope([layer])]
    await put(one, 'books', 'a')
    await put(other, 'books', 'b')
    expect((await one.indices.delete({ index: '*' })).body).toEqual({ acknowledged: true })
    expect(await names(one)).toEqual([])
    expect(await found(one)).toEqual([])
    expect(await found(other)).toEqual(['airports/BOS', 'books/b'])
  })

  test('have aliases of one name, each for its own index', async () => {
    const { scope } = await openScopes(engine)
    const [one, other] = [await scope(), await scope()]
    for (const [own, index] of [
      [one, 'books-1'],
      [other, 'books-2'],
    ] as const) {
      await put(own, index, index)
      await own.indices.updateAliases({ body: { actions: [{ add: { index, alias: 'products' } }] } })
    }
    expect(await found(one, 'products')).toEqual(['books-1/books-1'])
    expect(await found(other, 'products')).toEqual(['books-2/books-2'])
    expect((await one.indices.getAlias()).body).toEqual({ 'books-1': { aliases: { products: {} } } })
    expect((await one.indices.existsAlias({ name: 'products' })).body).toBe(true)
  })

  test('have templates for all indices, each for its own', async () => {
    const { scope } = await openScopes(engine)
    const [one, other] = [await scope(), await scope()]
    const template = { index_patterns: ['*'], template: { mappings: { dynamic: 'strict' as const } } }
    await one.indices.putIndexTemplate({ name: 'strict', body: template })
    await expect(put(one, 'books', 'a')).rejects.toMatchObject({
      body: { error: { type: 'strict_dynamic_mapping_exception' } },
    })
    await put(other, 'books', 'b')
    expect((await other.indices.getIndexTemplate()).body.index_templates).toEqual([])
  })

  test('are told of their own indices only by tables, and by what tells of the whole cluster', async () => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'] } })
    const [one, other] = [await scope([layer]), await scope([layer])]
    await put(one, 'books', 'a')
    await put(other, 'films', 'b')
    await put(other, 'airports', 'NEW')
    const table = await one.cat.indices({ h: ['index', 'docs.count'], s: ['index'] })
    expect(table.body).toBe('airports 1\nbooks    1\n')
    const { body: state } = await one.cluster.state({ metric: ['metadata'] })
    expect(Object.keys(state.metadata.indices).sort()).toEqual(['airports', 'books'])
    const { body: stats } = await one.indices.stats({})
    expect(Object.keys(stats.indices ?? {}).sort()).toEqual(['airports', 'books'])
  })

  test('have data streams of one name', async () => {
    const { scope } = await openScopes(engine)
    const [one, other] = [await scope(), await scope()]
    const template = { index_patterns: ['logs-*'], data_stream: {} }
    for (const own of [one, other]) {
      await own.indices.putIndexTemplate({ name: 'logs', body: template })
      const document = { '@timestamp': '2026-01-01T00:00:00Z' }
      await own.index({ index: 'logs-app', body: document, op_type: 'create', refresh: true })
    }
    expect((await one.indices.getDataStream()).body.data_streams).toMatchObject([
      { name: 'logs-app', indices: [{ index_name: '.ds-logs-app-000001' }] },
    ])
    expect((await one.count({ index: 'logs-*' })).body.count).toBe(1)
    await one.indices.deleteDataStream({ name: '*' })
    expect((await other.count({ index: 'logs-app' })).body.count).toBe(1)
  })
})

describe('an index of a dataset', () => {
  test('is there under its own name once, for every scope, and is not copied to be read', async () => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS', 'JFK'], aliases: ['places'] } })
    const [one, other] = [await scope([layer]), await scope([layer])]
    for (const index of ['airports', 'places', 'air*', '*', undefined]) {
      expect(await found(one, index)).toEqual(['airports/BOS', 'airports/JFK'])
    }
    expect((await one.get({ index: 'airports', id: 'BOS' })).body).toMatchObject({ _index: 'airports', found: true })
    expect((await one.indices.getAlias({ name: 'places' })).body).toEqual({ airports: { aliases: { places: {} } } })
    expect(await one.end()).toEqual({ changed: false, covered: [] })
    expect(await found(other, 'places')).toEqual(['airports/BOS', 'airports/JFK'])
    expect(Object.keys((await plain.indices.get({ index: `${RUN}*` })).body)).toEqual([`${SOURCE}airports`])
  })

  test.each<[string, (scope: Scope) => Promise<unknown>]>([
    ['a document is written', (scope) => put(scope, 'airports', 'NEW')],
    ['a document is written by its alias', (scope) => put(scope, 'places', 'NEW')],
    ['a document is updated', (scope) => scope.update({ index: 'airports', id: 'BOS', body: { doc: { city: 'x' } } })],
    ['documents come by bulk', (scope) => scope.bulk({ body: [{ delete: { _index: 'airports', _id: 'BOS' } }] })],
    [
      'documents are deleted by a query over all indices',
      (scope) => scope.deleteByQuery({ index: '*', body: { query: { match_all: {} } } }),
    ],
    [
      'another index is reindexed into it',
      async (scope) => {
        await put(scope, 'books', 'a')
        await scope.reindex({ body: { source: { index: 'books' }, dest: { index: 'airports' } } })
      },
    ],
    [
      'its mapping is changed',
      (scope) => scope.indices.putMapping({ index: 'airports', body: { properties: { lat: { type: 'float' } } } }),
    ],
    [
      'a setting of all indices is changed',
      (scope) => scope.indices.putSettings({ body: { index: { max_result_window: 500 } } }),
    ],
    ['it is closed', (scope) => scope.indices.close({ index: 'airports' })],
    ['it gets an alias', (scope) => scope.indices.putAlias({ index: 'airports', name: 'fields' })],
    ['it loses its alias', (scope) => scope.indices.deleteAlias({ index: 'airports', name: 'places' })],
    [
      'its alias moves to another index',
      async (scope) => {
        await put(scope, 'books', 'a')
        const actions = [
          { remove: { index: 'airports', alias: 'places' } },
          { add: { index: 'books', alias: 'places' } },
        ]
        await scope.indices.updateAliases({ body: { actions } })
        expect(await found(scope, 'places')).toEqual(['books/a'])
      },
    ],
    [
      'it is deleted in the actions of aliases',
      (scope) => scope.indices.updateAliases({ body: { actions: [{ remove_index: { index: 'airports' } }] } }),
    ],
    ['it is deleted', (scope) => scope.indices.delete({ index: 'airports' })],
  ])('is copied before %s, and no other scope sees that', async (_, change) => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS', 'JFK'], aliases: ['places'] } })
    const [one, other] = [await scope([layer]), await scope([layer])]
    const before = (await other.indices.get({ index: 'airports' })).body
    await change(one)
    expect((await other.indices.get({ index: 'airports' })).body).toEqual(before)
    expect(await found(other)).toEqual(['airports/BOS', 'airports/JFK'])
    expect(await found(other, 'places')).toEqual(['airports/BOS', 'airports/JFK'])
    expect(await one.end()).toEqual({ changed: true, covered: [`${SOURCE}airports`] })
  })

  test('that was written to is found once, with what was written', async () => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'], aliases: ['places'] } })
    const one = await scope([layer])
    await put(one, 'airports', 'NEW')
    for (const index of ['airports', 'places', 'air*', '*', undefined]) {
      expect(await found(one, index)).toEqual(['airports/BOS', 'airports/NEW'])
    }
  })

  test('gets one copy where many write to it at once, and no search finds it beside that', async () => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'] } })
    const one = await scope([layer])
    const ids = Array.from({ length: 30 }, (_, at) => `NEW${at}`)
    const [searched] = await Promise.all([
      Promise.all(ids.map(async () => (await found(one)).filter((hit) => hit === 'airports/BOS').length)),
      ...ids.map((id) => put(one, 'airports', id)),
    ])
    expect(new Set(searched)).toEqual(new Set([1]))
    expect((await one.count({ index: 'airports' })).body.count).toBe(31)
  })

  test('that was deleted can be made again, empty, and stays away where it is not', async () => {
    const { plain, scope } = await openScopes(engine)
    const contents = { airports: { ids: ['BOS'], aliases: ['all'] }, ports: { ids: ['HAM'], aliases: ['all'] } }
    const one = await scope([await sealedLayer(plain, SOURCE, contents)])
    expect((await one.indices.delete({ index: 'airports' })).body).toEqual({ acknowledged: true })
    expect((await one.indices.exists({ index: 'airports' })).body).toBe(false)
    expect(await found(one, 'all')).toEqual(['ports/HAM'])
    await one.indices.create({ index: 'airports' })
    expect(await found(one)).toEqual(['ports/HAM'])
  })

  test('is not deleted together with one that is not there', async () => {
    const { plain, scope } = await openScopes(engine)
    const one = await scope([await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'] } })])
    await expect(one.indices.delete({ index: 'airports,none' })).rejects.toMatchObject({
      statusCode: 404,
      body: { error: { index: 'none' } },
    })
    expect(await found(one)).toEqual(['airports/BOS'])
  })

  test('cannot be made again, for it is there', async () => {
    const { plain, scope } = await openScopes(engine)
    const one = await scope([await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'] } })])
    await expect(one.indices.create({ index: 'airports' })).rejects.toMatchObject({
      body: { error: { type: 'resource_already_exists_exception', index: 'airports' } },
    })
  })
})

describe('an answer', () => {
  test('is the same for a client that compresses', async () => {
    const { plain, scope } = await openScopes(engine)
    const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS'] } })
    const one = await scope([layer], { compression: 'gzip', suggestCompression: true })
    const lines = Array.from({ length: 2_000 }, (_, n) => [{ index: { _index: 'airports', _id: `${n}` } }, { n }])
    const { body } = await one.bulk({ body: lines.flat(), refresh: true })
    expect(body.errors).toBe(false)
    expect(new Set(body.items.map(({ index }) => index?._index))).toEqual(new Set(['airports']))
    expect((await one.count({ index: 'air*' })).body.count).toBe(2_001)
    const { body: all } = await one.search({ index: 'airports', size: 2_001 })
    expect(new Set(all.hits.hits.map((hit) => hit._index))).toEqual(new Set(['airports']))
  })

  test.each<[string, (scope: Scope) => Promise<unknown>, object]>([
    [
      'an index that is not there',
      (scope) => scope.search({ index: 'none' }),
      { type: 'index_not_found_exception', index: 'none', reason: 'no such index [none]' },
    ],
    [
      'a name that no index can have',
      (scope) => scope.indices.create({ index: 'No' }),
      { type: 'invalid_index_name_exception', reason: 'Invalid index name [No], must be lowercase' },
    ],
    [
      'an alias that is not there',
      (scope) => scope.indices.deleteAlias({ index: 'books', name: 'none' }),
      { type: 'aliases_not_found_exception', reason: 'aliases [none] missing' },
    ],
    [
      'a template that is not there',
      (scope) => scope.indices.deleteIndexTemplate({ name: 'none' }),
      { type: 'index_template_missing_exception', reason: 'index_template [none] missing' },
    ],
  ])('names %s as the user does', async (_, ask, error) => {
    const { scope } = await openScopes(engine)
    const one = await scope()
    await put(one, 'books', 'a')
    await expect(ask(one)).rejects.toMatchObject({ body: { error } })
  })

  test('has a document as it was written, whatever is in it', async () => {
    const { scope } = await openScopes(engine)
    const one = await scope()
    const document = { text: 'vaf- vaf-other-w1-books "\\u00fc\\n', number: 1e21, list: [null, {}, []] }
    await put(one, 'books', 'a', document)
    expect((await one.get({ index: 'books', id: 'a' })).body._source).toEqual(document)
  })
})
