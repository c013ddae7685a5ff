import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import { connectGremlin, type GremlinClientOptions, type GremlinDriver } from '../../../src/clients/gremlin/client.ts'
import { gremlinClosed, notConnected, upgradeRejected } from '../../../src/clients/messages.ts'
import { neptuneActionsHint } from '../../../src/errors/hints.ts'
import * as hints from '../../../src/errors/messages.ts'
import { countConnections } from '../../gate/connections.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { type GraphServerOptions, refuse, startGraphServer } from '../graph-server.ts'
import { numbered, promised, sdkAuthorization, signerOf } from '../tls-server.ts'

const require = createRequire(import.meta.url)
const graphSon3 = require('gremlin-3.8') as GremlinDriver['module']
const driver38: GremlinDriver = { module: graphSon3, version: '3.8.2' }

async function connect(options: GraphServerOptions = {}, more: Partial<GremlinClientOptions> = {}) {
  const server = await startGraphServer(options)
  const connection = connectGremlin({ endpoint: server.endpoint, credentials: async () => numbered(1), ...more })
  onTestFinished(() => connection.close())
  return { ...server, connection }
}

/** A provider whose credentials last a second of the clock, each with the next number. */
function rotating(clock: FakeClock) {
  let fetched = 0
  return {
    fetched: () => fetched,
    credentials: async (): Promise<AwsCredentials> => {
      fetched += 1
      return { ...numbered(fetched), expiration: new Date(clock.now() + 1_000) }
    },
  }
}

/** Waits until the driver has noticed that a connection has gone. */
const lost = (connection: { client: { addListener(event: string, listener: () => void): void } }) =>
  new Promise<void>((resolve) => connection.client.addListener('close', resolve))

test('a Gremlin client connects to nothing and fetches no credentials before its first use', async () => {
  const { connection, sockets } = await connect({}, { credentials: () => Promise.reject(new Error('asked')) })
  await connection.close()
  expect(sockets.size).toBe(0)
})

test('a Gremlin client signs the WebSocket upgrade as an AWS SDK does, for the host with its port', async () => {
  const { connection, upgrades, endpoint } = await connect()
  expect(await connection.g.inject(1).next()).toEqual({ value: 1, done: false })
  expect(upgrades).toHaveLength(1)
  expect(upgrades[0]).toMatchObject({ method: 'GET', url: '/gremlin', headers: { host: endpoint.signingHost } })
  expect(upgrades[0]?.headers['x-amz-security-token']).toBe('token-1')
  expect(upgrades[0]?.headers.authorization).toBe(await sdkAuthorization(upgrades[0]!, endpoint, numbered(1)))
})

test("a Gremlin client reads answers where an environment such as jsdom has replaced Node's ArrayBuffer", async () => {
  const { connection } = await connect()
  vi.stubGlobal('ArrayBuffer', runInNewContext('ArrayBuffer'))
  onTestFinished(() => void vi.unstubAllGlobals())
  expect(await connection.g.inject(1).next()).toEqual({ value: 1, done: false })
})

test('concurrent first uses of a Gremlin client share one connection and one fetch of credentials', async () => {
  const { fetched, credentials } = rotating(new FakeClock())
  const { connection, upgrades } = await connect({}, { credentials })
  await Promise.all(Array.from({ length: 10 }, () => connection.g.inject(1).next()))
  expect(upgrades).toHaveLength(1)
  expect(fetched()).toBe(1)
})

test('a Gremlin client that connects again signs with the current time and credentials', async () => {
  const clock = new FakeClock()
  const { connection, upgrades, sessions, endpoint } = await connect({}, { clock, ...rotating(clock) })
  await connection.client.submit('1')
  const gone = lost(connection)
  sessions[0]?.close()
  await gone
  await clock.advance(60_000)
  await connection.client.submit('1')
  expect(upgrades.map(({ headers }) => headers['x-amz-date'])).toEqual(['19700101T000000Z', '19700101T000100Z'])
  expect(upgrades.map(signerOf)).toEqual([1, 2])
  for (const upgrade of upgrades) {
    expect(upgrade.headers.authorization).toBe(await sdkAuthorization(upgrade, endpoint, numbered(signerOf(upgrade))))
  }
})

