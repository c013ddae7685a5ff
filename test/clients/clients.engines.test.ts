import { type EventEmitter, once } from 'node:events'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { GremlinDriver } from '../../src/clients/gremlin/client.ts'
import { connectGremlin, resolveDriver } from '../../src/clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../src/clients/opensearch/client.ts'
import { probeNeptune } from '../../src/preflight/service/probe-neptune.ts'
import { probeOpenSearch } from '../../src/preflight/service/probe-opensearch.ts'
import { systemClock } from '../../src/wait/clock.ts'
import { credentialsOf, openTestGate } from '../gate/open-test-gate.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { copies } from './opensearch-copies.ts'

const credentials = async () => credentialsOf(1)
const require = createRequire(import.meta.url)
const drivers: GremlinDriver[] = [
  resolveDriver(process.cwd()),
  { module: require('gremlin-3.8') as GremlinDriver['module'], version: '3.8.2' },
]

let engines: { readonly opensearch: RunningEngine; readonly gremlin: RunningEngine }
beforeAll(async () => {
  const [opensearch, gremlinServer] = await Promise.all([startEngine('opensearch'), startEngine('gremlin')])
  engines = { opensearch, gremlin: gremlinServer }
})
afterAll(async () => {
  await Promise.all([engines?.opensearch.stop(), engines?.gremlin.stop()])
})

const openOpenSearch = () => openTestGate({ service: 'opensearch', engine: () => engines.opensearch.address })

async function openNeptune() {
  const startTime = new Date()
  return openTestGate({
    service: 'neptune',
    engine: () => engines.gremlin.address,
    graph: {
      traversalSource: (worker) => `g${worker}`,
      status: () => ({ startTime, gremlinVersion: engines.gremlin.version }),
    },
  })
}

describe.each(copies)('the OpenSearch client $version', (library) => {
  async function connect(options = {}) {
    const { endpoint } = await openOpenSearch()
    const client = createOpenSearchClient({ endpoint, credentials, options, library })
    onTestFinished(() => client.close())
    return { client, endpoint }
  }

  test('is accepted by the engine it reaches', async () => {
    const { client, endpoint } = await connect()
    const { version } = engines.opensearch
    expect(await probeOpenSearch(client, { endpoint, version })).toEqual({ version, warnings: [] })
  })

  test('is validated by an engine in compatibility mode, which hides what it is and whose nodes tell', async () => {
    const { client, endpoint } = await connect()
    const set = (value: boolean | null) =>
      client.cluster.putSettings({ body: { persistent: { 'compatibility.override_main_response_version': value } } })
    await set(true)
    onTestFinished(async () => void (await set(null)))
    expect((await client.info()).body.version).not.toHaveProperty('distribution')
    const { version } = engines.opensearch
    expect(await probeOpenSearch(client, { endpoint, version })).toEqual({
      version,
      warnings: [expect.stringContaining(`it reports version 7.10.2, and runs OpenSearch ${version}.`)],
    })
  })

  test('indexes and finds, names and queries of any spelling, compressed or not', async () => {
    for (const compression of [undefined, 'gzip'] as const) {
      const { client } = await connect(compression && { compression, suggestCompression: true })
      const index = `käse-${compression}`
      await client.indices.create({ index })
      const id = "a/b c+d~e'f(g)*é %25"
      await client.index({ index, id, body: { name: 'Appenzeller' }, refresh: true })
      expect((await client.get({ index, id })).body._source).toEqual({ name: 'Appenzeller' })
      const { body } = await client.search({
        index: `${index},<käse-{now/d}>`,
        ignore_unavailable: true,
        q: 'name:app* OR (+name:"a b"~2 & *)',
      })
      expect(body.hits.hits).toHaveLength(1)
      await client.indices.delete({ index })
    }
  })

  test('sends bulk bodies that are streams, and the helpers of the official client', async () => {
    const { client } = await connect({ compression: 'gzip' })
    const index = `streamed-${library.version}`
    const lines = [`{"index":{"_index":"${index}","_id":"1"}}`, '{"n":1}', ''].join('\n')
    await client.bulk({ body: Readable.from([lines]) as never, refresh: true })
    await client.helpers.bulk({
      datasource: Array.from({ length: 300 }, (_, n) => ({ n })),
      onDocument: () => ({ index: { _index: index } }),
      flushBytes: 1_000,
      refreshOnCompletion: index,
    })
    expect((await client.count({ index })).body.count).toBe(301)
    const found: unknown[] = []
    for await (const hit of client.helpers.scrollDocuments({ index, body: { size: 100 } })) found.push(hit)
    expect(found).toHaveLength(301)
    // Nothing is flushed by time: a flush while a full batch waits for its turn makes the helper lose that batch, and hang.
    const { search, stop } = client.helpers.msearch({ concurrency: 2, operations: 3, flushInterval: 600_000 })
    const counts = await Promise.all(Array.from({ length: 9 }, (_, n) => search({ index }, { query: { term: { n } } })))
    stop()
    expect(counts.map(({ body }) => body.hits.hits.length)).toEqual([1, 2, 1, 1, 1, 1, 1, 1, 1])
  })

  test('of a user, with the signer of the official library, passes unmodified', async () => {
    const { endpoint } = await openOpenSearch()
    const client = new Client({
      ...AwsSigv4Signer({ region: endpoint.region, service: 'es', getCredentials: credentials }),
      node: endpoint.url,
      ssl: { ca: endpoint.ca! },
    })
    onTestFinished(() => client.close())
    expect((await client.info()).statusCode).toBe(200)
  })
})

