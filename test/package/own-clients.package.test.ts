import { expect, test } from 'vitest'
import { dataLayer } from '../support/own-clients.ts'
import { runVitest } from '../support/run-vitest.ts'

const config = `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({
    plugins: [awsFixtures({
      opensearch: true,
      neptune: true,
      env: { OPENSEARCH: 'opensearch.url', NEPTUNE: 'neptune.url', PREFIX: 'opensearch.indexPrefix' },
    })],
  })`

/** Plain Vitest, no fixture: both files use the same index name and the same vertex id at the same time. */
const testFile = (own: string, other: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  import gremlin from 'gremlin'
  import { expect, test } from 'vitest'
  import { neptune, openSearch } from './data-layer.js'

  async function together() {
    writeFileSync('${own}.here', '')
    for (let look = 0; look < 400 && !existsSync('${other}.here'); look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(existsSync('${other}.here')).toBe(true)
  }

  test('${own} has an index and a graph of its own', async () => {
    const client = openSearch()
    const { connection, g } = await neptune()
    const index = process.env.PREFIX + 'things'
    await client.index({ index, id: 'same', body: { own: '${own}' }, refresh: true })
    await g.addV('thing').property(gremlin.process.t.id, 'same').property('own', '${own}').iterate()
    await together()
    expect((await client.search({ index })).body.hits.hits.map((hit) => hit._source.own)).toEqual(['${own}'])
    expect(await g.V('same').values('own').toList()).toEqual(['${own}'])
    expect(process.env.AWS_PROFILE).toBeUndefined()
    await connection.close()
    await client.close()
  }, 60_000)

  test('${own} finds both empty again', async () => {
    const client = openSearch()
    const { connection, g } = await neptune()
    expect((await client.cat.indices({ format: 'json', index: process.env.PREFIX + '*' })).body).toEqual([])
    expect((await g.V().count().next()).value).toBe(0)
    await connection.close()
    await client.close()
  })`

test.for([
  [4, 'forks'],
  [4, 'threads'],
  [5, 'forks'],
  [5, 'threads'],
] as const)("a user's own clients are isolated from worker to worker, with Vitest %i in %s", async ([vitest, pool]) => {
  const run = await runVitest({
    vitest,
    files: {
      'vitest.config.js': config,
      'data-layer.js': dataLayer,
      'one.test.js': testFile('one', 'two'),
      'two.test.js': testFile('two', 'one'),
    },
    args: ['--pool', pool, '--maxWorkers', '2'],
    env: { AWS_PROFILE: 'of-somebody-else', AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'x' },
  })
  expect(run.output).toContain('4 passed')
  expect(run.output).toMatch(/✓ cleanup proved .* nothing left of:/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
