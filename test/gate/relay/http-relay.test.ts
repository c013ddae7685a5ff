import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent } from 'node:https'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { expect, onTestFinished, test } from 'vitest'
import { onLoopback } from '../../../src/base/engine-address.ts'
import { countConnections } from '../connections.ts'
import {
  call,
  credentialsOf,
  openTestGate,
  readReply,
  send,
  signWithAws4,
  signWithSmithy,
  startUpstream,
} from '../open-test-gate.ts'

async function openTo(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const upstream = await startUpstream(listener)
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  return { upstream, gate, endpoint: gate.endpoint }
}

test('method, path, query, headers and body reach the engine as they were sent, without the signature', async () => {
  const seen: { method?: string; url?: string; headers: object; body: string }[] = []
  const { endpoint, upstream } = await openTo(async (request, response) => {
    seen.push({
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: String(await buffer(request)),
    })
    response.writeHead(201, 'Made', { 'X-Engine': 'yes', 'content-type': 'application/json' }).end('{"ok":true}')
  })
  const reply = await call(endpoint, {
    method: 'PUT',
    path: '/caf%C3%A9/_doc/a%2Fb?routing=x%20y&refresh',
    headers: { 'Content-Type': 'application/json', 'X-Opaque-Id': 'mine' },
    body: '{"a":1}',
  })
  expect(reply.status).toBe(201)
  expect(reply.headers['x-engine']).toBe('yes')
  expect(String(reply.body)).toBe('{"ok":true}')
  expect(seen).toEqual([
    {
      method: 'PUT',
      url: '/caf%C3%A9/_doc/a%2Fb?routing=x%20y&refresh',
      headers: {
        host: `127.0.0.1:${upstream.port}`,
        'content-type': 'application/json',
        'content-length': '7',
        'x-opaque-id': 'mine',
        connection: 'keep-alive',
      },
      body: '{"a":1}',
    },
  ])
})

test('a request signed by the AWS SDKs passes', async () => {
  const { endpoint } = await openTo((request, response) => response.end(request.url))
  const path = '/a%20b/_search?q=x%20y&size=1'
  const { headers } = await signWithSmithy(endpoint, { path })
  expect(String((await readReply(send(endpoint, { path }, headers))).body)).toBe(path)
})

test('the official OpenSearch client passes, which signs the host without its port', async () => {
  const { endpoint } = await openTo((_request, response) =>
    response.setHeader('content-type', 'application/json').end('{"hits":{"hits":[]}}'),
  )
  const client = new Client({
    ...AwsSigv4Signer({
      region: endpoint.region,
      service: 'es',
      getCredentials: async () => ({ ...credentialsOf(1), sessionToken: 'token-1' }),
    }),
    node: endpoint.url,
    ssl: { ca: endpoint.ca! },
  })
  onTestFinished(() => client.close())
  const { body } = await client.search({ index: 'a b,c*', body: { query: { match_all: {} } } })
  expect(body).toEqual({ hits: { hits: [] } })
})

test.each([
  ['HEAD', 200, { 'content-length': '11' }],
  ['GET', 204, {}],
  ['GET', 304, { etag: '"1"' }],
])('%s answered with %d has no body and keeps its headers', async (method, status, headers) => {
  const { endpoint } = await openTo((_request, response) => response.writeHead(status, headers).end())
  const reply = await call(endpoint, { method })
  expect(reply.status).toBe(status)
  expect(reply.headers).toMatchObject(headers)
  expect(reply.body.length).toBe(0)
})

test('compressed bodies pass unchanged', async () => {
  const packed = gzipSync('hello')
  const { endpoint } = await openTo(async (request, response) => {
    response.writeHead(200, { 'content-encoding': request.headers['content-encoding']! }).end(await buffer(request))
  })
  const reply = await call(endpoint, { method: 'POST', headers: { 'Content-Encoding': 'gzip' }, body: packed })
  expect(reply.headers['content-encoding']).toBe('gzip')
  expect(reply.body).toEqual(packed)
})

test('a client that goes away ends the request to the engine, before and during the answer', async () => {
  for (const startAnswer of [false, true]) {
    const { upstream, endpoint } = await openTo((_request, response) => {
      if (startAnswer) response.write('begun')
    })
    const request = send(endpoint, {}, signWithAws4(endpoint, {}).headers)
    request.on('error', () => {})
    const [, response] = (await once(upstream, 'request')) as [IncomingMessage, ServerResponse]
    if (startAnswer) await once(request, 'response')
    const closed = once(response, 'close')
    request.destroy()
    await closed
    expect(response.writableFinished).toBe(false)
  }
})

