import gremlin from 'gremlin'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { call, openTestGate, readReply, send, signWithAws4 } from './open-test-gate.ts'
import { aws4Signed } from './signers.ts'
import { type RunningEngine, startEngine } from './start-engine.ts'

const mimes = [
  'application/vnd.graphbinary-v1.0',
  'application/vnd.gremlin-v3.0+json',
  'application/vnd.gremlin-v2.0+json',
]
const { t } = gremlin.process

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('gremlin')
})
afterAll(() => engine?.stop())

async function open() {
  const startTime = new Date()
  const { endpoint } = await openTestGate({
    service: 'neptune',
    engine: () => engine.address,
    graph: {
      traversalSource: (worker) => `g${worker}`,
      status: () => ({ startTime, gremlinVersion: engine.version }),
    },
  })
  for (const worker of [1, 2]) await post(endpoint, 'g.V().drop()', worker)
  return endpoint
}

/** The options a user gives to an unmodified driver. */
function driverOptions(endpoint: Endpoint, worker: number, mimeType?: string) {
  const { headers } = signWithAws4(endpoint, { path: '/gremlin', worker })
  return { headers: headers as Record<string, string>, ca: [endpoint.ca!], ...(mimeType ? { mimeType } : {}) }
}

const socketUrl = (endpoint: Endpoint) => `${endpoint.url.replace('https', 'wss')}/gremlin`

function connect(endpoint: Endpoint, worker: number, mimeType?: string) {
  const connection = new gremlin.driver.DriverRemoteConnection(
    socketUrl(endpoint),
    driverOptions(endpoint, worker, mimeType),
  )
  onTestFinished(() => connection.close())
  return gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
}

function clientOf(endpoint: Endpoint, worker: number, mimeType?: string, more: object = {}) {
  const client = new gremlin.driver.Client(socketUrl(endpoint), {
    ...driverOptions(endpoint, worker, mimeType),
    ...more,
  })
  onTestFinished(() => client.close())
  return client
}

async function post(endpoint: Endpoint, script: string, worker: number) {
  const body = JSON.stringify({ gremlin: script })
  const headers = { 'Content-Type': 'application/json', Accept: 'application/vnd.gremlin-v3.0+json;types=false' }
  const reply = await call(endpoint, { method: 'POST', path: '/gremlin', headers, body, worker })
  expect(reply.status, String(reply.body)).toBe(200)
  return (JSON.parse(String(reply.body)) as { result: { data: unknown[] } }).result.data
}

const hasChanged = async (endpoint: Endpoint, method = 'GET') =>
  (JSON.parse(String((await call(endpoint, { method, path: '/_aws_fixtures/changes' })).body)) as { changed: boolean })
    .changed

describe.each(mimes)('an unmodified driver that speaks %s', (mime) => {
  test('a worker has its own graph, with the same ids as another worker', async () => {
    const endpoint = await open()
    const [first, second] = [connect(endpoint, 1, mime), connect(endpoint, 2, mime)]
    await first.addV('airport').property(t.id, 'BOS').property('city', 'Boston').iterate()
    expect(await second.V().count().next()).toMatchObject({ value: 0 })
    await second.addV('airport').property(t.id, 'BOS').property('city', 'elsewhere').iterate()
    expect(await first.V('BOS').values('city').toList()).toEqual(['Boston'])
    expect(await second.V('BOS').values('city').toList()).toEqual(['elsewhere'])
  })

  test('a worker stays in its own graph whatever graph its options name', async () => {
    const endpoint = await open()
    const client = clientOf(endpoint, 1, mime, { traversalSource: 'g2' })
    await client.submit("g.addV('here')")
    expect(await post(endpoint, 'g.V().label()', 1)).toEqual(['here'])
    expect(await post(endpoint, 'g.V().label()', 2)).toEqual([])
  })

  test('a worker runs scripts with bindings in its own graph', async () => {
    const endpoint = await open()
    const client = clientOf(endpoint, 1, mime)
    await client.submit("g.addV('a').property('n', n).property('s', s)", { n: 7, s: 'g2.V().drop()' })
    expect((await client.submit("g.V().values('n')")).toArray()).toEqual([7])
    expect(await post(endpoint, 'g.V().count()', 2)).toEqual([0])
  })

  test('a worker commits and rolls back in its own graph', async () => {
    const endpoint = await open()
    const g = connect(endpoint, 1, mime)
    for (const [end, count] of [
      ['rollback', 0],
      ['commit', 1],
    ] as const) {
      const transaction = g.tx()
      const inside = transaction.begin()
      await inside.addV('airport').iterate()
      await transaction[end]()
      expect(await g.V().count().next()).toMatchObject({ value: count })
    }
    expect(await post(endpoint, 'g.V().count()', 2)).toEqual([0])
  })

  test('a script that names the graph of another worker fails, and the connection stays open', async () => {
    const endpoint = await open()
    const client = clientOf(endpoint, 1, mime)
    await expect(client.submit('g2.V().drop()')).rejects.toMatchObject({
      statusCode: 597,
      message: expect.stringContaining('No such property: g2.'),
    })
    expect((await client.submit('g.V().count()')).toArray()).toEqual([0])
  })

  test('the gate rejects a graph computer, after which an id that was used once would always conflict', async () => {
    const g = connect(await open(), 1, mime)
    for (const _ of [1, 2]) {
      await g.addV('a').property(t.id, 'x').next()
      const computed = g as unknown as { withComputer(): typeof g }
      await expect(computed.withComputer().V().count().next()).rejects.toThrow(
        /Neptune does not support withComputer\(\)/,
      )
      await g.V().drop().iterate()
    }
  })

  test('the gate tells the reads of a worker from its changes', async () => {
    const endpoint = await open()
    const g = connect(endpoint, 1, mime)
    await hasChanged(endpoint, 'DELETE')
    await g.V().hasLabel('airport').valueMap().by(gremlin.process.statics.unfold()).toList()
    await g.V().out().project('a').by('b').toList()
    expect(await hasChanged(endpoint)).toBe(false)
    await g.addV('airport').iterate()
    expect(await hasChanged(endpoint)).toBe(true)
    expect(await hasChanged(endpoint, 'DELETE')).toBe(false)
  })

  test('a worker gets thousands of results in several answers', async () => {
    const g = connect(await open(), 1, mime)
    const numbers = Array.from({ length: 5000 }, (_, n) => n)
    expect(await g.inject(...numbers).toList()).toEqual(numbers)
  })
})

