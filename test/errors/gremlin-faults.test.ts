import { randomUUID } from 'node:crypto'
import { type EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { connectGremlin, type GremlinClientOptions, type NeptuneConnection } from '../../src/clients/gremlin/client.ts'
import { connectionLost, notConnected, notReached, pingNotAnswered } from '../../src/clients/messages.ts'
import { classify } from '../../src/errors/classify.ts'
import { checkTheWay } from '../../src/errors/messages.ts'
import { answerTo, type Speaker, speakGraphSon, startGraphServer } from '../clients/graph-server.ts'
import { numbered } from '../clients/tls-server.ts'
import { credentialsOf, openTestGate } from '../gate/open-test-gate.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type Fault, startFaultProxy } from '../support/network/fault-proxy.ts'
import { runScript, sourceOf } from '../support/run-script.ts'

/** A client, the fault proxy, the gate and a Gremlin server that answers every request with 1. */
async function connect({ speaker = {}, ...more }: { speaker?: Speaker } & Partial<GremlinClientOptions> = {}) {
  const upstream = createServer()
  new WebSocketServer({ server: upstream }).on('connection', (session) => speakGraphSon(session, speaker))
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  onTestFinished(() => void upstream.close())
  const { port } = upstream.address() as AddressInfo
  const { endpoint } = await openTestGate({
    service: 'neptune',
    enginePort: () => port,
    ...(more.clock && { clock: more.clock }),
  })
  const proxy = await startFaultProxy(Number(new URL(endpoint.url).port))
  const connection = connectGremlin({
    endpoint: { ...endpoint, url: `https://127.0.0.1:${proxy.port}` },
    credentials: async () => credentialsOf(1),
    ...more,
  })
  onTestFinished(() => connection.close())
  const isOver = async () => {
    await connection.close()
    await expect.poll(() => proxy.open).toBe(0)
  }
  return { connection, proxy, isOver, url: connection.endpoint.url }
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as Error,
  )

test.for<[Fault]>([
  [{ kind: 'refuse' }],
  [{ kind: 'reset', afterBytes: 1_000 }],
  [{ kind: 'half-close', afterBytes: 1_000 }],
])(
  'the fault %o during the connect of a Gremlin client fails its request, and leaves no connection',
  async ([fault]) => {
    const { connection, proxy, isOver, url } = await connect()
    proxy.fault = fault
    const error = await failureOf(connection.g.inject(1).next())
    expect(error).toMatchObject({
      name: 'ReachabilityError',
      message: expect.stringMatching(new RegExp(notReached(url, '.+', checkTheWay()).join('\n'))),
    })
    expect(classify(error)).toMatchObject({ kind: 'interrupted', category: 'temporary' })
    proxy.fault = { kind: 'none' }
    expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
    await isOver()
  },
)

test.for(['reset', 'halfClose'] as const)(
  'the fault %s before a Gremlin answer fails all pending requests, streams too',
  async (fault) => {
    const asked: string[] = []
    let isMute = false
    const { connection, proxy, isOver, url } = await connect({ speaker: { asked, answers: () => !isMute } })
    await connection.g.inject(1).next()
    await connection.client.submit('1')
    isMute = true
    const waiting = [connection.g.V().next(), drain(connection.client.stream('1'))].map(failureOf)
    await expect.poll(() => asked).toHaveLength(4)
    proxy[fault]()
    for (const error of await Promise.all(waiting)) {
      expect(error).toMatchObject({ name: 'ReachabilityError', message: lostMessage(url) })
      expect(classify(error)).toMatchObject({ kind: 'interrupted', category: 'temporary' })
    }
    isMute = false
    expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
    await isOver()
  },
)

test('a Gremlin client drops a connection that does not answer its pings', async () => {
  const clock = new FakeClock()
  const { connection, proxy, isOver, url } = await connect({ clock, pingIntervalMs: 20_000 })
  const seen = { pongs: 0 }
  await connection.g.inject(1).next()
  socketOf(connection).on('pong', () => {
    seen.pongs += 1
  })
  await connection.g.inject(1).next()
  for (let pings = 1; pings <= 3; pings += 1) {
    await clock.advance(20_000)
    await expect.poll(() => seen.pongs).toBe(pings)
  }
  await connection.g.inject(1).next()
  expect(proxy.accepted).toBe(1)
  proxy.fault = { kind: 'stall', afterBytes: 0 }
  const waiting = failureOf(connection.g.inject(2).next())
  await clock.advance(40_000)
  expect((await waiting)?.message).toBe(connectionLost(url, pingNotAnswered(20_000)).join('\n'))
  proxy.fault = { kind: 'none' }
  expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
  await isOver()
  expect(clock.pendingTimers).toBe(0)
})

test('a Gremlin connection that stalls during its handshake fails when its time is up', async () => {
  const clock = new FakeClock()
  const { connection, proxy, isOver, url } = await connect({ clock })
  proxy.fault = { kind: 'stall', afterBytes: 0 }
  const waiting = failureOf(connection.g.inject(2).next())
  await expect.poll(() => proxy.accepted).toBe(1)
  await clock.advance(10_000)
  expect(await waiting).toMatchObject({
    name: 'ClientRejectedError',
    message: expect.stringContaining(notConnected(`${url}/gremlin`, 10_000)),
    cause: { code: 'ETIMEDOUT' },
  })
  await isOver()
  expect(clock.pendingTimers).toBe(0)
})

test('a Gremlin answer that comes byte by byte arrives', async () => {
  const { connection, proxy, isOver } = await connect()
  proxy.fault = { kind: 'drip', afterBytes: 0 }
  expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
  await isOver()
})

test('ten Gremlin connections that are lost in a row leave only the eleventh open', async () => {
  const { connection, proxy, isOver } = await connect()
  for (let time = 0; time < 10; time += 1) {
    expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
    const lost = new Promise((resolve) => connection.client.addListener('close', resolve))
    await connection.client.submit('1')
    proxy.reset()
    await lost
    await expect.poll(() => proxy.open).toBe(0)
  }
  expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
  expect(proxy.accepted).toBe(21)
  await isOver()
})

test.for<[string, string, (session: Raw) => void]>([
  // Announces 126 bytes, and sends three.
  [
    'is cut off',
    'The connection was closed with code 1006.',
    ({ _socket: socket }) => void socket.end(Buffer.from([0x82, 0x7e, 0, 0x7e, 1, 2, 3])),
  ],
  [
    'is no WebSocket frame',
    'Invalid WebSocket frame: RSV2 and RSV3 must be clear',
    ({ _socket: socket }) => void socket.write(Buffer.from([0xb2, 1, 1])),
  ],
  ['is no GraphSON', 'The client could not read an answer: ', (session) => session.send('{"requestId":')],
])('a Gremlin answer that %s fails the pending requests, and not the process', async ([, seen, answer]) => {
  const server = await startGraphServer({ answers: () => false })
  const connection = connectGremlin({ endpoint: server.endpoint, credentials: async () => numbered(1) })
  onTestFinished(() => connection.close())
  const { url } = server.endpoint
  const sent = failureOf(connection.g.inject(1).next())
  const streamed = failureOf(drain(connection.client.stream('1')))
  await expect.poll(() => server.asked).toHaveLength(2)
  for (const session of server.sessions) answer(session as unknown as Raw)
  for (const error of [await sent, await streamed]) {
    expect(error).toMatchObject({ name: 'ReachabilityError', message: lostMessage(url) })
    expect(error?.message).toContain(`Last seen: ${seen}`)
    expect(classify(error).kind).toMatch(/interrupted|unreadable/)
  }
  await connection.close()
  await expect.poll(() => server.sockets.size).toBe(0)
})

test.for<[string, Parameters<NeptuneConnection['client']['stream']>, string]>([
  [
    'an id that is none',
    ['1', undefined, { requestId: 'malformed' } as never],
    'Provided requestId "malformed" is not a valid UUID.',
  ],
  ['an id that is no text', ['1', undefined, { requestId: 42 } as never], 'toLowerCase is not a function'],
  ['what is no script', [42 as never], 'message must be of type Bytecode or string'],
])('%s fails a stream as it fails a submit, because the driver rejects it at once', async ([, request, problem]) => {
  const { connection } = await connect()
  expect(await failureOf(connection.client.submit(...request))).toMatchObject({
    message: expect.stringContaining(problem),
  })
  expect(await failureOf(drain(connection.client.stream(...request)))).toMatchObject({
    message: expect.stringContaining(problem),
  })
  const unnamed = { requestId: undefined, batchSize: 1 } as never
  await drain(connection.client.stream('1', undefined, unnamed))
})

test('a stream that breaks off after its first part fails, and a complete stream does not', async () => {
  const server = await startGraphServer({ answers: () => false })
  const connection = connectGremlin({ endpoint: server.endpoint, credentials: async () => numbered(1) })
  onTestFinished(() => connection.close())
  for (const isWhole of [true, false]) {
    const parts: unknown[] = []
    const requestId = randomUUID()
    const streamed = drain(connection.client.stream('1', undefined, { requestId } as never), parts)
    await expect.poll(() => server.asked).toHaveLength(isWhole ? 1 : 2)
    const session = server.sessions.at(-1)!
    session.send(answerTo(requestId, 1, 206))
    if (isWhole) session.send(answerTo(requestId, 2))
    const closed = new Promise((resolve) => connection.client.addListener('close', resolve))
    session.close()
    await closed
    if (isWhole) await streamed
    else expect(await failureOf(streamed)).toMatchObject({ message: lostMessage(server.endpoint.url) })
    expect(parts).toEqual(isWhole ? [1, 2] : [1])
  }
})

test.for<[string, string, string]>([
  ['has been answered', 'g.inject(1)', 'answered\n'],
  ['waits for an answer', 'g.V()', 'lost\n'],
])('a process whose Gremlin connection %s ends by itself once nothing is pending', async ([, traversal, output]) => {
  const server = await startGraphServer({ answers: (name) => name !== 'traversal/V' })
  const script = `
    const { connectGremlin } = await import('${sourceOf('clients/gremlin/client.ts')}')
    const endpoint = ${JSON.stringify(server.endpoint)}
    const credentials = async () => ({ accessKeyId: 'A', secretAccessKey: 'b' })
    const { g } = connectGremlin({ endpoint, credentials, pingIntervalMs: 60_000 })
    console.log(await ${traversal}.next().then(() => 'answered', () => 'lost'))`
  const child = runScript(script)
  if (output === 'lost\n') {
    await expect.poll(() => server.asked, { timeout: 10_000 }).toContain('traversal/V')
    server.sessions[0]?.terminate()
  }
  expect(await child).toBe(output)
})

const lostMessage = (url: string) => expect.stringMatching(new RegExp(`^${connectionLost(url, '.+').join('\n')}$`))

async function drain(stream: AsyncIterable<{ toArray(): unknown[] }>, into: unknown[] = []): Promise<void> {
  for await (const part of stream)
    into.push(...part.toArray().map((traverser) => (traverser as { object: unknown }).object))
}

/** A server's side of a WebSocket, with the socket below it. */
interface Raw {
  readonly _socket: Socket
  send(text: string): void
}

/** The driver's own WebSocket. */
const socketOf = ({ g }: NeptuneConnection) =>
  (g as unknown as { remoteConnection: { _client: { _connection: { _ws: EventEmitter } } } }).remoteConnection._client
    ._connection._ws