test('a Gremlin client signs the connection of each transaction, and closes its session at the end', async () => {
  const clock = new FakeClock()
  const { connection, upgrades, endpoint, asked } = await connect({}, { clock, ...rotating(clock) })
  await connection.g.inject(1).next()
  await clock.advance(60_000)
  const transaction = connection.g.tx()
  await transaction.begin().addV('a').next()
  await transaction.commit()
  await connection.close()
  expect(upgrades.map(signerOf)).toEqual([1, 2])
  expect(upgrades[1]?.headers.authorization).toBe(await sdkAuthorization(upgrades[1]!, endpoint, numbered(2)))
  expect(asked).toEqual(['traversal/inject', 'session/addV', 'session/bytecode', 'session/close'])
})

test('a Gremlin client opens no transaction within a transaction', async () => {
  const { connection } = await connect()
  expect(() => connection.g.tx().begin().tx()).toThrow('child transactions are not supported')
})

test('a Gremlin client signs with the real time under fake timers', async () => {
  vi.useFakeTimers({ now: new Date('2001-01-01') })
  onTestFinished(() => void vi.useRealTimers())
  const { connection, upgrades, sockets } = await connect()
  await connection.g.inject(1).next()
  await connection.close()
  expect(upgrades[0]?.headers['x-amz-date']).not.toMatch(/^2001/)
  vi.useRealTimers()
  await expect.poll(() => sockets.size).toBe(0)
})

test('iterate() ends with the step of the 3.7 line for every driver, because the server knows no other', async () => {
  const options = { mimeType: 'application/vnd.gremlin-v3.0+json' }
  for (const driver of [undefined, driver38]) {
    // A server that only speaks GraphSON: the 3.8 driver speaks GraphBinary unless told otherwise.
    const module = driver && speakingGraphSon(driver.module, options)
    const { connection, asked } = await connect({}, driver ? { driver: { ...driver, module: module! } } : {})
    await connection.g.addV('a').iterate()
    await connection.g.withPath().addV('a').clone().iterate()
    const transaction = connection.g.tx()
    await transaction.begin().addV('a').iterate()
    await transaction.rollback()
    expect(asked.slice(0, 3)).toEqual(['traversal/addV.none', 'traversal/addV.none', 'session/addV.none'])
  }
})

test('a rejected upgrade fails what was sent with the text of the rejection, and leaves no socket', async () => {
  let isPermitted = false
  const { connection, endpoint, sockets } = await connect({
    upgrade: (accept, socket) => (isPermitted ? accept() : refuse(socket, 403, '{"code":"AccessDeniedException"}')),
  })
  await expect(connection.g.inject(1).next()).rejects.toMatchObject({
    name: 'ClientRejectedError',
    status: 403,
    endpoint: endpoint.url,
    message: upgradeRejected(
      `${endpoint.url}/gremlin`,
      403,
      '{"code":"AccessDeniedException"}',
      hints.forbidden('neptune', 'eu-west-1', endpoint.signingHost, 'neptune-db:ReadDataViaQuery'),
    ).join('\n'),
  })
  await expect.poll(() => sockets.size).toBe(0)
  isPermitted = true
  expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
})

test('the error says what to allow where a policy allows neptune-db:connect alone, as before engine 1.2.0.0', async () => {
  const text =
    'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: neptune-db:ReadDataViaQuery on resource: arn:aws:neptune-db:eu-west-1:111122223333:cluster-A/*'
  const body = JSON.stringify({ code: 'AccessDeniedException', detailedMessage: text })
  const { connection, endpoint } = await connect({ upgrade: (_accept, socket) => refuse(socket, 403, body) })
  await expect(connection.g.inject(1).next()).rejects.toMatchObject({
    status: 403,
    message: upgradeRejected(
      `${endpoint.url}/gremlin`,
      403,
      body,
      neptuneActionsHint('arn:aws:iam::111122223333:user/ci'),
    ).join('\n'),
  })
})

