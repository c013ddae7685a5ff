import { expect, test } from 'vitest'
import { call, openTestGate, startUpstream } from './open-test-gate.ts'

/** A gate whose writes are admitted until `full` is set, and which of them are under way. */
async function openTo() {
  const state = { full: '', asked: [] as number[], underWay: 0, reached: 0 }
  const upstream = await startUpstream((request, response) => {
    state.reached += 1
    request.resume().on('end', () => response.end('{}'))
  })
  const { endpoint } = await openTestGate({
    service: 'opensearch',
    enginePort: () => upstream.port,
    admitWrite: async (bytes) => {
      state.asked.push(bytes)
      if (state.full) return { rejected: state.full }
      state.underWay += 1
      return {
        end: () => {
          state.underWay -= 1
        },
      }
    },
  })
  return { state, endpoint, upstream }
}

test('a gate announces a write with its length, and reports its end', async () => {
  const { state, endpoint, upstream } = await openTo()
  expect((await call(endpoint, { method: 'PUT', path: '/a/_doc/1', body: '{"a":1}' })).status).toBe(200)
  await expect.poll(() => state).toMatchObject({ asked: [7], underWay: 0 })
  upstream.closeAllConnections()
  upstream.close()
  expect((await call(endpoint, { method: 'PUT', path: '/a/_doc/1', body: '{"a":1}' })).status).toBe(502)
  expect(state).toMatchObject({ asked: [7, 7], underWay: 0 })
})

test('a write is rejected with the reason where there is no room for data, while reads, deletes and cancels go on', async () => {
  const { state, endpoint } = await openTo()
  state.full = 'The disk for data is full.'
  for (const path of ['/a/_doc', '/_bulk', '/_reindex', '/_tasks']) {
    const { status, headers, body } = await call(endpoint, { method: 'POST', path, body: '{}' })
    expect({ status, type: headers['x-amzn-errortype'], body: String(body) }).toEqual({
      status: 507,
      type: 'InsufficientStorageException',
      body: '{"message":"The disk for data is full."}',
    })
  }
  expect(state.reached).toBe(0)
  for (const [method, path] of [
    ['GET', '/a/_search'],
    ['POST', '/a/_search'],
    ['DELETE', '/a'],
    ['POST', '/_tasks/abc:1/_cancel'],
  ] as const) {
    expect((await call(endpoint, { method, path })).status).toBe(200)
  }
  expect(state.asked).toHaveLength(4)
})

test.for([
  ['{"error":{"type":"i_o_exception","reason":"No space left on device"},"status":500}', true],
  ['{"error":{"type":"i_o_exception","reason":"Disk quota exceeded"},"status":500}', true],
  ['{"error":{"type":"i_o_exception","reason":"Stale file handle"},"status":500}', false],
] as const)(
  'a write is answered with the reason where its failure is for want of disk space: %s',
  async ([body, isFull]) => {
    const upstream = await startUpstream((request, response) => {
      request.resume().on('end', () => response.writeHead(500, { 'content-type': 'application/json' }).end(body))
    })
    const shortage = () => 'The disk for data is full.'
    const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, shortage })
    const reply = await call(endpoint, { method: 'PUT', path: '/a/_doc/1', body: '{}' })
    const said = JSON.parse(body)
    const expected = isFull ? `${said.error.reason}. The disk for data is full.` : said.error.reason
    expect({ status: reply.status, ...JSON.parse(String(reply.body)) }).toEqual({
      status: 500,
      error: { ...said.error, reason: expected },
    })
  },
)
