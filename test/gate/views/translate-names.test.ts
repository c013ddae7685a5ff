import type { IncomingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { NAMES_HEADER } from '../../../src/gate/views/view-request.ts'
import { call, startUpstream } from '../open-test-gate.ts'
import { openGateWithViews } from './gate-with-views.ts'

const run = 'vaf-7wovf-'
const prefix = `${run}w1-t1-`
const view = { prefix, layers: [] }

interface Sent {
  readonly method: string
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

/** A gate whose worker 1 has a view, before something that notes what comes and answers with its target. */
async function open() {
  const sent: Sent[] = []
  const { port } = await startUpstream((message, response) => {
    sent.push({ method: message.method!, target: message.url!, headers: message.headers })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ target: message.url }))
  })
  const { endpoint, viewsOf } = await openGateWithViews(run, { enginePort: () => port })
  const views = viewsOf()
  await views.open('t1', view)
  return { endpoint, views, sent }
}

test('names are physical behind the gate, and the test’s own before it', async () => {
  const { endpoint, sent } = await open()
  const answer = await call(endpoint, { method: 'POST', path: '/airports/_flush/synced?pretty' })
  expect(sent).toMatchObject([{ method: 'POST', target: `/${prefix}airports/_flush/synced?pretty=` }])
  expect(JSON.parse(String(answer.body))).toEqual({ target: '/airports/_flush/synced?pretty=' })
})

test('a request about all indices is about those of the view', async () => {
  const { endpoint, sent } = await open()
  await call(endpoint, { method: 'POST', path: '/_flush/synced' })
  expect(decodeURIComponent(sent[0]!.target)).toMatch(new RegExp(`^/[^/]*${prefix}\\*[^/]*/_flush/synced$`))
})

test('a key without a view has physical names', async () => {
  const { endpoint, sent } = await open()
  await call(endpoint, { method: 'POST', path: '/airports/_flush/synced', worker: 2 })
  expect(sent).toMatchObject([{ target: '/airports/_flush/synced' }])
})

test('a worker may send physical names although its key has a view, and only it knows of that', async () => {
  const { endpoint, sent } = await open()
  const path = `/${prefix}airports/_flush/synced`
  const answer = await call(endpoint, { method: 'POST', path, headers: { [NAMES_HEADER]: 'physical' } })
  expect(sent).toMatchObject([{ target: path }])
  expect(sent[0]!.headers).not.toHaveProperty(NAMES_HEADER)
  expect(JSON.parse(String(answer.body))).toEqual({ target: path })
})

test('once a view has ended, the one before it stands for the key of the worker again', async () => {
  const { endpoint, views, sent } = await open()
  await views.open('t2', { prefix: `${run}w1-t2-`, layers: [] })
  await call(endpoint, { method: 'POST', path: '/a/_flush/synced' })
  await views.end('t2')
  await call(endpoint, { method: 'POST', path: '/a/_flush/synced' })
  expect(sent.map(({ target }) => target)).toEqual([`/${run}w1-t2-a/_flush/synced`, `/${prefix}a/_flush/synced`])
})

test.each([
  ['a path that is not known', 'GET', '/_plugins/_unknown/things'],
  ['an API that is rejected', 'POST', '/_bulk/stream'],
])('%s is not passed on, and the answer says so', async (_, method, path) => {
  const { endpoint, sent } = await open()
  const answer = await call(endpoint, { method, path })
  expect(answer.status).toBe(400)
  expect(String(answer.body)).toContain('tell the maintainers')
  expect(sent).toEqual([])
})

test('a view says at its end whether anything may have changed in it', async () => {
  const { endpoint, views } = await open()
  await call(endpoint, { path: '/_list/indices' })
  expect(await views.end('t1')).toEqual({ changed: false, covered: [] })
  await views.open('t1', view)
  await call(endpoint, { method: 'POST', path: '/airports/ingestion/_pause' })
  expect(await views.end('t1')).toEqual({ changed: true, covered: [] })
})

test.each([
  ['OPTIONS', 200],
  ['DELETE', 405],
])('a path is told which methods it takes, as the engine would: %s', async (method, status) => {
  const { endpoint, sent } = await open()
  const answer = await call(endpoint, { method, path: '/airports/_search' })
  expect([answer.status, answer.headers.allow]).toEqual([status, 'GET,POST'])
  expect(sent).toEqual([])
})

test('an answer of the gate that quotes the engine has the names of the user', async () => {
  const error = { type: 'circuit_breaking_exception', reason: `[request] Data too large for ${prefix}airports` }
  const { port } = await startUpstream((_, response) => {
    response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ error, status: 429 }))
  })
  const shared = { prefix: run, isShared: () => true, others: () => [] }
  const { endpoint, viewsOf } = await openGateWithViews(run, { enginePort: () => port, shared })
  await viewsOf().open('t1', view)
  const answer = await call(endpoint, { path: '/airports/_search' })
  expect(answer.status).toBe(429)
  expect(JSON.parse(String(answer.body)).error.reason).toMatch(/^\[request\] Data too large for airports\. Runs share/)
})
