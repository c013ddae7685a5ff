import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { call, openTestGate, startUpstream } from './open-test-gate.ts'

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

test('the engine gets the mark of its worker with whatever can change something, and the client does not', async () => {
  const { endpoint, received } = await openMarking()
  const answer = await call(endpoint, { method: 'POST', path: '/_reindex', body: '{}', worker: 2 })
  expect(received).toEqual([['vaf-1-w2-']])
  expect(answer.headers).not.toHaveProperty('x-opaque-id')
})

test("the client's own id follows the mark, and comes back alone", async () => {
  const { endpoint, received } = await openMarking()
  const headers = { 'X-Opaque-Id': 'vaf-1-w3- of mine' }
  const answer = await call(endpoint, { method: 'POST', path: '/_reindex', body: '{}', headers })
  expect(received).toEqual([['vaf-1-w1- vaf-1-w3- of mine']])
  expect(answer.headers).toMatchObject({ 'x-opaque-id': 'vaf-1-w3- of mine' })
})

test('what only reads passes as it came', async () => {
  const { endpoint, received } = await openMarking()
  await call(endpoint, { path: '/a/_search', headers: { 'x-opaque-id': 'mine' } })
  expect(received).toEqual([['mine']])
})