test('a script over HTTP, in a body or a query, has the graph of its worker', async () => {
  const endpoint = await open()
  await post(endpoint, "g.addV('a')", 1)
  const { body } = await call(endpoint, { path: '/?gremlin=g.V().label()', worker: 1 })
  expect(String(body)).toContain('"a"')
  expect(await post(endpoint, 'g.V().count()', 2)).toEqual([0])
})

test('the status of Neptune names the version of the real server', async () => {
  const { body } = await call(await open(), { path: '/status' })
  expect(JSON.parse(String(body))).toMatchObject({ status: 'healthy', gremlin: { version: 'tinkerpop-3.7.5' } })
})

test('an engine that is killed ends the connections of its clients', async () => {
  const doomed = await startEngine('gremlin')
  onTestFinished(() => doomed.stop())
  const { endpoint } = await openTestGate({ service: 'neptune', engine: () => doomed.address })
  const client = clientOf(endpoint, 1)
  const closed = new Promise<number>((resolve) => client.addListener('close', (code: unknown) => resolve(Number(code))))
  await client.submit('g.V().count()')
  const { pid } = (await doomed.engine.observe()) ?? {}
  process.kill(pid!, 'SIGKILL')
  expect(await closed).toBe(1011)
  // A process that is dying can still take a connection, and reset it.
  await expect(client.submit('g.V().count()')).rejects.toThrow(
    /The Gremlin engine is gone: (?:connect ECONNREFUSED|read ECONNRESET|other side closed)/,
  )
})

test('a presigned Gremlin query is answered, over HTTP and over a WebSocket', async () => {
  const endpoint = await open()
  await post(endpoint, "g.addV('airport').property('iata', 'BOS')", 1)
  const script = encodeURIComponent("g.V().values('iata')")
  const get = aws4Signed(endpoint, { name: 'GET', target: `/gremlin?gremlin=${script}` }, 'query')
  const accept = { ...get.headers, accept: 'application/vnd.gremlin-v3.0+json;types=false' }
  const reply = await readReply(send(endpoint, { path: get.target }, accept))
  expect([reply.status, JSON.parse(String(reply.body))]).toMatchObject([200, { result: { data: ['BOS'] } }])

  const upgrade = aws4Signed(endpoint, { name: 'upgrade', target: '/gremlin' }, 'query')
  const client = new gremlin.driver.Client(`${endpoint.url.replace('https', 'wss')}${upgrade.target}`, {
    headers: upgrade.headers,
    ca: [endpoint.ca!],
  })
  onTestFinished(() => client.close())
  expect((await client.submit("g.V().values('iata')")).toArray()).toEqual(['BOS'])
})

test.each(['application/vnd.gremlin-v3.0+json', 'application/vnd.gremlin-v2.0+json'])(
  'a driver that speaks %s gets the graph of subgraph(), in the form of GraphSON',
  async (mime) => {
    const g = connect(await open(), 1, mime)
    await g.addV('a').as('a').addV('b').addE('to').from_('a').iterate()
    const [graph] = (await g.E().subgraph('found').cap('found').toList()) as unknown as Record<string, Element[]>[]
    const labels = Object.entries(graph!).map(([of, elements]) => [
      of,
      elements.map((one) => one['@value'].label).sort(),
    ])
    expect(Object.fromEntries(labels)).toEqual({ vertices: ['a', 'b'], edges: ['to'] })
  },
)

/** An element as the driver hands it out that has no class for it. */
interface Element {
  readonly '@value': { readonly label: string }
}
