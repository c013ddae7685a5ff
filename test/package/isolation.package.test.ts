import { expect, test } from 'vitest'
import { aroundTests } from '../support/around-tests.ts'
import { type FinishedVitest, runVitest } from '../support/run-vitest.ts'

const config = (options: string, more = '') => `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({ plugins: [awsFixtures(${options})]${more} })`

const dataset = {
  'fixtures/places/opensearch/towns/index.json': '{"aliases": {"all": {}}}',
  'fixtures/places/opensearch/towns/a.ndjson': '{"_id": "a", "name": "Ayr"}\n{"name": "Bath"}\n',
  'fixtures/places/opensearch/roads/index.json': '{}',
  'fixtures/places/opensearch/roads/a.ndjson': '{"_id": "r"}\n',
  'fixtures/places/neptune/v.csv': '~id,~label,name:String,alias:String[]\na,town,Ayr,x;y\nb,town,Bath,\n',
  'fixtures/places/neptune/e.csv': '~id,~from,~to,~label,miles:Double\nab,a,b,road,34\n',
}

async function expectGood(run: FinishedVitest, passed: number): Promise<void> {
  expect(run.output).toContain(`${passed} passed`)
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
}

test.for([4, 5] as const)(
  'each test finds the dataset as it is in the files, whatever the one before did, with Vitest %i',
  async (vitest) => {
    const body = (own: string) => `
    import { expect, test } from 'vitest-aws-fixtures/fixtures'

    test('${own} changes everything', async ({ opensearch, indices, indexPrefix, g }) => {
      expect(indices).toEqual({ towns: indexPrefix + 'towns', roads: indexPrefix + 'roads' })
      await opensearch.index({ index: indices.towns, id: 'a', body: { name: 'Elsewhere' }, refresh: true })
      await opensearch.indices.create({ index: indexPrefix + 'more' })
      await opensearch.ingest.putPipeline({ id: indexPrefix + 'pipeline', body: { processors: [] } })
      await g.V('a').property('name', 'Elsewhere').next()
      await g.V('b').drop().toList()
      await g.addV('town').next()
    })

    test('${own} sees nothing of it', async ({ opensearch, index, indexPrefix, g }) => {
      expect((await opensearch.count({ index })).body.count).toBe(2)
      expect((await opensearch.get({ index, id: 'a' })).body._source).toEqual({ name: 'Ayr' })
      expect((await opensearch.count({ index: indexPrefix + 'all' })).body.count).toBe(2)
      expect(await g.V('a').values('name').toList()).toEqual(['Ayr'])
      expect((await g.V('a').values('alias').toList()).sort()).toEqual(['x', 'y'])
      expect(await g.E('ab').values('miles').toList()).toEqual([34])
      expect((await g.V().count().next()).value).toBe(2)
    })

    test('${own} has transactions', async ({ g }) => {
      const tx = g.tx()
      const own = tx.begin()
      await own.addV('town').next()
      expect((await own.V().count().next()).value).toBe(3)
      await tx.rollback()
      expect((await g.V().count().next()).value).toBe(2)
    })`
    const run = await runVitest({
      vitest,
      files: {
        ...dataset,
        'vitest.config.js': config(
          `{ opensearch: { dataset: 'fixtures/places', index: 'towns' }, neptune: { dataset: 'fixtures/places' } }`,
          ', test: { maxWorkers: 2 }',
        ),
        'one.test.js': body('one'),
        'two.test.js': body('two'),
        'around.test.js': aroundTests,
      },
    })
    expect(run.output).toContain('15 passed | 3 expected fail | 2 skipped')
    await expectGood(run, 15)
  },
)

test('concurrent tests of one file have their own indices, and take turns on the graph', async () => {
  const run = await runVitest({
    vitest: 5,
    files: {
      'vitest.config.js': config('{ opensearch: true, neptune: true }'),
      'a.test.js': `
        import { expect, test } from 'vitest-aws-fixtures/fixtures'
        const names = new Set()
        test.concurrent.for([1, 2, 3, 4])('%i is alone', async (own, { expect, opensearch, index, g }) => {
          names.add(index)
          await opensearch.index({ index, id: String(own), body: {}, refresh: true })
          await g.addV('a').property('own', own).next()
          await new Promise((resolve) => setTimeout(resolve, 100))
          expect((await opensearch.count({ index })).body.count).toBe(1)
          expect(await g.V().values('own').toList()).toEqual([own])
        })
        test('each had its own index', () => expect(names.size).toBe(4))`,
    },
  })
  await expectGood(run, 5)
})

test('works where files share a worker, tests are retried, and a fixture of the user builds on ours', async () => {
  const body = `
    import { test as base, vi } from 'vitest'
    import { expect, extendTest } from 'vitest-aws-fixtures/fixtures'

    const test = extendTest(base.extend({ own: 'mine' })).extend({
      seeded: async ({ opensearch, index }, use) => {
        await opensearch.index({ index, id: 's', body: {}, refresh: true })
        await use(index)
        // Our namespace must outlive the fixtures that stand on it.
        await opensearch.delete({ index, id: 's' })
      },
    })

    let attempts = 0
    test('is as new at each retry', { retry: 2 }, async ({ own, opensearch, seeded, g }) => {
      expect(own).toBe('mine')
      expect((await opensearch.count({ index: seeded })).body.count).toBe(1)
      expect((await g.V().count().next()).value).toBe(0)
      await g.addV('a').next()
      attempts += 1
      expect(attempts).toBe(3)
    })

    test('works in fake time that is never given back', async ({ opensearch, index, g }) => {
      vi.useFakeTimers({ now: 0 })
      await opensearch.index({ index, id: '1', body: {} })
      await g.addV('a').next()
    })`
  const run = await runVitest({
    vitest: 5,
    files: {
      'vitest.config.js': config('{ opensearch: true, neptune: true }', ', test: { isolate: false, maxWorkers: 1 }'),
      'a.test.js': body,
      'b.test.js': body,
    },
  })
  await expectGood(run, 4)
})

test('two projects with the same options share one run, and both keep their own environment', async () => {
  const project = (name: string) => `{
    plugins: [awsFixtures({ neptune: true, env: { NEPTUNE: 'neptune.url' } })],
    test: { name: '${name}', include: ['${name}.test.js'] },
  }`
  const run = await runVitest({
    vitest: 5,
    files: {
      'vitest.config.js': `
        import { defineConfig } from 'vitest/config'
        import { awsFixtures } from 'vitest-aws-fixtures'
        export default defineConfig({ test: { projects: [${project('one')}, ${project('two')}, { test: { name: 'unit', include: ['unit.test.js'] } }] } })`,
      'one.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'
        test('one', async ({ neptune }) => { expect(process.env.NEPTUNE).toBe(neptune.endpoint.url); await neptune.g.addV('a').next() })`,
      'two.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'
        test('two', async ({ neptune }) => { expect(process.env.NEPTUNE).toBe(neptune.endpoint.url); await neptune.g.addV('a').next() })`,
      'unit.test.js': `import { expect, test } from 'vitest'
        test('unit', () => { expect(process.env.NEPTUNE).toBeUndefined() })`,
    },
  })
  expect(run.output.match(/Gremlin Server 3\.7\.\d+ ready/g)).toHaveLength(1)
  await expectGood(run, 3)
})
