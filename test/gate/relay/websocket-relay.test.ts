import { once } from 'node:events'
import { connect as connectTls } from 'node:tls'
import gremlin from 'gremlin'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { countConnections } from '../connections.ts'
import { call, identify, openTestGate, signWithAws4, startUpstream } from '../open-test-gate.ts'
import { connect, openTo, requestOf, withMime } from './websocket-gate.ts'

const answerOf = (code: number, requestId = '01234567-89ab-4cde-8f01-23456789abcd') =>
  JSON.stringify({ requestId, status: { message: '', code, attributes: {} }, result: { data: [], meta: {} } })

const hasChanged = async (endpoint: Endpoint, worker: number, method = 'GET') =>
  JSON.parse(String((await call(endpoint, { method, path: '/_aws_fixtures/changes', worker })).body))

test('a text message stays text, a binary one stays binary, and each request names the graph of its worker', async () => {
  const { endpoint } = await openTo((socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
  const socket = await connect(endpoint, 2)
  for (const binary of [true, false]) {
    socket.send(binary ? withMime(requestOf('g.V()')) : requestOf('g.V()'), { binary })
    const [echo, isBinary] = (await once(socket, 'message')) as [Buffer, boolean]
    expect(isBinary).toBe(binary)
    expect(String(echo)).toContain('"aliases":{"g":"g2"}')
  }
})

test('an unmodified driver works, and its workers are told apart by their keys', async () => {
  const seen: string[] = []
  const { endpoint } = await openTo((socket) =>
    socket.on('message', (data: Buffer) => {
      const start = 1 + data[0]!
      const { requestId, args } = JSON.parse(String(data.subarray(start))) as {
        requestId: { '@value': string }
        args: { aliases: { g: string } }
      }
      seen.push(args.aliases.g)
      socket.send(Buffer.from(answerOf(204, requestId['@value'])), { binary: true })
    }),
  )
  for (const worker of [1, 2]) {
    const { headers } = signWithAws4(endpoint, { path: '/gremlin', worker })
    const client = new gremlin.driver.Client(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: [endpoint.ca!],
      traversalSource: 'g',
    })
    await client.submit('g.V().count()')
    await client.close()
  }
  expect(seen).toEqual(['g1', 'g2'])
})

test('a script that names the graph of a worker is answered by the gate', async () => {
  let reached = 0
  const { endpoint } = await openTo((socket) => socket.on('message', () => reached++))
  const socket = await connect(endpoint)
  socket.send(withMime(requestOf('g2.V()')))
  const [answer] = (await once(socket, 'message')) as [Buffer]
  expect(JSON.parse(String(answer))).toMatchObject({ status: { code: 597 } })
  expect(reached).toBe(0)
})

test('a message that cannot be routed ends the connection with the reason', async () => {
  const { endpoint } = await openTo(() => {})
  const socket = await connect(endpoint)
  socket.send(Buffer.from('\x03a/b?'))
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  expect(code).toBe(1003)
  expect(String(reason)).toContain("The request cannot be read: its mime type is 'a/b'")
})

test('pings and pongs pass between client and engine, and the gate sends none', async () => {
  const { endpoint, sockets } = await openTo(() => {})
  const connected = once(sockets, 'connection')
  const socket = await connect(endpoint)
  const [engine] = (await connected) as [WebSocket]
  for (const [from, to] of [
    [socket, engine],
    [engine, socket],
  ] as const) {
    const pinged = once(to, 'ping')
    const ponged = once(from, 'pong')
    from.ping('are you there')
    expect(String((await pinged)[0])).toBe('are you there')
    expect(String((await ponged)[0])).toBe('are you there')
  }
})

test.each([
  [1000, 'done'],
  [3001, 'own reason'],
  [undefined, ''],
])('a close with %s is passed on, from either side', async (code, reason) => {
  for (const closer of ['client', 'engine']) {
    const { endpoint, sockets } = await openTo(() => {})
    const connected = once(sockets, 'connection')
    const client = await connect(endpoint)
    const [engine] = (await connected) as [WebSocket]
    const [from, to] = closer === 'client' ? [client, engine] : [engine, client]
    const closed = once(to, 'close')
    from.close(code, reason)
    const [gotCode, gotReason] = (await closed) as [number, Buffer]
    expect(gotCode).toBe(code ?? 1005)
    expect(String(gotReason)).toBe(reason)
  }
})

test('an engine that is killed closes its clients with a reason, and a client that is killed closes its engine connection', async () => {
  for (const killed of ['engine', 'client']) {
    const { endpoint, sockets } = await openTo(() => {})
    const connected = once(sockets, 'connection')
    const client = await connect(endpoint)
    const [engine] = (await connected) as [WebSocket]
    const [from, to] = killed === 'client' ? [client, engine] : [engine, client]
    const closed = once(to, 'close')
    from.terminate()
    const [code, reason] = (await closed) as [number, Buffer]
    expect(code).toBe(1011)
    expect(String(reason)).toBe('The other side went away without saying why.')
  }
})

test('a change is recorded for the worker that asked for it, and only until it is forgotten', async () => {
  const { endpoint } = await openTo((socket) => socket.on('message', () => socket.send(answerOf(200))))
  const socket = await connect(endpoint, 1)
  const ask = async (text: string) => {
    socket.send(withMime(requestOf(text)))
    await once(socket, 'message')
  }
  for (const worker of [1, 2]) await hasChanged(endpoint, worker, 'DELETE')
  await ask('g.V().valueMap()')
  expect(await hasChanged(endpoint, 1)).toEqual({ changed: false })
  await ask("g.addV('a')")
  expect(await hasChanged(endpoint, 1)).toEqual({ changed: true })
  expect(await hasChanged(endpoint, 2)).toEqual({ changed: false })
  expect(await hasChanged(endpoint, 1, 'DELETE')).toEqual({ changed: false })
  expect(await hasChanged(endpoint, 1)).toEqual({ changed: false })
})

test('a change that is still under way while it is forgotten counts, until its last answer and beyond', async () => {
  const { endpoint, sockets } = await openTo(() => {})
  const connected = once(sockets, 'connection')
  const socket = await connect(endpoint)
  const [engine] = (await connected) as [WebSocket]
  const received = once(engine, 'message')
  socket.send(withMime(requestOf("g.addV('a')")))
  await received
  expect(await hasChanged(endpoint, 1, 'DELETE')).toEqual({ changed: true })
  engine.send(answerOf(206))
  await once(socket, 'message')
  expect(await hasChanged(endpoint, 1, 'DELETE')).toEqual({ changed: true })
  engine.send(answerOf(200))
  await once(socket, 'message')
  expect(await hasChanged(endpoint, 1)).toEqual({ changed: true })
  expect(await hasChanged(endpoint, 1, 'DELETE')).toEqual({ changed: false })
})

test('a change whose client goes away counts', async () => {
  const { endpoint, sockets } = await openTo(() => {})
  const connected = once(sockets, 'connection')
  const socket = await connect(endpoint)
  const [engine] = (await connected) as [WebSocket]
  const received = once(engine, 'message')
  socket.send(withMime(requestOf("g.addV('a')")))
  await received
  await hasChanged(endpoint, 1, 'DELETE')
  const closed = once(engine, 'close')
  socket.terminate()
  await closed
  expect(await hasChanged(endpoint, 1)).toEqual({ changed: true })
})

test.for([false, true])(
  'an upgrade at the moment in which its engine ends goes to the next one, unless its worker had written: %s',
  async (hasWritten) => {
    const [old, next] = await Promise.all([1, 2].map(() => startUpstream((_request, response) => response.end('{}'))))
    new WebSocketServer({ server: next!, path: '/gremlin' })
    let { port } = old!
    const gate = await openTestGate({
      ...{ service: 'neptune', isPristine: true, enginePort: () => port },
      identities: () => [identify('AKIDWORKER1')!],
    })
    old!.on('upgrade', (_request, socket) => {
      gate.replaceEngine('The engine has ended.', Promise.resolve())
      port = next!.port
      socket.destroy()
    })
    const write = { method: 'POST', path: '/gremlin', body: JSON.stringify({ gremlin: "g.addV('a')" }) }
    if (hasWritten) expect((await call(gate.endpoint, write)).status).toBe(200)
    const connecting = connect(gate.endpoint)
    if (hasWritten) await expect(connecting).rejects.toThrow('Unexpected server response: 500')
    else expect((await connecting).readyState).toBe(WebSocket.OPEN)
  },
)

test('a handshake that is not in order is answered, and leaves no connection to the engine', async () => {
  const { endpoint, sockets, upstream } = await openTo(() => {})
  const { headers } = signWithAws4(endpoint, { path: '/gremlin' })
  const { port } = new URL(endpoint.url)
  const socket = connectTls({ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca: endpoint.ca })
  const lines = Object.entries({ ...headers, Connection: 'Upgrade', Upgrade: 'websocket' })
  socket.write(`GET /gremlin HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  expect(String((await once(socket, 'data'))[0])).toContain('HTTP/1.1 400 Bad Request')
  await expect.poll(() => sockets.clients.size).toBe(0)
  await expect.poll(() => countConnections(upstream)).toBe(0)
})

test('a rejected upgrade is over even where the driver does not end its half', async () => {
  const { endpoint } = await openTo(() => {})
  const { port } = new URL(endpoint.url)
  const socket = connectTls({ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca: endpoint.ca })
  socket.write(
    `GET /gremlin HTTP/1.1\r\nHost: ${endpoint.signingHost}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  )
  socket.resume()
  await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})

test('closing the gate drops every WebSocket and leaves no connection to the engine', async () => {
  const { endpoint, gate, upstream } = await openTo(() => {})
  const clients = await Promise.all([1, 2, 3].map((worker) => connect(endpoint, worker)))
  expect(await countConnections(upstream)).toBe(3)
  const closed = clients.map((client) => once(client, 'close'))
  await gate.close()
  await Promise.all(closed)
  await expect.poll(() => countConnections(upstream)).toBe(0)
})
