import type { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenSearchClient, type OpenSearchClientOptions } from '../../../src/clients/opensearch/client.ts'
import { isSafeToRepeat, type Repeatable } from '../../../src/clients/opensearch/repeat.ts'
import { PauselessClock } from '../pauseless-clock.ts'
import { type Answer, numbered, promised, startTlsServer } from '../tls-server.ts'

test.for<[string, string, Repeatable['querystring'], boolean]>([
  ['GET', '/a/_doc/1', undefined, true],
  ['HEAD', '/a', undefined, true],
  ['PUT', '/a', undefined, true],
  ['PUT', '/a/_doc/1', { refresh: true }, true],
  ['DELETE', '/a/_doc/1', undefined, true],
  ['POST', '/_search', undefined, true],
  ['POST', '/a,b/_search', { scroll: '1m' }, true],
  ['POST', '/a/_count', undefined, true],
  ['POST', '/_msearch', undefined, true],
  ['POST', '/a/_mget', undefined, true],
  ['POST', '/a/_explain/1', undefined, true],
  ['POST', '/_msearch/template', undefined, true],
  ['POST', '/a/_refresh', undefined, true],
  ['POST', '/a/_doc/1', undefined, true],
  ['DELETE', '/_search/scroll', undefined, true],
  // A second answer is another page.
  ['GET', '/_search/scroll', undefined, false],
  ['POST', '/_search/scroll', undefined, false],
  ['POST', '/_search/scroll/abc', undefined, false],
  // A second one makes another document, or counts twice.
  ['POST', '/a/_doc', undefined, false],
  ['POST', '/_bulk', undefined, false],
  ['POST', '/a/_bulk', undefined, false],
  ['POST', '/a/_update/1', undefined, false],
  ['POST', '/a/_update_by_query', undefined, false],
  ['POST', '/_reindex', undefined, false],
  ['POST', '/a/_search/point_in_time', undefined, false],
  // A second one meets what the first has made.
  ['PUT', '/a/_create/1', undefined, false],
  ['PUT', '/a/_doc/1', { op_type: 'create' }, false],
  ['PUT', '/a/_doc/1', 'if_seq_no=1&if_primary_term=1', false],
  ['DELETE', '/a/_doc/1', { version: 3 }, false],
  // An index or a document may have any name.
  ['POST', '/a/_create/_search', undefined, false],
  ['POST', '/a/b/_search', undefined, false],
])('whether %s %s with %o is safe to repeat is known: %s', ([method, path, querystring, isSafe]) => {
  expect(isSafeToRepeat({ method, path, querystring })).toBe(isSafe)
})

async function connect(answer: Answer, more: Partial<OpenSearchClientOptions> = {}) {
  const clock = new PauselessClock()
  const server = await startTlsServer('opensearch', answer)
  const client = createOpenSearchClient({
    endpoint: server.endpoint,
    credentials: async () => numbered(1),
    clock,
    ...more,
  })
  onTestFinished(() => client.close())
  return { client, clock, ...server }
}

const always =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end('{"message":"no"}')
  }

const search = { method: 'POST', path: '/a/_search', body: {} }
const bulk = { method: 'POST', path: '/_bulk', bulkBody: [{ index: { _index: 'a' } }, {}] }

test.for([
  [429, 4, 4],
  [502, 4, 1],
  [503, 4, 1],
  [504, 4, 1],
  [500, 1, 1],
  [400, 1, 1],
] as const)('after status %i a search is sent %i times and a bulk %i times', async ([status, reads, writes]) => {
  for (const [request, times] of [
    [search, reads],
    [bulk, writes],
  ] as const) {
    const { client, clock, requests } = await connect(always(status))
    await expect(client.transport.request({ ...request })).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: status,
      meta: { meta: { attempts: times - 1 } },
    })
    expect(requests).toHaveLength(times)
    expect(new Set(requests.map(({ body }) => String(body))).size).toBe(1)
    expect(clock.pauses).toHaveLength(times - 1)
    for (const [index, pause] of clock.pauses.entries()) expect(pause).toBeLessThanOrEqual(200 * 2 ** index)
  }
})

test('the OpenSearch client honours maxRetries, its own and that of a request, and the statuses to ignore', async () => {
  const { client, requests } = await connect(always(503), { options: { maxRetries: 1 } })
  await expect(client.info()).rejects.toThrow('Response Error')
  expect(requests).toHaveLength(2)
  await expect(client.info({}, { maxRetries: 0 })).rejects.toThrow('Response Error')
  expect(requests).toHaveLength(3)
  expect((await client.info({}, { ignore: [503] })).statusCode).toBe(503)
  expect(requests).toHaveLength(4)
})

