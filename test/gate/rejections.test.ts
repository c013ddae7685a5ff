import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { call, type Draft, openTestGate, readReply, send, signWithAws4, startUpstream } from './open-test-gate.ts'

const cases: readonly (readonly [name: string, headers: (endpoint: Endpoint, draft: Draft) => object, text: string])[] =
  [
    ['unsigned', (endpoint) => ({ host: endpoint.signingHost }), 'it has no Authorization header'],
    [
      'wrongly signed',
      (endpoint, draft) => {
        const { headers } = signWithAws4(endpoint, draft)
        return { ...headers, Authorization: String(headers?.Authorization).replace(/.{4}$/, 'beef') }
      },
      'The Canonical String for this request should have been',
    ],
    [
      'of another region',
      (endpoint, draft) => ({ ...signWithAws4(endpoint, draft, { region: 'us-east-1' }).headers }),
      "Credential should be scoped to a valid region, not 'us-east-1'. This endpoint is in 'eu-west-1'.",
    ],
    [
      'of another service',
      (endpoint, draft) => ({ ...signWithAws4(endpoint, draft, { service: 's3' }).headers }),
      "The request is signed for 's3', the signing name of S3. Give the signer the service '",
    ],
    [
      'stale',
      (endpoint, draft) => ({ ...signWithAws4(endpoint, { ...draft, headers: { 'X-Amz-Date': ago(6) } }).headers }),
      'Signature expired:',
    ],
    [
      'from the future',
      (endpoint, draft) => ({ ...signWithAws4(endpoint, { ...draft, headers: { 'X-Amz-Date': ago(-6) } }).headers }),
      'Signature not yet current:',
    ],
    [
      'with a changed body',
      (endpoint, draft) => ({
        ...signWithAws4(endpoint, { ...draft, headers: { 'x-amz-content-sha256': 'a'.repeat(64) } }).headers,
      }),
      "The payload differs: the header x-amz-content-sha256 says 'aaaa",
    ],
    [
      'of an unknown key',
      (endpoint, draft) => {
        const { headers } = signWithAws4(endpoint, draft)
        return { ...headers, Authorization: String(headers?.Authorization).replace('AKIDWORKER1', 'AKIDREAL') }
      },
      "The access key 'AKIDREAL' is none of this run's.",
    ],
    [
      'without its session token',
      (endpoint, draft) => {
        const { 'X-Amz-Security-Token': _, ...headers } = signWithAws4(endpoint, draft).headers ?? {}
        return headers
      },
      'The signature covers one: it was signed and then lost',
    ],
    [
      'for a host that is not ours',
      (endpoint, draft) => ({
        ...signWithAws4(endpoint, { ...draft, headers: { Host: 'search-x.eu-west-1.es.amazonaws.com' } }).headers,
      }),
      "The host differs: the request is for 'search-x.eu-west-1.es.amazonaws.com', and this endpoint is '127.0.0.1:",
    ],
  ]

describe.each(cases)('a gate that gets a request %s', (_, headersOf, text) => {
  test('rejects it in the form of OpenSearch, with the reason, and does not send it to the engine', async () => {
    let reached = 0
    const upstream = await startUpstream((_request, response) => {
      reached++
      response.end()
    })
    const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
    const draft = { path: '/airports/_search?size=1' }
    const reply = await readReply(send(endpoint, draft, headersOf(endpoint, draft) as Record<string, string>))
    expect(reply.status).toBe(403)
    expect(reply.headers['content-type']).toBe('application/json')
    expect(reply.headers['x-amzn-errortype']).toMatch(/^[A-Z]\w+Exception$/)
    const content = JSON.parse(String(reply.body)) as { message?: string; Message?: string }
    expect(content.message ?? content.Message).toContain(text)
    expect(reached).toBe(0)
  })

  test('rejects it in the form of Neptune over HTTP', async () => {
    const { endpoint } = await openTestGate({ service: 'neptune' })
    const draft = { path: '/status' }
    const reply = await readReply(send(endpoint, draft, headersOf(endpoint, draft) as Record<string, string>))
    expect(reply.status).toBe(403)
    expect(JSON.parse(String(reply.body))).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      code: 'AccessDeniedException',
      detailedMessage: expect.stringContaining(text),
    })
  })

  test('rejects it in the form of Neptune at the upgrade to a WebSocket', async () => {
    const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => 1 })
    const headers = headersOf(endpoint, { path: '/gremlin' }) as Record<string, string>
    const rejected = await rejectedUpgrade(endpoint, headers)
    expect(rejected.status).toBe(403)
    expect(JSON.parse(rejected.body)).toMatchObject({
      code: 'AccessDeniedException',
      detailedMessage: expect.stringContaining(text),
    })
  })
})

