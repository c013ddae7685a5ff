import { expect, test } from 'vitest'
import { type FinishedVitest, runVitest } from '../support/run-vitest.ts'

const config = (options: string, more = '') => `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({ plugins: [awsFixtures(${options})], test: { maxWorkers: 1${more} } })`

const places = {
  'fixtures/places/opensearch/towns/index.json': '{"aliases": {"all": {}}}',
  'fixtures/places/opensearch/towns/a.ndjson': '{"_id": "a", "name": "Ayr"}\n',
  'fixtures/places/neptune/v.csv': '~id,~label,name:String\na,town,Ayr\n',
}

async function expectGood(run: FinishedVitest, passed: number): Promise<void> {
  expect(run.output).toMatch(new RegExp(`Tests +${passed} passed`))
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.output).not.toContain('seed() of')
  expect(run.exitCode, run.output).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
}

const seeded = `
  import { afterAll, beforeAll, describe, expect, seed, test } from 'vitest-aws-fixtures/fixtures'

  const ids = async (opensearch, index) => {
    const { body } = await opensearch.search({ index, body: { sort: ['_id'] } })
    return body.hits.hits.map((hit) => hit._id)
  }
  const own = process.env.INDEX_PREFIX + 'towns'
  let runs = 0

  seed(async ({ opensearch, index, indexPrefix, g }) => {
    runs += 1
    expect(index).toBe(own)
    await opensearch.index({ index, id: 'b', body: { name: 'Bath' } })
    await opensearch.index({ index: indexPrefix + 'roads', id: 'ab', body: { miles: 34 } })
    await opensearch.ingest.putPipeline({ id: indexPrefix + 'pipeline', body: { processors: [] } })
    await g.addV('town').property('name', 'Bath').as('b').V('a').addE('road').to('b').property('miles', 34.5).next()
  })

  const finds = async ({ opensearch, indices, indexPrefix, g }) => {
    expect(indices).toEqual({ towns: indexPrefix + 'towns', roads: indexPrefix + 'roads' })
    expect(indexPrefix).not.toBe(process.env.INDEX_PREFIX)
    expect(await ids(opensearch, indices.towns)).toEqual(['a', 'b'])
    expect(await ids(opensearch, indexPrefix + 'all')).toEqual(['a', 'b'])
    expect(await ids(opensearch, indexPrefix + 'roads')).toEqual(['ab'])
    // As the code under test finds it, by the variable.
    expect(await ids(opensearch, own)).toEqual(['a', 'b'])
    expect((await g.V().values('name').toList()).sort()).toEqual(['Ayr', 'Bath'])
    expect(await g.V('a').outE('road').values('miles').toList()).toEqual([34.5])
    expect((await g.E().count().next()).value).toBe(1)
    expect(runs).toBe(1)
  }
  const spoils = async ({ opensearch, indices, g }) => {
    await opensearch.delete({ index: indices.towns, id: 'b', refresh: true })
    await opensearch.index({ index: own, id: 'c', body: { name: 'Cork' }, refresh: true })
    await opensearch.indices.delete({ index: process.env.INDEX_PREFIX + 'roads' })
    await opensearch.ingest.deletePipeline({ id: process.env.INDEX_PREFIX + 'pipeline' })
    await g.V().drop().toList()
    await g.addV('town').property('name', 'Cork').next()
  }

  for (let round = 1; round <= 2; round += 1) {
    test('finds all of it', async ({ opensearch, indices, indexPrefix, g }) => {
      await finds({ opensearch, indices, indexPrefix, g })
      expect((await opensearch.ingest.getPipeline({ id: process.env.INDEX_PREFIX + 'pipeline' })).statusCode).toBe(200)
      await spoils({ opensearch, indices, g })
    })
  }

  let attempts = 0
  test('finds it in its second attempt too', { retry: 1 }, async ({ opensearch, indices, indexPrefix, g }) => {
    await finds({ opensearch, indices, indexPrefix, g })
    await spoils({ opensearch, indices, g })
    expect(++attempts).toBe(2)
  })

  describe('with more', () => {
    seed(async ({ opensearch, indices, g }) => {
      await opensearch.index({ index: indices.towns, id: 'd', body: { name: 'Derby' } })
      await g.addV('town').property('name', 'Derby').next()
    })
    for (let round = 1; round <= 2; round += 1) {
      test('finds both', async ({ opensearch, indices, g }) => {
        expect(await ids(opensearch, indices.towns)).toEqual(['a', 'b', 'd'])
        expect((await g.V().values('name').toList()).sort()).toEqual(['Ayr', 'Bath', 'Derby'])
        await spoils({ opensearch, indices, g })
      })
    }
  })

  test('finds no more after it', async ({ opensearch, indices, indexPrefix, g }) => {
    await finds({ opensearch, indices, indexPrefix, g })
  })

  describe.concurrent('side by side', () => {
    for (let round = 1; round <= 3; round += 1) {
      test('finds it, in indices of its own', async ({ opensearch, indices, g }) => {
        expect(await ids(opensearch, indices.towns)).toEqual(['a', 'b'])
        await opensearch.index({ index: indices.towns, id: 'x', body: {}, refresh: true })
        expect((await g.V().count().next()).value).toBe(2)
        await g.addV('town').next()
        expect(await ids(opensearch, indices.towns)).toEqual(['a', 'b', 'x'])
      })
    }
  })`

