import { expect, test } from 'vitest'
import { ownClientsProject } from '../support/own-clients.ts'
import { type FinishedVitest, runVitest } from '../support/run-vitest.ts'

async function expectGood(run: FinishedVitest, passed: number): Promise<void> {
  expect(run.output).toMatch(new RegExp(`Tests +${passed} passed \\(${passed}\\)`))
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode, run.output).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
}

/** A suite as it was written for a domain that nobody else uses: it has its own names for everything, and tidies up with `*`. */
const suite = `
  import { afterAll, beforeAll, expect, test } from 'vitest'
  import { openSearch } from './data-layer.js'

  const client = openSearch()
  const product = (title) => ({ title, price: 3 })
  const titles = async (index) => {
    const { body } = await client.search({ ...(index && { index }), body: { size: 100, sort: [{ _index: 'asc' }, '_doc'] } })
    return body.hits.hits.map(({ _index, _source }) => _index + ' ' + (_source.title ?? _source.message)).sort()
  }
  const indices = async () => Object.keys((await client.indices.get({ index: '*' })).body).sort()

  beforeAll(async () => {
    expect(await indices()).toEqual([])
    await client.cluster.putComponentTemplate({ name: 'small', body: { template: { settings: { number_of_replicas: 0 } } } })
    await client.indices.putIndexTemplate({
      name: 'logs',
      body: { index_patterns: ['logs-*'], data_stream: {}, composed_of: ['small'], priority: 200 },
    })
    await client.indices.putIndexTemplate({
      name: 'everything',
      body: { index_patterns: ['*'], template: { settings: { number_of_replicas: 0 } }, priority: 1 },
    })
    await client.ingest.putPipeline({
      id: 'stamp',
      body: { processors: [{ set: { field: 'stamped', value: true } }] },
    })
    await client.indices.create({
      index: 'products-v1',
      body: { aliases: { products: {} }, mappings: { properties: { title: { type: 'text' } } } },
    })
    await client.bulk({
      refresh: true,
      body: [
        { index: { _index: 'products-v1', _id: '1' } }, product('Emma'),
        { index: { _index: 'products-v1', _id: '2' } }, product('Persuasion'),
      ],
    })
  })

  afterAll(async () => {
    await client.indices.deleteDataStream({ name: '*' })
    await client.indices.delete({ index: '*' })
    await client.indices.deleteIndexTemplate({ name: '*' })
    await client.close()
  })

  const asMade = ['products-v1 Emma', 'products-v1 Persuasion']

  test('finds the products by their alias, and nothing else anywhere', async () => {
    expect(await titles('products')).toEqual(asMade)
    expect(await titles()).toEqual(asMade)
    expect(await indices()).toEqual(['products-v1'])
    expect((await client.indices.getAlias({ name: 'products' })).body).toEqual({ 'products-v1': { aliases: { products: {} } } })
  })

  test('adds a product by the alias', async () => {
    await client.index({ index: 'products', id: '3', body: product('Sanditon'), pipeline: 'stamp', refresh: true })
    expect((await client.get({ index: 'products', id: '3' })).body).toMatchObject({
      _index: 'products-v1', _source: { title: 'Sanditon', stamped: true },
    })
    expect(await titles('products')).toEqual([...asMade, 'products-v1 Sanditon'])
  })

  test('moves the products to another version, and swaps the alias', async () => {
    expect(await titles('products')).toEqual(asMade)
    await client.indices.create({ index: 'products-v2' })
    await client.reindex({ refresh: true, body: { source: { index: 'products' }, dest: { index: 'products-v2' } } })
    await client.indices.updateAliases({
      body: {
        actions: [
          { add: { index: 'products-v2', alias: 'products' } },
          { remove_index: { index: 'products-v1' } },
        ],
      },
    })
    expect(await titles('products')).toEqual(['products-v2 Emma', 'products-v2 Persuasion'])
    expect(await indices()).toEqual(['products-v2'])
  })

  test('is at the first version again', async () => {
    expect(await indices()).toEqual(['products-v1'])
    expect(await titles('products*')).toEqual(asMade)
  })

  test('writes to a data stream, and rolls it over', async () => {
    const body = (message) => ({ '@timestamp': '2026-12-01T00:00:00Z', message })
    await client.index({ index: 'logs-app', op_type: 'create', body: body('one'), refresh: true })
    await client.indices.rollover({ alias: 'logs-app' })
    await client.index({ index: 'logs-app', op_type: 'create', body: body('two'), refresh: true })
    expect(await titles('logs-*')).toEqual(['.ds-logs-app-000001 one', '.ds-logs-app-000002 two'])
    const { body: { data_streams: [stream] } } = await client.indices.getDataStream({ name: 'logs-app' })
    expect(stream).toMatchObject({ name: 'logs-app', template: 'logs', generation: 2 })
  })

  test('has no data stream any more', async () => {
    expect((await client.indices.getDataStream({ name: '*' })).body.data_streams).toEqual([])
    expect((await client.indices.getIndexTemplate({ name: 'logs' })).body.index_templates[0]).toMatchObject({
      name: 'logs', index_template: { index_patterns: ['logs-*'], composed_of: ['small'] },
    })
  })

  test('deletes all there is', async () => {
    await client.indices.delete({ index: '*' })
    expect(await indices()).toEqual([])
    expect(await titles()).toEqual([])
  })

  test('has all of it back', async () => {
    expect(await titles('_all')).toEqual(asMade)
  })`