test('the rejection of an unsigned request to OpenSearch calls it anonymous, as on AWS', async () => {
  const { endpoint } = await openTestGate({ service: 'opensearch' })
  const reply = await readReply(send(endpoint, { method: 'PUT' }, { host: endpoint.signingHost }))
  expect(JSON.parse(String(reply.body))).toEqual({
    Message:
      'User: anonymous is not authorized to perform: es:ESHttpPut because no resource-based policy allows the ' +
      'es:ESHttpPut action. The request is not signed: it has no Authorization header, and no signature ' +
      'in its query. Sign it with AWS Signature Version 4, with the credentials of this run.',
  })
})

test('a body that was changed on its way is rejected even without a declared hash', async () => {
  const { endpoint } = await openTestGate({ service: 'opensearch' })
  const draft = { method: 'POST', path: '/a/_doc', body: '{"a":1}' }
  const { headers } = signWithAws4(endpoint, draft)
  const reply = await readReply(send(endpoint, { ...draft, body: '{"a":2}' }, headers))
  expect(reply.status).toBe(403)
  expect(String(reply.body)).toContain('The String-to-Sign should have been')
})

test.each([
  ['opensearch', { message: 'The OpenSearch engine is still starting. Try again in a moment.' }],
  [
    'neptune',
    {
      code: 'ServiceUnavailableException',
      detailedMessage: 'The Gremlin engine is still starting. Try again in a moment.',
    },
  ],
] as const)('the gate of %s answers 503 before its engine is ready', async (service, content) => {
  const { endpoint } = await openTestGate({ service })
  const reply = await call(endpoint, { path: service === 'neptune' ? '/?gremlin=g.V()' : '/' })
  expect(reply.status).toBe(503)
  expect(JSON.parse(String(reply.body))).toMatchObject(content)
})

test.each([
  [
    'opensearch',
    { message: expect.stringMatching(/^The OpenSearch engine is gone: .*ECONNREFUSED.* Its log says why\.$/) },
  ],
  [
    'neptune',
    { detailedMessage: expect.stringMatching(/^The Gremlin engine is gone: .*ECONNREFUSED.* Its log says why\.$/) },
  ],
] as const)('the gate of %s answers 502 when its engine is gone', async (service, content) => {
  const upstream = await startUpstream(() => {})
  upstream.close()
  const { endpoint } = await openTestGate({ service, enginePort: () => upstream.port })
  const reply = await call(endpoint, { path: service === 'neptune' ? '/?gremlin=g.V()' : '/' })
  expect(reply.status).toBe(502)
  expect(JSON.parse(String(reply.body))).toMatchObject(content)
})

test.each([
  [undefined, 503, 'The Gremlin engine is still starting.'],
  [1, 502, 'The Gremlin engine is gone: connect ECONNREFUSED 127.0.0.1:1.'],
])('an upgrade with the engine at port %s is answered %d', async (port, status, text) => {
  const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => port })
  const { headers } = signWithAws4(endpoint, { path: '/gremlin' })
  const rejected = await rejectedUpgrade(endpoint, headers as Record<string, string>)
  expect(rejected.status).toBe(status)
  expect(rejected.body).toContain(text)
})

async function rejectedUpgrade(endpoint: Endpoint, headers: Record<string, string>) {
  const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, { headers, ca: endpoint.ca })
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, import('node:http').IncomingMessage]
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode, body }
}

const ago = (minutes: number): string =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/[-:]|\.\d{3}/g, '')