test.for([
  ['seconds', '2', 2_000],
  ['a date', 'Thu, 01 Jan 1970 00:00:03 GMT', 3_000],
  ['nonsense', 'soon', 0],
] as const)('the OpenSearch client waits as long as Retry-After says in %s', async ([, after, leastMs]) => {
  let calls = 0
  const { client, clock } = await connect((response, request) => {
    calls += 1
    always(calls === 1 ? 429 : 200, { 'retry-after': after })(response, request)
  })
  await client.info()
  expect(clock.pauses).toHaveLength(1)
  expect(clock.pauses[0]).toBeGreaterThanOrEqual(leastMs)
  expect(clock.pauses[0]).toBeLessThanOrEqual(leastMs + 200)
})

test('the OpenSearch client does not wait for a Retry-After of hours', async () => {
  const { client, clock, requests } = await connect(always(503, { 'retry-after': '3600' }))
  await expect(client.info()).rejects.toMatchObject({ statusCode: 503 })
  expect(requests).toHaveLength(1)
  expect(clock.pauses).toEqual([])
})

test('the OpenSearch client repeats a request for a stream until an answer begins with a good status', async () => {
  let calls = 0
  const { client, sockets } = await connect((response, request) => {
    calls += 1
    always(calls < 3 ? 503 : 200)(response, request)
  })
  const { body } = await client.info({}, { asStream: true })
  const chunks: string[] = []
  for await (const chunk of body as unknown as AsyncIterable<Buffer>) chunks.push(String(chunk))
  expect(chunks.join('')).toBe('{"message":"no"}')
  expect(calls).toBe(3)
  // What is not sent again is the caller's, as the official client gives it.
  calls = -10
  const { statusCode, body: late } = await client.bulk({ body: [{}] }, { asStream: true })
  expect(statusCode).toBe(503)
  ;(late as unknown as Readable).resume()
  expect(calls).toBe(-9)
  await client.close()
  await expect.poll(() => sockets.size).toBe(0)
})

test('every request of the OpenSearch client is sent again after a refused connection, and the error keeps the code of the connection', async () => {
  const { client, clock, server } = await connect(always(200))
  await new Promise((resolve) => server.close(resolve))
  await expect(client.transport.request({ ...bulk })).rejects.toMatchObject({
    name: 'ConnectionError',
    cause: { code: 'ECONNREFUSED' },
  })
  expect(clock.pauses).toHaveLength(3)
})

test('a request of the OpenSearch client is not sent again after an untrusted certificate', async () => {
  const { endpoint } = await startTlsServer('opensearch', always(200))
  const { ca: _, ...untrusted } = endpoint
  const { client, clock } = await connect(always(200), { endpoint: untrusted })
  await expect(client.info()).rejects.toMatchObject({
    name: 'ConnectionError',
    cause: { code: expect.stringMatching(/CERT|LEAF|ISSUER/) },
  })
  expect(clock.pauses).toEqual([])
})

test('the pause before a retry of the OpenSearch client ends when the client is closed or the request is aborted', async () => {
  for (const end of ['close', 'abort'] as const) {
    const paused = promised()
    // A clock that stands still in the pause.
    const clock = {
      now: () => 0,
      after(ms: number) {
        if (ms < 5_000) paused.resolve()
        return () => {}
      },
    }
    const { client, requests } = await connect(always(503), { clock })
    const asked = client.info() as Promise<unknown> & { abort(): void }
    const failed = expect(asked).rejects.toMatchObject({ name: 'RequestAbortedError' })
    await paused.promise
    if (end === 'close') await client.close()
    else asked.abort()
    await failed
    expect(requests).toHaveLength(1)
  }
})

test('a callback of the OpenSearch client gets the result beside the error, as the helpers of the official client expect', async () => {
  const { client } = await connect(always(200), { credentials: () => Promise.reject(new Error('No profile.')) })
  const [error, result] = await new Promise<unknown[]>((resolve) =>
    client.bulk({ body: [] }, {}, (...got: unknown[]) => resolve(got)),
  )
  expect([error, result]).toMatchObject([{ message: 'No profile.' }, { body: null, statusCode: null }])
  const helped = client.helpers.bulk({ datasource: [{}], onDocument: () => ({ index: { _index: 'a' } }) })
  await expect(helped).rejects.toThrow('No profile.')
})
