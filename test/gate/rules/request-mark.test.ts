import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { call, openTestGate, startUpstream } from '../open-test-gate.ts'

/** A gate that marks, before an engine that returns the id of each request, as OpenSearch does. */
async function openMarking() {
  const received: (readonly string[])[] = []
  const idsOf = ({ rawHeaders }: IncomingMessage) =>
    rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'x-opaque-id')
  const { port } = await startUpstream((request, response) => {
    const ids = idsOf(request)
    received.push(ids)
    if (ids[0] !== undefined) response.setHeader('X-Opaque-Id', ids[0])
    response.end()
  })
  const markOf = (worker: number) => `vaf-1-w${worker}-`
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => port, markOf })
  return { endpoint, received }
}

test('the engine gets the mark of the worker with each request that can change something, and the client does not get it', async () => {
  const { endpoint, received } = await openMarking()
  const answer = await call(endpoint, { method: 'POST', path: '/_reindex', body: '{}', worker: 2 })
  expect(received).toEqual([['vaf-1-w2-']])
  expect(answer.headers).not.toHaveProperty('x-opaque-id')
})

test("the client's own request id follows the mark, and comes back alone", async () => {
  const { endpoint, received } = await openMarking()
  const headers = { 'X-Opaque-Id': 'vaf-1-w3- of mine' }
  const answer = await call(endpoint, { method: 'POST', path: '/_reindex', body: '{}', headers })
  expect(received).toEqual([['vaf-1-w1- vaf-1-w3- of mine']])
  expect(answer.headers).toMatchObject({ 'x-opaque-id': 'vaf-1-w3- of mine' })
})

test('a request that only reads passes without a mark', async () => {
  const { endpoint, received } = await openMarking()
  await call(endpoint, { path: '/a/_search', headers: { 'x-opaque-id': 'mine' } })
  expect(received).toEqual([['mine']])
})

const TASKS = { 'content-type': 'application/json; charset=UTF-8', 'content-encoding': 'identity' }

/** A gate before an engine that tells these tasks, as OpenSearch formats them; `asked` are the headers it was asked with. */
async function openTelling(body: string | Buffer, headers: Record<string, string> = TASKS) {
  const asked: IncomingMessage['headers'][] = []
  const { port } = await startUpstream((request, response) => {
    asked.push(request.headers)
    response.writeHead(200, headers).end(body)
  })
  const markOf = (worker: number) => `vaf-1-w${worker}-`
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => port, markOf, shortage: () => '' })
  return { endpoint, asked }
}

const task = (id: string | undefined, description = 'reindex', more = {}) => ({
  description,
  headers: { ...(id !== undefined && { 'X-Opaque-Id': id }), ...more },
})

test.for([
  ['/_tasks?detailed', 'GET', undefined],
  ['/_tasks/n1:7', 'GET', undefined],
  ['/%5ftasks?pretty', 'GET', 2],
  ['/_tasks/_cancel', 'POST', undefined],
] as const)(
  "a list of tasks has the client's own request ids in it, and no mark: %s",
  async ([path, method, indent]) => {
    const told = `"X-Opaque-Id":"vaf-1-w1- x" ü No space left on device`
    const { endpoint, asked } = await openTelling(
      JSON.stringify(
        [
          task('vaf-1-w1- mine'),
          task('vaf-1-w1-', told),
          task('vaf-1-w1-', '', { trace: '1' }),
          task('theirs vaf-1-w1-', told),
          task('vaf-1-w10-'),
          task(undefined),
        ],
        undefined,
        indent,
      ),
    )
    const answer = await call(endpoint, { method, path, headers: { 'Accept-Encoding': 'gzip' } })
    expect(JSON.parse(String(answer.body))).toEqual([
      task('mine'),
      task(undefined, told),
      task(undefined, '', { trace: '1' }),
      task('theirs vaf-1-w1-', told),
      task('vaf-1-w10-'),
      task(undefined),
    ])
    expect(asked[0]).not.toHaveProperty('accept-encoding')
  },
)

test('a mark after the other members of an object is taken out with the comma before it', async () => {
  const { endpoint } = await openTelling('{"headers" : {"trace" : "1", "X-Opaque-Id" : "vaf-1-w1-"}}')
  expect((await call(endpoint, { path: '/_tasks' })).body.toString()).toBe('{"headers" : {"trace" : "1"}}')
})

test('the run itself, which asks by a beginning of the mark, sees the mark, and an answer that is no list of tasks is unchanged', async () => {
  const body = JSON.stringify([task('vaf-1-w1- mine')])
  const { endpoint } = await openTelling(body)
  for (const id of ['vaf-1-w1-', 'vaf-1-']) {
    expect((await call(endpoint, { path: '/_tasks', headers: { 'x-opaque-id': id } })).body.toString()).toBe(body)
  }
  expect((await call(endpoint, { path: '/tasks/_doc/1' })).body.toString()).toBe(body)
})

test('a list of tasks that is longer than what is kept back passes on as it comes, and an answer in another format is unchanged', async () => {
  const long = JSON.stringify([task('vaf-1-w1- mine'), task('', 'é'.repeat(2 * 1024 * 1024))])
  const telling = await openTelling(long)
  const { body } = await call(telling.endpoint, { path: '/_tasks' })
  expect(body.equals(Buffer.from(long.replace('vaf-1-w1- ', '')))).toBe(true)
  const smile = Buffer.from('"X-Opaque-Id":"vaf-1-w1- mine"')
  const other = await openTelling(smile, { 'content-type': 'application/smile' })
  expect((await call(other.endpoint, { path: '/_tasks' })).body).toEqual(smile)
})
