import { expect, test } from 'vitest'
import { openGate } from '../../../src/gate/open-gate.ts'
import { call, type Draft, openTestGate, startUpstream } from '../open-test-gate.ts'

test('the status is that of a healthy Neptune, with the version the real server reports', async () => {
  const { endpoint } = await openTestGate({ service: 'neptune' })
  const reply = await call(endpoint, { path: '/status' })
  expect(reply.status).toBe(200)
  expect(JSON.parse(String(reply.body))).toEqual({
    status: 'healthy',
    startTime: 'Tue Nov 24 01:02:03 UTC 2026',
    dbEngineVersion: '1.4.7.1',
    role: 'writer',
    dfeQueryEngine: 'viaQueryHint',
    gremlin: { version: 'tinkerpop-3.7.5' },
    labMode: {},
    rollingBackTrxCount: 0,
    features: {},
    settings: {},
  })
})

test('the status of Neptune is answered 503 before the engine is ready', async () => {
  const graph = { traversalSource: () => 'g1', status: () => undefined }
  const { endpoint } = await openTestGate({ service: 'neptune', graph })
  const reply = await call(endpoint, { path: '/status' })
  expect(reply.status).toBe(503)
  expect(JSON.parse(String(reply.body))).toMatchObject({ code: 'ServiceUnavailableException' })
})

test.each([
  ['POST', '/openCypher', 'openCypher', 'Write the query in Gremlin'],
  ['POST', '/sparql', 'SPARQL', "Run this test against target 'aws'."],
  ['POST', '/loader', 'the bulk loader', "Name the CSV files as the service's 'dataset'"],
  ['GET', '/propertygraph/stream', 'Neptune streams', "Run this test against target 'aws'."],
  ['GET', '/gremlin/stream', 'Neptune streams', "Run this test against target 'aws'."],
  ['POST', '/ml/endpoints', 'Neptune ML', "Run this test against target 'aws'."],
  ['POST', '/system', 'fast reset', "use 'g.V().drop()'"],
  ['GET', '/pg/statistics', 'graph statistics', "Run this test against target 'aws'."],
  ['POST', '/gremlin/explain', 'explain and profile', "Use the steps 'explain()' and 'profile()'."],
  ['GET', '/gremlin/status', 'the list of running queries', "Run this test against target 'aws'."],
])('the Neptune request %s %s is rejected by name, with what to use instead', async (method, path, what, instead) => {
  const { endpoint } = await openTestGate({ service: 'neptune' })
  const reply = await call(endpoint, { method, path })
  expect(reply.status).toBe(400)
  const { code, detailedMessage } = JSON.parse(String(reply.body)) as Record<string, string>
  expect(code).toBe('UnsupportedOperationException')
  expect(detailedMessage).toContain(`The local stand-in does not offer ${what}.`)
  expect(detailedMessage).toContain(instead)
})

test.each([
  ['GET', '/nothing'],
  ['DELETE', '/gremlin'],
])('the Neptune request %s %s is answered 404', async (method, path) => {
  const { endpoint } = await openTestGate({ service: 'neptune' })
  const reply = await call(endpoint, { method, path })
  expect(reply.status).toBe(404)
  expect(JSON.parse(String(reply.body))).toMatchObject({ detailedMessage: `There is no ${method} ${path}.` })
})

test.each<[Draft, string, string, boolean]>([
  [
    { method: 'POST', path: '/gremlin', body: '{"gremlin":"g.V()","bindings":{"x":1.0},"aliases":{"g":"g7"}}' },
    '/gremlin',
    '{"gremlin":"g.V()","bindings":{"x":1.0},"aliases":{"g":"g7"},"aliases":{"g":"g2"},"language":"gremlin-lang"}',
    false,
  ],
  [
    { method: 'POST', path: '/', body: '{"gremlin":"g.addV()"}' },
    '/',
    '{"gremlin":"g.addV()","aliases":{"g":"g2"},"language":"gremlin-lang"}',
    true,
  ],
  [
    { path: '/?gremlin=g.V()%2Ecount()' },
    '/?gremlin=g.V%28%29.count%28%29&aliases.g=g2&language=gremlin-lang',
    '',
    false,
  ],
  [
    { path: '/gremlin?gremlin=g.V().drop()&aliases.g=g7&aliases.x=g8&language=gremlin-groovy' },
    '/gremlin?gremlin=g.V%28%29.drop%28%29&aliases.g=g2&language=gremlin-lang',
    '',
    true,
  ],
])('a script over HTTP goes to the graph of its worker: %o', async (draft, target, body, changes) => {
  const seen: string[] = []
  const upstream = await startUpstream(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    seen.push(request.url ?? '', text)
    response.end('{"result":{}}')
  })
  const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => upstream.port })
  const headers = draft.body === undefined ? {} : { 'Content-Type': 'application/json' }
  await call(endpoint, { method: 'DELETE', path: '/_aws_fixtures/changes', worker: 2 })
  expect(String((await call(endpoint, { ...draft, headers, worker: 2 })).body)).toBe('{"result":{}}')
  expect(seen).toEqual([target, body])
  const recorded = await call(endpoint, { path: '/_aws_fixtures/changes', worker: 2 })
  expect(JSON.parse(String(recorded.body))).toEqual({ changed: changes })
})

test.each<Draft>([
  { method: 'POST', path: '/gremlin', body: '{"gremlin":"g3.V()"}' },
  { path: '/gremlin?gremlin=g3.V()' },
])('a script over HTTP that names the graph of a worker is rejected: %o', async (draft) => {
  const { endpoint } = await openTestGate({ service: 'neptune' })
  const reply = await call(endpoint, draft)
  expect(reply.status).toBe(400)
  expect(JSON.parse(String(reply.body))).toMatchObject({
    code: 'MalformedQueryException',
    detailedMessage: expect.stringContaining('No such property: g3.'),
  })
})

test('a Gremlin request whose body is no JSON is rejected', async () => {
  const { endpoint } = await openTestGate({ service: 'neptune' })
  const reply = await call(endpoint, { method: 'POST', path: '/gremlin', body: 'g.V()' })
  expect(reply.status).toBe(400)
  expect(String(reply.body)).toContain('The request cannot be read: its JSON cannot be read at byte 0.')
})

test('opening a gate of Neptune without a graph fails with a ConfigError', async () => {
  const options = { service: 'neptune', region: 'eu-west-1', port: 0, identify: () => undefined } as const
  const tls = { certificate: '', key: '', authority: '' }
  await expect(openGate({ ...options, tls, engine: () => undefined })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: 'The gate of Neptune cannot be opened without a graph to route to.',
  })
})
