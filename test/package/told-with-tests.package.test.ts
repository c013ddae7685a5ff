import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runVitest } from '../support/run-vitest.ts'

/** Ways to be refused that the official client tells as `Response Error`, and others. */
const mistakes = `
  import { request } from 'node:http'
  import { Client } from '@opensearch-project/opensearch'
  import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws'
  import gremlin from 'gremlin'
  import { beforeAll, describe, expect, test, vi } from 'vitest'

  const node = process.env.OPENSEARCH_ENDPOINT
  const kept = {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
  }
  const signed = ({ region = process.env.AWS_REGION, service = 'es', credentials = kept } = {}) =>
    new Client({ node, ...AwsSigv4Signer({ region, service, getCredentials: async () => credentials }) })
  const count = (client) => client.count({ index: 'books' })

  test('unsigned', () => count(new Client({ node })))
  test('basic', () => count(new Client({ node, auth: { username: 'admin', password: 'admin' } })))
  test('region', () => count(signed({ region: 'eu-central-1' })))
  test('service', () => count(signed({ service: 'aoss' })))
  test('token', () => count(signed({ credentials: { ...kept, sessionToken: undefined } })))
  test('dummy', () => count(signed({ credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })))
  test('clock', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2020-01-01') })
    await count(signed()).finally(() => vi.useRealTimers())
  })
  test('plain', () => count(new Client({ node: node.replace('https', 'http'), maxRetries: 0 })))
  test('plain by hand', async () => {
    const status = await new Promise((resolve, reject) =>
      request(node.replace('https', 'http'), ({ statusCode }) => resolve(statusCode)).on('error', reject).end())
    expect(status).toBe(200)
  })
  test('fetch', async () => {
    const { status } = await fetch(node + '/books/_doc?routing=kept-secret', { method: 'POST', body: '{}' })
    expect(status).toBe(201)
  })
  test('expected', async () => expect((await fetch(node)).status).toBe(403))
  test('other', () => expect(1).toBe(2))
  test('gremlin', async () => {
    const connection = new gremlin.driver.DriverRemoteConnection(
      process.env.NEPTUNE_ENDPOINT.replace('https', 'wss') + '/gremlin', { connectOnStartup: false, headers: {} })
    await connection.open()
  })
  describe('of a hook', () => {
    beforeAll(() => count(new Client({ node })))
    test('is skipped', () => {})
  })`

/** The second is out of time while the first has the graph; the first looks at it afterwards. */
const concurrent = `
  import { afterEach, beforeEach } from 'vitest'
  import { expect, test } from 'vitest-aws-fixtures/fixtures'
  let onHeld
  const held = new Promise((resolve) => { onHeld = resolve })
  beforeEach(async ({ task }) => { if (task.name !== 'holder') await held })
  let onTimeout
  const timedOut = new Promise((resolve) => { onTimeout = resolve })
  afterEach(({ task }) => { if (task.name === 'waiter') onTimeout() })

  test.concurrent('holder', async ({ g }) => {
    await g.addV('mine').next()
    onHeld()
    await timedOut
    for (let look = 1; look <= 30; look += 1) expect((await g.V().count().next()).value).toBe(1)
  }, 20_000)
  test.concurrent('waiter', async ({ g }) => { await g.addV('other').next() }, 400)
  test.concurrent('next', async ({ g }) => expect((await g.V().count().next()).value).toBe(0), 20_000)
  test('slow by itself', async ({ g }) => { await g.V().next(); await new Promise(() => {}) }, 400)`

/** Each leaves something outside of the prefix, and one tidies up. */
const leftover = `
  import { Client } from '@opensearch-project/opensearch'
  import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws'
  import { beforeAll, describe } from 'vitest'
  import { test } from 'vitest-aws-fixtures/fixtures'

  describe('a hook', () => {
    beforeAll(async () => {
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, OPENSEARCH_ENDPOINT } = process.env
      const getCredentials = async () =>
        ({ accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN })
      const signer = AwsSigv4Signer({ region: AWS_REGION, service: 'es', getCredentials })
      await new Client({ node: OPENSEARCH_ENDPOINT, ...signer }).indices.create({ index: 'stray-hook' })
    })
    test('tidies up', async ({ opensearch }) => {
      await opensearch.indices.create({ index: 'stray' })
      await opensearch.indices.delete({ index: 'stray' })
    })
  })
  test('adds a book', async ({ opensearch }) => { await opensearch.index({ index: 'stray', body: {} }) })
  test('sends a bulk', async ({ opensearch }) => {
    await opensearch.bulk({ body: [{ index: { _index: 'stray-bulk' } }, {}] })
  })
  test('looks at it', async ({ opensearch }) => { await opensearch.search({ index: 'stray' }) })
  test('puts a template', async ({ opensearch }) => {
    await opensearch.indices.putIndexTemplate({ name: 'stray-template', body: { index_patterns: ['never-*'] } })
  })`

