import { expect, test } from 'vitest'
import { type FinishedVitest, runVitest } from '../support/run-vitest.ts'

const config = `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({
    plugins: [awsFixtures({
      isolation: 'partition',
      opensearch: { dataset: 'fixtures/places' },
      neptune: { dataset: 'fixtures/places' },
    })],
    test: { maxWorkers: 2 },
  })`

const dataset = {
  'vitest.config.js': config,
  'fixtures/places/opensearch/towns/index.json': '{}',
  'fixtures/places/opensearch/towns/a.ndjson': '{"_id": "a", "name": "Ayr"}\n{"name": "Bath"}\n',
  'fixtures/places/neptune/v.csv': '~id,~label,name:String\na,town,Ayr\nb,town,Bath\n',
  'fixtures/places/neptune/e.csv': '~id,~from,~to,~label,miles:Double\nab,a,b,road,34\n',
}

async function expectNothingLeft(run: FinishedVitest): Promise<void> {
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
}

test.for([4, 5] as const)(
  'tests run side by side over one dataset, and see only what they add, with Vitest %i',
  async (vitest) => {
    const body = (own: string) => `
    import { describe, expect, test } from 'vitest-aws-fixtures/fixtures'

    // In turns, the first would wait for the second for ever.
    describe.concurrent('${own}', () => {
      const meeting = [Promise.withResolvers(), Promise.withResolvers()]
      test.for([0, 1])('%i is not alone, and sees nobody', async (at, { expect, g, opensearch, index }) => {
        await g.addV('town').property('name', '${own}' + at).as('new').V('a').addE('road').to('new').iterate()
        await opensearch.index({ index, id: 'new', body: {}, refresh: true })
        meeting[at].resolve()
        await meeting[1 - at].promise
        expect((await g.V().count().next()).value).toBe(3)
        expect((await g.V('a').out('road').values('name').toList()).sort()).toEqual(['${own}' + at, 'Bath'].sort())
        expect((await opensearch.count({ index })).body.count).toBe(3)
      })
    })

    test('${own} finds the dataset as it is in the files', async ({ g, index, opensearch }) => {
      expect(await g.V('a').valueMap().next()).toEqual({ value: new Map([['name', ['Ayr']]]), done: false })
      expect(await g.E('ab').values('miles').toList()).toEqual([34])
      expect((await g.V().count().next()).value).toBe(2)
      expect((await opensearch.count({ index })).body.count).toBe(2)
    })

    test('${own} cannot change what all share, and can what is its own', async ({ g, neptune }) => {
      await expect(g.V('a').property('name', 'Elsewhere').next()).rejects.toMatchObject({ code: 'AWS_FIXTURE_NAMESPACE' })
      await expect(neptune.client.submit('g.V().drop()')).rejects.toThrow('neptune.client is rejected')
      expect((await neptune.status()).status).toBe('healthy')
      await g.addV('town').property('name', 'Cork').next()
      await neptune.owned.V().has('name', 'Cork').property('size', 3).iterate()
      expect(await g.V().has('name', 'Cork').values('size').toList()).toEqual([3])
    })

    test('${own} does not wait for what it sends', async ({ g }) => {
      g.addV('town').next().catch(() => {})
      g.tx().begin().addV('town').next().catch(() => {})
    })`
    const run = await runVitest({
      vitest,
      files: { ...dataset, 'one.test.js': body('one'), 'two.test.js': body('two') },
    })
    expect(run.output).toContain('10 passed')
    expect(run.output).toMatch(/✓ cleanup proved.*the shared graph/s)
    expect(run.exitCode).toBe(0)
    await expectNothingLeft(run)
  },
)

test('what a client of the user writes into the shared graph fails the run, and is told', async () => {
  const run = await runVitest({
    vitest: 5,
    files: {
      ...dataset,
      'a.test.js': `
        import { connectGremlin } from 'vitest-aws-fixtures/client'
        import { test } from 'vitest-aws-fixtures/fixtures'
        test('writes past the fixtures', async ({ awsConnections }) => {
          const { neptune: endpoint, credentials } = awsConnections
          const connection = connectGremlin({ endpoint, credentials })
          await connection.g.addV('stray').next()
          await connection.close()
        })`,
    },
  })
  expect(run.output).toContain('1 passed')
  expect(run.output).toContain("Outside of every test's partition the graph holds 1 vertex and 0 edges.")
  expect(run.exitCode).toBe(1)
  await expectNothingLeft(run)
})