describe.each(drivers)('the Gremlin client with driver $version', (driver) => {
  async function connect() {
    const { endpoint } = await openNeptune()
    const connection = connectGremlin({ endpoint, credentials, driver })
    onTestFinished(() => connection.close())
    await connection.g.V().drop().iterate()
    return connection
  }

  test('is validated by the server it reaches', async () => {
    const connection = await connect()
    const { version, warnings } = await probeNeptune(connection, driver.version)
    expect(version).toBe(engines.gremlin.version)
    expect(warnings).toHaveLength(driver.version.startsWith('3.7') ? 0 : 1)
  })

  test('adds, reads and iterates, also from a copied traversal', async () => {
    const { g } = await connect()
    const { t } = driver.module.process
    await g.addV('airport').property(t.id, 'BOS').property('city', 'Boston').iterate()
    await g.addV('airport').property('city', 'Zürich').clone().iterate()
    await g.V('BOS').property('size', 3).iterate()
    expect((await g.V().values('city').toList()).sort()).toEqual(['Boston', 'Zürich'])
    expect(await g.V('BOS').values('size').next()).toMatchObject({ value: 3 })
    expect(await g.withSideEffect('x', 1).V().iterate()).toBeUndefined()
  })

  test('runs scripts with bindings, streamed as well', async () => {
    const { client } = await connect()
    await client.submit("g.addV('a').property('n', n)", { n: 7 })
    expect((await client.submit("g.V().values('n')")).toArray()).toEqual([7])
    const seen: unknown[] = []
    for await (const results of client.stream('g.inject(1, 2, 3)')) seen.push(...results.toArray())
    expect(seen).toEqual([1, 2, 3])
    await expect(async () => {
      for await (const _ of client.stream('no.such.thing'));
    }).rejects.toThrow('no')
  })

  test('commits and rolls back', async () => {
    const { g } = await connect()
    for (const [end, count] of [
      ['rollback', 0],
      ['commit', 1],
    ] as const) {
      const transaction = g.tx()
      const inside = transaction.begin()
      await inside.addV('airport').iterate()
      expect(await inside.V().count().next()).toMatchObject({ value: 1 })
      await transaction[end]()
      expect(await g.V().count().next()).toMatchObject({ value: count })
    }
  })

  test('closes at once after a commit, and with a transaction left open', async () => {
    const connection = await connect()
    const left = connection.g.tx().begin()
    await left.addV('left').iterate()
    const transaction = connection.g.tx()
    await transaction.begin().addV('kept').iterate()
    await transaction.commit()
    await connection.close()
    await expect(left.V().next()).rejects.toThrow('has been closed')
    const { g } = connectGremlin({ endpoint: connection.endpoint, credentials, driver })
    expect(await g.V().label().toList()).toEqual(['kept'])
  })

  test('is kept alive by pings that the server answers', async () => {
    const { endpoint } = await openNeptune()
    const timers = new FakeClock()
    // The gate verifies the time of the signature, so that time is real, and only the timers are not.
    const clock = { now: systemClock.now, after: timers.after.bind(timers) }
    const connection = connectGremlin({ endpoint, credentials, driver, clock, pingIntervalMs: 20_000 })
    onTestFinished(() => connection.close())
    let closed = 0
    connection.client.addListener('close', () => {
      closed += 1
    })
    await connection.client.submit('g.inject(1)')
    const { _ws: socket } = (connection.client as unknown as { _connection: { _ws: EventEmitter } })._connection
    for (let pongs = 0; pongs < 5; pongs += 1) {
      const pong = once(socket, 'pong')
      await timers.advance(20_000)
      await pong
    }
    expect((await connection.client.submit('g.inject(2)')).toArray()).toEqual([2])
    expect(closed).toBe(0)
  })

  test('serves concurrent work over one connection', async () => {
    const { g } = await connect()
    await Promise.all(Array.from({ length: 50 }, (_, n) => g.addV('n').property('n', n).iterate()))
    expect(await g.V().count().next()).toMatchObject({ value: 50 })
  })
})