const bare = `
  import { expect, test } from 'vitest-aws-fixtures/fixtures'
  test('finds nothing of another file', async ({ opensearch, indexPrefix, g }) => {
    const { body } = await opensearch.cat.indices({ format: 'json', index: process.env.INDEX_PREFIX + '*' })
    expect(body).toEqual([])
    expect(await g.V().values('name').toList()).toEqual(['Ayr'])
  })`

test.for([4, 5] as const)(
  'what a file is seeded with, each of its tests finds as it was made, and no other file, with Vitest %i',
  async (vitest) => {
    const run = await runVitest({
      vitest,
      files: {
        ...places,
        'vitest.config.js': config(
          `{ opensearch: { dataset: 'fixtures/places' }, neptune: { dataset: 'fixtures/places' }, env: { INDEX_PREFIX: 'opensearch.indexPrefix' } }`,
          ', isolate: false',
        ),
        'a.test.js': seeded,
        'b.test.js': bare,
      },
    })
    await expectGood(run, 10)
  },
)

test('what cannot be seeded is said, and what beforeAll made and lost', async () => {
  const run = await runVitest({
    vitest: 5,
    files: {
      'vitest.config.js': config(
        `{ opensearch: true, neptune: true, env: { INDEX_PREFIX: 'opensearch.indexPrefix' } }`,
      ),
      'hook.test.js': `
        import { test } from 'vitest-aws-fixtures/fixtures'
        test.beforeAll(async ({ g }) => { await g.addV('a').next() })
        test('is not run', () => {})`,
      'stream.test.js': `
        import { expect, seed, test } from 'vitest-aws-fixtures/fixtures'
        seed(async ({ opensearch, indexPrefix }) => {
          await opensearch.indices.putIndexTemplate({
            name: indexPrefix + 'template',
            body: { index_patterns: [indexPrefix + 'stream'], data_stream: {} },
          })
          await opensearch.indices.createDataStream({ name: indexPrefix + 'stream' })
        })
        test('is skipped', () => {})`,
      'lost.test.js': `
        import { beforeAll, expect, seed, test } from 'vitest-aws-fixtures/fixtures'
        import { Client } from '@opensearch-project/opensearch'
        import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
        import { inject } from 'vitest'
        beforeAll(async () => {
          const { opensearch } = inject('awsFixtures')
          const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env
          const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN }
          const signer = AwsSigv4Signer({ region: AWS_REGION, service: 'es', getCredentials: async () => credentials })
          const client = new Client({ ...signer, node: opensearch.endpoint.url })
          await client.indices.create({ index: process.env.INDEX_PREFIX + 'seeded' })
          await client.close()
        })
        for (let at = 1; at <= 3; at += 1) {
          test('test ' + at, async ({ opensearch }) => {
            const { body } = await opensearch.indices.exists({ index: process.env.INDEX_PREFIX + 'seeded' })
            expect(body).toBe(at === 1)
          })
        }`,
    },
  })
  expect(run.output).toContain("beforeAll() cannot have the fixture 'g', which belongs to a test")
  expect(run.output).toMatch(
    /NamespaceError: What a file's seed has made cannot be restored between its tests: data stream vaf-\w+-w1-stream\./,
  )
  expect(run.output.match(/What beforeAll made is gone after the first test: .*/g), run.output).toEqual([
    expect.stringMatching(/: index vaf-\w+-w1-seeded\. Make it in seed\(\) of vitest-aws-fixtures\/fixtures/),
  ])
  expect(run.output).toMatch(/Tests +3 passed \| 1 skipped/)
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(1)
})