test('an engine that dies during its answer cuts the answer short, and the gate lives on', async () => {
  let requests = 0
  const { endpoint } = await openTo((_request, response) => {
    if (requests++ > 0) return response.end('fine')
    response.write('begun', () => response.destroy())
  })
  const request = send(endpoint, {}, signWithAws4(endpoint, {}).headers)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  await expect(buffer(response)).rejects.toThrow('aborted')
  expect(String((await call(endpoint)).body)).toBe('fine')
})

test('an engine that dies before it answers is reported, with the place of its log', async () => {
  const upstream = await startUpstream((request) => request.socket.destroy())
  const logFile = '/home/me/.cache/vitest-aws-fixtures/logs/opensearch.log'
  const engine = () => onLoopback(upstream.port, undefined, logFile)
  const { endpoint } = await openTestGate({ service: 'opensearch', engine })
  const reply = await call(endpoint)
  expect(reply.status).toBe(502)
  expect(JSON.parse(String(reply.body))).toEqual({
    message: `The OpenSearch engine is gone: other side closed. Its log says why: ${logFile}`,
  })
})

test('connections are kept alive on both sides', async () => {
  let connections = 0
  // Without a length, Node's client closes its connection after a HEAD.
  const { upstream, endpoint } = await openTo((_, response) =>
    response.writeHead(200, { 'content-length': 1 }).end('x'),
  )
  upstream.on('connection', () => connections++)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const ports = new Set<number | undefined>()
  for (let turn = 0; turn < 5; turn++) {
    // undici would close a connection after a HEAD.
    const draft = { method: turn % 2 ? 'HEAD' : 'GET' }
    const request = send(endpoint, { ...draft, agent }, signWithAws4(endpoint, draft).headers)
    await readReply(request)
    ports.add(request.socket?.localPort)
  }
  expect(ports.size).toBe(1)
  expect(connections).toBe(1)
})

test('an informational response (1xx) of the engine is not taken for its answer', async () => {
  const { endpoint } = await openTo((_request, response) => {
    response.writeProcessing()
    response.writeEarlyHints({ link: '</a.css>; rel=preload' })
    response.writeHead(201).end('done')
  })
  const reply = await call(endpoint)
  expect([reply.status, String(reply.body)]).toEqual([201, 'done'])
})

test('a GET request with a body reaches the engine with it', async () => {
  const { endpoint } = await openTo(async (request, response) => {
    response.end(`${request.headers['content-length']}: ${await buffer(request)}`)
  })
  const draft = { path: '/a/_search', body: '{"size":1}', headers: { 'content-length': '10' } }
  expect(String((await call(endpoint, draft)).body)).toBe('10: {"size":1}')
})

test('headers about one connection are not passed on', async () => {
  const { endpoint } = await openTo((request, response) => {
    response.writeHead(200, { connection: 'x-private', 'x-private': '1', 'x-public': '1' })
    response.end(JSON.stringify(request.headers))
  })
  const reply = await call(endpoint, { headers: { Connection: 'close, X-Mine', 'X-Mine': '1', TE: 'trailers' } })
  expect(JSON.parse(String(reply.body))).not.toHaveProperty('x-mine')
  expect(JSON.parse(String(reply.body))).not.toHaveProperty('te')
  expect(reply.headers).toHaveProperty('x-public')
  expect(reply.headers).not.toHaveProperty('x-private')
})

test('closing the gate drops requests under way and leaves no connection on either side', async () => {
  const { upstream, gate, endpoint } = await openTo(() => {})
  const request = send(endpoint, {}, signWithAws4(endpoint, {}).headers)
  const failed = once(request, 'error')
  await once(upstream, 'request')
  await Promise.all([gate.close(), gate.close()])
  expect(String((await failed)[0])).toMatch(/socket hang up|ECONNRESET/)
  await expect.poll(() => countConnections(upstream)).toBe(0)
  const probe = connect(Number(new URL(endpoint.url).port), '127.0.0.1')
  expect((await once(probe, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' })
})

test('a gate whose port is in use fails with a ConfigError', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as { port: number }
  await expect(openTestGate({ service: 'opensearch', port })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringContaining(`EADDRINUSE: address already in use 127.0.0.1:${port}`),
  })
})
