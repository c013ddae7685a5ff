import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { sha256 } from '../../../src/sigv4/canonical-request.ts'
import { isSteady } from '../connections.ts'
import { call, openTestGate, send, signWithAws4, startUpstream } from '../open-test-gate.ts'
import { connect, openTo, requestOf, withMime } from './websocket-gate.ts'

async function overHttp(listener: (request: IncomingMessage, response: ServerResponse) => void) {
  const upstream = await startUpstream(listener)
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  return gate.endpoint
}

test('a request and an answer of 32 MiB pass byte for byte', async () => {
  const endpoint = await overHttp((request, response) => void request.pipe(response))
  const body = Buffer.alloc(32 * 1024 * 1024, 'ünïcode and more\n')
  const reply = await call(endpoint, { method: 'POST', path: '/_bulk', body })
  expect(reply.body.length).toBe(body.length)
  expect(sha256(reply.body)).toBe(sha256(body))
})

test('a body over the limit is rejected in the words of the service', async () => {
  const endpoint = await overHttp((_request, response) => response.end())
  const reply = await call(endpoint, { method: 'POST', path: '/_bulk', body: Buffer.alloc(100 * 1024 * 1024 + 1) })
  expect(reply.status).toBe(413)
  expect(JSON.parse(String(reply.body))).toEqual({ Message: 'Request size exceeded 104857600 bytes' })
})

test('over HTTP, a reader that stops makes the engine stop sending, and gets the rest when it goes on', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 1)
  const total = 64
  let sent = 0
  const endpoint = await overHttp(async (_request, response) => {
    for (; sent < total; sent++) if (!response.write(chunk)) await once(response, 'drain')
    response.end()
  })
  const request = send(endpoint, {}, signWithAws4(endpoint, {}).headers)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  // Whatever fits into the sockets on the way is taken; then nothing drains any more.
  await expect.poll(() => sent, { interval: 20 }).toSatisfy(isSteady())
  expect(sent).toBeLessThan(total)
  expect((await buffer(response)).length).toBe(total * chunk.length)
})

test('by WebSocket, a reader that stops makes the engine stop sending, and gets the rest when it goes on', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 1)
  const total = 64
  const { endpoint, sockets } = await openTo(() => {})
  const connected = once(sockets, 'connection')
  const client = await connect(endpoint)
  const [engine] = (await connected) as [WebSocket]
  client.pause()
  for (let sent = 0; sent < total; sent++) engine.send(chunk)
  // The engine's own buffer keeps what the gate does not take.
  await expect.poll(() => engine.bufferedAmount, { interval: 20 }).toSatisfy(isSteady())
  expect(engine.bufferedAmount).toBeGreaterThan(chunk.length * 16)
  let received = 0
  const all = new Promise<void>((resolve) =>
    client.on('message', (data: Buffer) => {
      received += data.length
      if (received === total * chunk.length) resolve()
    }),
  )
  client.resume()
  await all
  expect(engine.bufferedAmount).toBe(0)
})

test('a message of 20 MiB passes both ways', async () => {
  const { endpoint } = await openTo((socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
  const socket = await connect(endpoint)
  const text = requestOf('g.inject(x)').replace('"args":{', `$&"bindings":{"x":"${'x'.repeat(20 * 1024 * 1024)}"},`)
  socket.send(withMime(text))
  const [echo] = (await once(socket, 'message')) as [Buffer]
  expect(echo.length).toBe(withMime(text).length + ',"aliases":{"g":"g1"},"language":"gremlin-lang"'.length)
})
