import { expect, test } from 'vitest'
import { call, type Draft, openTestGate, startUpstream } from '../open-test-gate.ts'

const rejection = (type: string, reason: string) =>
  JSON.stringify({ error: { root_cause: [{ type, reason }], type, reason }, status: 429 })
const parent = rejection('circuit_breaking_exception', '[parent] Data too large, data for [<http_request>]')

/** Whose requests the engine is at. */
const busy = () => ['worker 1: POST /_bulk (the run in /a)']

/** A gate over an engine that rejects so many requests with 429 and this body, and answers each after that with 200. */
async function openTo(rejections: number, body: string, others: () => readonly string[], isShared = true) {
  const seen: string[] = []
  const upstream = await startUpstream(async (request, response) => {
    let got = ''
    for await (const chunk of request) got += chunk
    seen.push(`${request.method} ${request.url} ${got.slice(0, 20)}`)
    const isRejected = seen.length <= rejections
    response.writeHead(isRejected ? 429 : 200, { 'content-type': 'application/json' }).end(isRejected ? body : '{}')
  })
  const shared = { prefix: 'vaf-aaaaa-', isShared: () => isShared, others }
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, shared })
  return { seen, ask: (draft: Draft) => call(endpoint, draft) }
}

const write = { method: 'POST', path: '/vaf-aaaaa-1/_doc', body: '{"a":1}' }

test.for([parent, rejection('rejected_execution_exception', 'rejected execution of coordinating operation')])(
  'a small request is sent again while other runs take the memory of the engine: %s',
  async (body) => {
    const { seen, ask } = await openTo(3, body, busy)
    expect((await ask(write)).status).toBe(200)
    expect(seen).toEqual(Array.from({ length: 4 }, () => 'POST /vaf-aaaaa-1/_doc {"a":1}'))
  },
)

test('a request is sent again after those of other runs have been answered, because the engine has not collected their memory yet', async () => {
  const { ask } = await openTo(2, parent, () => [])
  expect((await ask(write)).status).toBe(200)
})

test('a run that has the engine to itself gets the rejection unchanged', async () => {
  const { seen, ask } = await openTo(9, parent, busy, false)
  const { status, body } = await ask(write)
  expect({ status, body: String(body), seen: seen.length }).toEqual({ status: 429, body: parent, seen: 1 })
})

test.for([
  ['A request that asks for too much itself', write, '[request] Data too large, data for [<reused_arrays>]'],
  ['A request that is large itself', { ...write, body: `{"a":"${'x'.repeat(1024 ** 2)}"}` }, '[parent] Data too large'],
] as const)(
  '%s is not sent again, and its answer names the requests under way of other runs',
  async ([, draft, reason]) => {
    const { seen, ask } = await openTo(9, rejection('circuit_breaking_exception', reason), busy)
    const { status, body } = await ask(draft)
    expect(status).toBe(429)
    expect(JSON.parse(String(body))).toMatchObject({
      status: 429,
      error: {
        type: 'circuit_breaking_exception',
        reason: `${reason}. Runs share the engine's memory. Under way for others: worker 1: POST /_bulk (the run in /a).`,
      },
    })
    expect(seen).toHaveLength(1)
  },
)

test('the requests of other runs that are under way are looked up once, for the answer', async () => {
  let asked = 0
  const others = () => {
    asked += 1
    return []
  }
  const passing = await openTo(3, parent, others)
  expect((await passing.ask(write)).status).toBe(200)
  expect(asked).toBe(0)
  const lasting = await openTo(9, rejection('circuit_breaking_exception', '[request] Data too large'), others)
  const { body } = await lasting.ask(write)
  expect(JSON.parse(String(body)).error.reason).toBe(
    "[request] Data too large. Runs share the engine's memory. Others have nothing under way now.",
  )
  expect(asked).toBe(1)
})

const failures = [{ cause: { type: 'rejected_execution_exception', reason: 'rejected execution' }, status: 429 }]
const partly = JSON.stringify({ updated: 1000, failures })

test('a request that may have been carried out in part is not sent again, and its answer is passed on unchanged', async () => {
  const { seen, ask } = await openTo(9, partly, busy)
  const { status, body } = await ask(write)
  expect({ status, body: String(body), seen: seen.length }).toEqual({ status: 429, body: partly, seen: 1 })
})

test.for(['/_reindex', '/a/_update_by_query', '/a/%5Fdelete_by_query?scroll_size=10'])(
  'a call of many steps is never sent again: %s',
  async (path) => {
    const { seen, ask } = await openTo(9, parent, busy)
    const { status, body } = await ask({ ...write, path })
    expect(status).toBe(429)
    expect(JSON.parse(String(body)).error.reason).toContain(
      'Under way for others: worker 1: POST /_bulk (the run in /a).',
    )
    expect(seen).toHaveLength(1)
  },
)