test('a rejection whose body breaks off or never ends still fails what was sent', async () => {
  const { connection, endpoint, sockets } = await connect({
    upgrade: (_accept, socket) => {
      const head = 'HTTP/1.1 503 Unavailable\r\ncontent-length: 100000\r\n\r\n'
      socket.write(`${head}starting`, () => socket.destroy())
    },
  })
  await expect(connection.client.submit('1')).rejects.toThrow(
    upgradeRejected(`${endpoint.url}/gremlin`, 503, 'starting', hints.engineNotReady()).join('\n'),
  )
  const endless = await connect({
    upgrade: (_accept, socket) => {
      socket.write(`HTTP/1.1 429 Many\r\ncontent-length: 100000\r\n\r\n${'x'.repeat(10_000)}`)
    },
  })
  const text = await endless.connection.client.submit('1').catch((error: Error) => error.message)
  expect(text.split('\n').slice(1)).toEqual(['x'.repeat(4_000), hints.tooManyRequests('neptune')])
  await expect.poll(() => sockets.size + endless.sockets.size).toBe(0)
})

test.for(['before TLS', 'after TLS'])(
  'a server that is silent %s fails what was sent when time is up',
  async (when) => {
    const clock = new FakeClock()
    const reached = promised()
    const silent = createServer((socket) => {
      socket.resume().on('error', () => {})
      reached.resolve()
    }).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const tls = await startGraphServer({ upgrade: () => reached.resolve() })
    const host =
      when === 'before TLS' ? `127.0.0.1:${(silent.address() as AddressInfo).port}` : tls.endpoint.signingHost
    const endpoint = { ...tls.endpoint, url: `https://${host}`, signingHost: host }
    const connection = connectGremlin({ endpoint, credentials: async () => numbered(1), clock })
    const both = [connection.g.inject(1).next(), connection.g.inject(2).next()].map((sent) =>
      expect(sent).rejects.toMatchObject({
        name: 'ClientRejectedError',
        message: [notConnected(`${endpoint.url}/gremlin`, 10_000), hints.checkTheWay()].join('\n'),
      }),
    )
    await reached.promise
    await clock.advance(10_000)
    await Promise.all(both)
    await expect.poll(async () => tls.sockets.size + (await countConnections(silent))).toBe(0)
    await connection.close()
    expect(clock.pendingTimers).toBe(0)
  },
)

test('the error of a credentials provider fails what was sent, before anything connects', async () => {
  const credentials = () => Promise.reject(new Error('The SSO session has expired.'))
  const { connection, sockets } = await connect({}, { credentials })
  const transaction = connection.g.tx()
  const sent = [
    connection.g.inject(1).next(),
    connection.client.submit('1'),
    connection.status(),
    connection.client.open(),
    transaction.begin().inject(1).next(),
    transaction.commit(),
    connection.g.tx().begin().inject(1).toList(),
    (connection.client.stream('1') as AsyncIterable<unknown>)[Symbol.asyncIterator]().next(),
  ]
  for (const result of await Promise.allSettled(sent)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'The SSO session has expired.' } })
  }
  expect(sockets.size).toBe(0)
})

test('a Gremlin client that is closed, however often, leaves no socket and rejects everything afterwards', async () => {
  const { connection, sockets, endpoint } = await connect()
  await Promise.all([
    connection.g.inject(1).next(),
    connection.client.submit('1'),
    connection.g.tx().begin().V().next(),
  ])
  expect(sockets.size).toBe(3)
  await Promise.all([connection.close(), connection.close()])
  await expect.poll(() => sockets.size).toBe(0)
  await expect(connection.g.inject(1).next()).rejects.toThrow(gremlinClosed(endpoint.url))
  expect(sockets.size).toBe(0)
})

