import { expect, test } from 'vitest'
import type { VitestMajor } from '../support/installed-package.ts'
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

/** What a user puts in the place of the network, and the line with which clients of their own reach the stand-ins. */
const libraries = {
  nock: {
    install: (name: string) => `
      import nock from '${name}'
      nock.disableNetConnect()
      const mock = () => nock('http://payments.test').get('/').reply(200, 'mocked')`,
    recipe: `nock.enableNetConnect('127.0.0.1')`,
  },
  msw: {
    install: (name: string) => `
      import { http, HttpResponse, passthrough } from '${name}'
      import { setupServer } from '${name}/node'
      const server = setupServer()
      // By the name that it has in MSW 2, and in MSW 3.
      server.listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' })
      const mock = () => server.use(http.get('http://payments.test/', () => HttpResponse.text('mocked')))`,
    recipe: `server.use(http.all(/^https:..127.0.0.1:/, () => passthrough()))`,
  },
}

/** The fixtures in such surroundings, and then clients of the user's own. */
const testFile = ({ install, recipe }: (typeof libraries)['nock'], name: string) => `
  ${install(name)}
  import { Sha256 } from '@aws-crypto/sha256-js'
  import { Client } from '@opensearch-project/opensearch'
  import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws'
  import { SignatureV4 } from '@smithy/signature-v4'
  import gremlin from 'gremlin'
  import { vi } from 'vitest'
  import { expect, test } from 'vitest-aws-fixtures/fixtures'

  test('the fixtures are not concerned', async ({ opensearch, index, g, neptune }) => {
    mock()
    expect(await (await fetch('http://payments.test/')).text()).toBe('mocked')
    await expect(fetch('http://127.0.0.1:9/')).rejects.toThrow()
    vi.useFakeTimers({ now: 0 })
    await opensearch.index({ index, id: '1', body: { n: 1 }, refresh: true })
    expect((await opensearch.search({ index })).body.hits.hits).toHaveLength(1)
    await g.addV('a').iterate()
    const transaction = g.tx()
    await transaction.begin().addV('b').iterate()
    await transaction.commit()
    expect((await neptune.client.submit('g.V().count()')).toArray()).toEqual([2])
    expect((await neptune.status()).status).toBe('healthy')
    // The fake time is never put back.
  })

  test('what they made is gone', async ({ opensearch, indexPrefix, g }) => {
    expect((await g.V().count().next()).value).toBe(0)
    expect((await opensearch.cat.indices({ format: 'json', index: process.env.PREFIX + '*' })).body).toEqual([])
  })

  test('clients of one\\'s own need a line', async ({ awsConnections }) => {
    vi.useRealTimers()
    ${recipe}
    const { credentials, region } = awsConnections
    const client = new Client({ ...AwsSigv4Signer({ region, getCredentials: credentials }), node: process.env.OPENSEARCH })
    await client.index({ index: process.env.PREFIX + 'own', id: '1', body: {}, refresh: true })
    expect((await client.count({ index: process.env.PREFIX + 'own' })).body.count).toBe(1)
    const { host, hostname } = new URL(process.env.NEPTUNE)
    const signer = new SignatureV4({ service: 'neptune-db', region, credentials, sha256: Sha256 })
    const { headers } = await signer.sign({ method: 'GET', protocol: 'wss:', hostname, path: '/gremlin', headers: { host } })
    const connection = new gremlin.driver.DriverRemoteConnection('wss://' + host + '/gremlin', { headers })
    const g = gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
    await g.addV('own').iterate()
    expect((await g.V().count().next()).value).toBe(1)
    await connection.close()
    await client.close()
    mock()
    expect(await (await fetch('http://payments.test/')).text()).toBe('mocked')
  })`

test.for<[keyof typeof libraries, string, VitestMajor, string]>([
  ['nock', 'nock', 5, 'forks'],
  ['nock', 'nock-14', 4, 'threads'],
  ['msw', 'msw', 5, 'threads'],
  ['msw', 'msw-2', 4, 'forks'],
])('%s (%s) with nothing let through, under fake time: Vitest %i in %s', async ([library, name, vitest, pool]) => {
  const file = testFile(libraries[library], name)
  const run = await runVitest({
    vitest,
    files: { 'vitest.config.js': config, 'one.test.js': file, 'two.test.js': file },
    // The second file runs where the first has left everything as it was.
    args: ['--pool', pool, '--maxWorkers', '1', '--no-isolate'],
  })
  expect(run.output).toContain('6 passed')
  expect(run.output).toMatch(/✓ cleanup proved .* nothing left of:/)
  expect(run.exitCode).toBe(0)
})

/** What a test of a page does, and then each way to the services. */
const pageTest = `
  import { expect, test } from 'vitest-aws-fixtures/fixtures'

  test('the page and the services are there', async ({ opensearch, index, g, neptune }) => {
    document.body.innerHTML = '<b>Boston</b>'
    const datasource = [{ city: document.querySelector('b').textContent }]
    await opensearch.helpers.bulk({ datasource, onDocument: () => ({ index: { _index: index } }), refresh: true })
    expect((await opensearch.search({ index })).body.hits.hits).toMatchObject([{ _source: { city: 'Boston' } }])
    await g.addV('a').property('seen', new Date(5)).iterate()
    const transaction = g.tx()
    await transaction.begin().addV('b').iterate()
    await transaction.commit()
    expect(await g.V().values('seen').toList()).toEqual([new Date(5)])
    expect((await neptune.client.submit('g.V().count()')).toArray()).toEqual([2])
    for await (const part of neptune.client.stream('g.V().count()')) expect(part.toArray()).toEqual([2])
    expect((await neptune.status()).status).toBe('healthy')
  })`

test.for<[string, VitestMajor, string]>([
  ['jsdom', 5, 'forks'],
  ['happy-dom', 4, 'threads'],
])('in the environment %s: Vitest %i in %s', async ([environment, vitest, pool]) => {
  const run = await runVitest({
    vitest,
    files: { 'vitest.config.js': config, 'page.test.js': pageTest },
    args: ['--environment', environment, '--pool', pool],
  })
  expect(run.output).toContain('1 passed')
  expect(run.output).toMatch(/✓ cleanup proved .* nothing left of:/)
  expect(run.exitCode).toBe(0)
})