/** What was refused, below the failure of each test; the names of ports and times taken out. */
async function refusedByTest(directory: string): Promise<Record<string, string | undefined>> {
  const report = JSON.parse(await readFile(join(directory, 'report.json'), 'utf8')) as {
    testResults: { name: string; assertionResults: { title: string; failureMessages: string[] }[] }[]
  }
  const { assertionResults = [] } = report.testResults.find(({ name }) => name.endsWith('mistakes.test.js')) ?? {}
  return Object.fromEntries(
    assertionResults.map(({ title, failureMessages }) => [
      title,
      failureMessages
        .join('\n')
        .match(/^vitest-aws-fixtures: .*(\n- .*)*/m)?.[0]
        .replace(/127\.0\.0\.1:\d+/g, 'HERE'),
    ]),
  )
}

test.for([4, 5] as const)(
  'what a test cannot see is told with it: refusals, waits for the graph, and what it left behind, with Vitest %i',
  async (vitest) => {
    const { output, directory } = await runVitest({
      vitest,
      files: {
        'vitest.config.js': `
        import { defineConfig } from 'vitest/config'
        import { awsFixtures } from 'vitest-aws-fixtures'
        export default defineConfig({
          plugins: [awsFixtures({
            opensearch: true, neptune: true,
            env: { OPENSEARCH_ENDPOINT: 'opensearch.url', NEPTUNE_ENDPOINT: 'neptune.url' },
          })],
          test: { silent: ${vitest === 5} },
        })`,
        'mistakes.test.js': mistakes,
        'concurrent.test.js': concurrent,
        'leftover.test.js': leftover,
      },
      args: ['--maxWorkers=1', '--reporter=default', '--reporter=json', '--outputFile.json=report.json'],
    })
    const one = (what: string, why: string) =>
      `vitest-aws-fixtures: the gate rejected 1 request during this test:\n- ${what}: ${why}`
    const unsigned =
      'Missing Authentication Token. The request is not signed: it has no Authorization header, and no signature in its ' +
      'query. Sign it with AWS Signature Version 4, with the credentials of this run.'
    const plain =
      'The request was sent by plain HTTP to a port that speaks TLS. Begin the URL with https:// instead of http://: https://HERE.'
    const books = 'GET /books/_count, 403'
    const invalid = 'The security token included in the request is invalid.'
    expect(await refusedByTest(directory)).toEqual({
      unsigned: one(books, unsigned),
      basic: one(books, "Unsupported AWS 'algorithm': 'Basic'. Only AWS4-HMAC-SHA256 is accepted."),
      region: one(
        books,
        "Credential should be scoped to a valid region, not 'eu-central-1'. This endpoint is in 'us-east-1'. " +
          "Give the signer the region 'us-east-1', or set AWS_REGION.",
      ),
      service: one(
        books,
        "Credential should be scoped to correct service: 'es'. The request is signed for 'aoss', the signing name of " +
          "OpenSearch Serverless. Give the signer the service 'es'.",
      ),
      token: one(
        books,
        `${invalid} The credentials are temporary, and the request has no X-Amz-Security-Token header. ` +
          'The signer was not given it: pass the session token (AWS_SESSION_TOKEN) to the signer as well.',
      ),
      dummy: one(
        books,
        `${invalid} The access key 'test' is none of this run's. ` +
          'The client took its credentials from elsewhere: a profile, a file, or a run that has ended.',
      ),
      clock: expect.stringMatching(
        /^[^\n]*\n- GET \/books\/_count, 403: Signature expired: .* \(vi\.useFakeTimers\)\. Sign/,
      ),
      plain: one('plain HTTP to HERE, 400', plain),
      'plain by hand': one('plain HTTP to HERE, 400', plain),
      fetch: one('POST /books/_doc, 403', unsigned),
      gremlin: one('WebSocket /gremlin, 403', unsigned),
    })
    expect(output).not.toContain('kept-secret')
    expect(output).toContain(
      `> of a hook\nResponseError: Response Error\n\n${one(books, unsigned).replace('during this test', 'outside of any test of this file')}`,
    )
    expect(output).toMatch(/FAIL {2}concurrent\.test\.js > waiter\n\w*Error: Test timed out in 400ms\./)
    expect(output).toMatch(
      /and did not get it\. Before it in the queue: "concurrent\.test\.js > holder"(, "concurrent\.test\.js > next")?\.\nTests of one file/,
    )
    expect(output.match(/for its turn on the graph/g)).toHaveLength(1)
    const left = output.match(/Outside of every test's namespace there is: (.*)\.$/m)?.[1]
    expect(left?.split(', ').sort()).toEqual([
      'index stray (made by "leftover.test.js > adds a book")',
      'index stray-bulk (made by "leftover.test.js > sends a bulk")',
      'index stray-hook (made by "leftover.test.js" outside of its tests)',
      'index template stray-template (made by "leftover.test.js > puts a template")',
    ])
    expect(output).toContain('14 failed | 8 passed | 1 skipped')
    if (vitest === 4) expect(output).toContain('the gate rejected 13 requests of tests;')
  },
)