const TESTS = 8

test('a suite with names of its own for everything runs unmodified in four workers at once, each test on the data of its beforeAll', async () => {
  const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${name}.test.js`, suite]))
  const project = ownClientsProject(
    { neptune: undefined, isolation: 'views', env: { OPENSEARCH: 'opensearch.url' } },
    files,
  )
  const run = await runVitest({ vitest: 5, files: project, args: ['--maxWorkers', '4'] })
  await expectGood(run, 4 * TESTS)
})

const dataset = {
  'fixtures/places/opensearch/towns/index.json': '{"aliases": {"all": {}}}',
  'fixtures/places/opensearch/towns/a.ndjson': '{"_id": "a", "name": "Ayr"}\n{"_id": "b", "name": "Bath"}\n',
  'fixtures/places/neptune/v.csv': '~id,~label,name:String\na,town,Ayr\n',
}

const config = (options: string, more = '') => `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({ plugins: [awsFixtures(${options})], test: { ${more} } })`

const fixturesFile = `
  import { beforeAll, describe, expect, seed, test } from 'vitest-aws-fixtures/fixtures'
  import { openSearch } from './data-layer.js'

  const own = openSearch()
  const ids = async (client, index) => {
    const { body } = await client.search({ index, body: { sort: ['_id'] } })
    return body.hits.hits.map((hit) => hit._id)
  }

  test('the fixtures have the names of the dataset', async ({ opensearch, index, indices, indexPrefix }) => {
    expect([index, { ...indices }, indexPrefix]).toEqual(['towns', { towns: 'towns' }, ''])
    expect([process.env.INDEX, process.env.PREFIX]).toEqual(['towns', ''])
    expect(await ids(opensearch, 'all')).toEqual(['a', 'b'])
  })

  test('a client of the code under test and the fixture see the same', async ({ opensearch, index, g }) => {
    await opensearch.delete({ index, id: 'a', refresh: true })
    await g.addV('town').next()
    expect(await ids(own, 'towns')).toEqual(['b'])
    expect(await ids(own, 'all')).toEqual(['b'])
    await own.indices.delete({ index: 'towns' })
    expect((await opensearch.indices.exists({ index })).body).toBe(false)
  })

  test('the next test finds all as it is in the files', async ({ opensearch, index, g }) => {
    expect(await ids(opensearch, index)).toEqual(['a', 'b'])
    expect(await ids(own, 'towns')).toEqual(['a', 'b'])
    expect((await g.V().count().next()).value).toBe(1)
  })

  describe('with a seed', () => {
    seed(async ({ opensearch, index }) => {
      await opensearch.index({ index, id: 'c', body: { name: 'Cork' }, refresh: true })
      await opensearch.index({ index: 'roads', id: 'ab', body: {}, refresh: true })
    })
    for (const time of ['once', 'twice']) {
      test('tests find it ' + time, async ({ opensearch, indices }) => {
        expect({ ...indices }).toEqual({ towns: 'towns', roads: 'roads' })
        expect(await ids(opensearch, 'all')).toEqual(['a', 'b', 'c'])
        await opensearch.deleteByQuery({ index: ['towns', 'roads'], refresh: true, body: { query: { match_all: {} } } })
        expect(await ids(own, '_all')).toEqual([])
      })
    }
  })

  test('what a seed has made goes with it', async ({ opensearch }) => {
    expect(await ids(opensearch, '*')).toEqual(['a', 'b'])
  })

  describe('side by side', () => {
    let written = 0
    const all = Promise.withResolvers()
    test.concurrent.for([1, 2, 3])('%i has all names to itself', async (n, { expect, opensearch }) => {
      await opensearch.index({ index: 'mine', id: String(n), body: { n }, refresh: true })
      written += 1
      if (written === 3) all.resolve()
      await all.promise
      expect(await ids(opensearch, 'mine')).toEqual([String(n)])
    })
  })

  let late
  test('hands its client to nobody', async ({ awsConnections }) => {
    late = await awsConnections.credentials()
    expect(late.accessKeyId).not.toBe(process.env.AWS_ACCESS_KEY_ID)
  })`

test.for([4, 5] as const)(
  'fixtures and own clients have one view, a new one in each test, with Vitest %i',
  async (vitest) => {
    const options = `{
    isolation: 'views', opensearch: { dataset: 'fixtures/places' }, neptune: { dataset: 'fixtures/places' },
    env: { OPENSEARCH: 'opensearch.url', INDEX: 'opensearch.index', PREFIX: 'opensearch.indexPrefix' },
  }`
    const files = { ...ownClientsProject({}, {}), ...dataset, 'vitest.config.js': config(options, 'maxWorkers: 2') }
    const run = await runVitest({
      vitest,
      files: { ...files, 'one.test.js': fixturesFile, 'two.test.js': fixturesFile },
    })
    await expectGood(run, 2 * 10)
  },
)