test('close() drops a Gremlin connection that is being opened', async () => {
  const arrived = promised()
  const { connection, endpoint, sockets } = await connect({ upgrade: () => arrived.resolve() })
  const sent = expect(connection.g.inject(1).next()).rejects.toThrow(gremlinClosed(endpoint.url))
  await arrived.promise
  await connection.close()
  await sent
  await expect.poll(() => sockets.size).toBe(0)
})

test('close() drops the requests of a Gremlin client that have no answer yet', async () => {
  const asked = promised()
  const { connection, sockets, endpoint } = await connect({
    answers: () => {
      asked.resolve()
      return false
    },
  })
  const sent = expect(connection.g.inject(1).next()).rejects.toThrow(gremlinClosed(endpoint.url))
  await asked.promise
  await connection.close()
  await sent
  await expect.poll(() => sockets.size).toBe(0)
})

test('close() does not wait for a server that does not answer the close frame', async () => {
  const clock = new FakeClock()
  const { connection, sessions, sockets } = await connect({}, { clock })
  await connection.g.inject(1).next()
  sessions[0]?.pause()
  const closed = connection.close()
  await clock.advance(2_000)
  await closed
  for (const session of sessions) session.resume()
  await expect.poll(() => sockets.size).toBe(0)
  expect(clock.pendingTimers).toBe(0)
})

test('close() neither waits for a session that was left open nor ends the process because of it', async () => {
  const clock = new FakeClock()
  const { connection, asked, sockets } = await connect({ answers: (name) => name !== 'session/close' }, { clock })
  const transaction = connection.g.tx()
  await transaction.begin().addV('a').next()
  await transaction.commit()
  await expect.poll(() => asked).toContain('session/close')
  const closed = connection.close()
  await clock.advance(2_000)
  await closed
  await expect.poll(() => sockets.size).toBe(0)
})

test('a transaction whose connection is lost ends without opening another connection', async () => {
  const { connection, upgrades, sessions } = await connect()
  const transaction = connection.g.tx()
  await transaction.begin().addV('a').next()
  sessions[0]?.terminate()
  await expect.poll(() => transaction.isOpen).toBe(false)
  await transaction.close()
  await connection.close()
  expect(upgrades).toHaveLength(1)
})

/** The same driver with other options than its own for each connection. */
function speakingGraphSon(module: GremlinDriver['module'], extra: object): GremlinDriver['module'] {
  const { Client, DriverRemoteConnection } = module.driver
  return {
    ...module,
    driver: {
      ...module.driver,
      Client: class extends Client {
        constructor(url: string, options?: object) {
          super(url, { ...options, ...extra })
        }
      },
      DriverRemoteConnection: class extends DriverRemoteConnection {
        constructor(url: string, options?: object) {
          super(url, { ...options, ...extra })
        }
      },
    },
  }
}

/** Knows the first of the numbered credentials as expired. */
const knowsExpired: GraphServerOptions['upgrade'] = (accept, socket, received) => {
  const text =
    '{"code":"AccessDeniedException","detailedMessage":"The security token included in the request is expired"}'
  if (signerOf(received) > 1) accept()
  else refuse(socket, 403, text)
}

test('a Gremlin client fetches credentials that were rejected as expired again, and connects once more', async () => {
  let fetched = 0
  const asked: unknown[] = []
  const credentials: GremlinClientOptions['credentials'] = async (options) => {
    asked.push(options)
    fetched += 1
    return numbered(fetched)
  }
  const { connection, upgrades } = await connect({ upgrade: knowsExpired }, { credentials })
  expect(await connection.g.inject(1).next()).toMatchObject({ value: 1 })
  expect(upgrades.map(signerOf)).toEqual([1, 2])
  expect(asked).toEqual([undefined, { forceRefresh: true }])
})

test('a Gremlin client fails with the rejection where its provider has no other credentials', async () => {
  const { connection, upgrades, sockets } = await connect({ upgrade: knowsExpired })
  await expect(connection.g.inject(1).next()).rejects.toThrow(hints.credentialsExpired())
  expect(upgrades).toHaveLength(1)
  await expect.poll(() => sockets.size).toBe(0)
})
