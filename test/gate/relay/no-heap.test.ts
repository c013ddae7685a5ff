import { expect, test } from 'vitest'
import { call, openTestGate, startUpstream } from '../open-test-gate.ts'

const write = { method: 'POST', path: '/a/_doc', body: '{"a":1}' }

/** The answer of a gate whose engine refuses with this error. */
async function answerTo(error: object, status = 429) {
  const upstream = await startUpstream((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error, status }))
  })
  const options = { service: 'opensearch', enginePort: () => upstream.port, shortage: () => undefined } as const
  const { endpoint } = await openTestGate(options)
  const answer = await call(endpoint, write)
  return { status: answer.status, ...(JSON.parse(String(answer.body)) as { error: object }) }
}

const trip = (breaker: string) => ({
  type: 'circuit_breaking_exception',
  reason: `[${breaker}] Data too large, data for [<http_request>] would be [497339636/474.3mb]`,
  bytes_wanted: 497_339_636,
  bytes_limit: 493_030_604,
  durability: 'TRANSIENT',
})

const told =
  "OpenSearch is out of heap memory (474 of 470 MB) and rejected the request. This is a problem of the engine, not of your test: raise 'opensearch.heapMb'. It said: "

test('the error for an engine without heap says so, also in the causes that the official client prints', async () => {
  const parent = trip('parent')
  const explained = { ...parent, reason: `${told}${parent.reason}` }
  expect(await answerTo({ ...parent, root_cause: [parent] })).toEqual({
    status: 429,
    error: { ...explained, root_cause: [explained] },
  })
})

test('the error for a search that failed because the engine has no heap left says so', async () => {
  const error = { type: 'search_phase_execution_exception', reason: 'all shards failed', caused_by: trip('parent') }
  expect(await answerTo(error, 503)).toEqual({
    status: 503,
    error: { ...error, reason: `${told}all shards failed` },
  })
})

test.for([
  ['a request that asks for too much by itself', trip('request')],
  ['a queue that is full', { type: 'rejected_execution_exception', reason: 'rejected execution' }],
] as const)('the answer to %s is passed on unchanged', async ([, error]) => {
  expect(await answerTo(error)).toEqual({ status: 429, error })
})
