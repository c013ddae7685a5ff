import { once } from 'node:events'
import { Agent } from 'node:https'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { countOpenBodies } from '../gate/open-bodies.ts'
import { call, openTestGate, readReply, send, signWithAws4, startUpstream } from '../gate/open-test-gate.ts'

async function open(limits: NonNullable<Parameters<typeof openTestGate>[0]['limits']>): Promise<Endpoint> {
  const upstream = await startUpstream((request, response) => {
    request.resume()
    response.end('{}')
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, limits })
  return gate.endpoint
}

/** An unfinished request with a long body, as somebody sends it who has no key. */
async function flood(endpoint: Endpoint, headers: Record<string, string> = {}) {
  const { port } = new URL(endpoint.url)
  const socket = connectTls({ port: Number(port), host: '127.0.0.1', ca: endpoint.ca, servername: 'localhost' })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST /_bulk HTTP/1.1\r\nhost: x\r\ncontent-length: 90000000\r\n${lines.join('')}\r\n`)
  socket.write(Buffer.alloc(1024 * 1024))
  return socket
}

test.each([
  ['no signature', {}],
  [
    'a key of nobody',
    {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDNOBODY/20260101/eu-west-1/es/aws4_request, SignedHeaders=host, Signature=00',
    },
  ],
  ['a signature that is none', { authorization: 'Basic eDp5' }],
] as const)(
  'unfinished bodies with %s take neither space nor requests from clients that have a key',
  async (_, headers) => {
    const endpoint = await open({ requests: 2, bodiesBytes: 1024, unauthenticatedRequests: 20 })
    for (let n = 0; n < 10; n++) await flood(endpoint, headers)
    const body = 'x'.repeat(1000)
    for (let n = 0; n < 3; n++)
      expect((await call(endpoint, { method: 'POST', path: '/_bulk', body })).status).toBe(200)
    expect(countOpenBodies()).toBe(0)
  },
)

test('unauthenticated requests beyond their limit are closed, and signed ones are not', async () => {
  const endpoint = await open({ unauthenticatedRequests: 3 })
  for (let n = 0; n < 3; n++) await flood(endpoint)
  const fourth = await flood(endpoint)
  await new Promise((resolve) => fourth.once('close', resolve))
  expect((await call(endpoint, { method: 'POST', path: '/_bulk', body: 'x' })).status).toBe(200)
})

test('a whole request with an unknown key is rejected with the reason once its body has arrived', async () => {
  const endpoint = await open({})
  const reply = await readReply(send(endpoint, { method: 'POST', path: '/_bulk', body: 'x'.repeat(1e6) }, {}))
  expect([reply.status, String(reply.body)]).toEqual([403, expect.stringContaining('The request is not signed')])
})

test('an unauthenticated connection beyond the limit closes the oldest one', async () => {
  const endpoint = await open({ unauthenticatedConnections: 5 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  expect((await call(endpoint, { path: '/', agent })).status).toBe(200)
  const { port } = new URL(endpoint.url)
  const sockets = Array.from({ length: 30 }, () => connect(Number(port), '127.0.0.1'))
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  for (const socket of sockets) socket.on('error', () => {})
  await Promise.all(sockets.slice(0, 25).map((socket) => (socket.closed ? undefined : once(socket, 'close'))))
  expect((await call(endpoint, { path: '/', agent })).status).toBe(200)
})

test('a signature in the query is recognised where its name is spelt with escapes', async () => {
  const endpoint = await open({})
  for (const path of [
    '/_search?%58-Amz-Signature=00',
    '/_search?X-Amz-%53ignature=00',
    '/?x=1&%58%2dAmz-Algorithm=AWS4-HMAC-SHA256',
  ]) {
    const { headers } = signWithAws4(endpoint, { path })
    const reply = await readReply(send(endpoint, { path }, headers))
    expect([reply.status, String(reply.body)]).toEqual([403, expect.stringContaining('The request is signed twice')])
  }
})
