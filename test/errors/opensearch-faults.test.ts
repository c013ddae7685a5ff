import { expect, onTestFinished, test } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { createOpenSearchClient } from '../../src/clients/opensearch/client.ts'
import { classify } from '../../src/errors/classify.ts'
import { PauselessClock } from '../clients/pauseless-clock.ts'
import { credentialsOf, openTestGate, startUpstream } from '../gate/open-test-gate.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type Fault, startFaultProxy } from '../support/network/fault-proxy.ts'

/** An answer that does not fit into one packet. */
const ANSWER = JSON.stringify({ took: 1, text: 'x'.repeat(20_000) })

/** A client, the fault proxy, the gate, and an engine that gives every request the same answer. */
async function connect(
  clock: PauselessClock | FakeClock,
  credentials: () => Promise<AwsCredentials> = async () => credentialsOf(1),
) {
  const asked: string[] = []
  const upstream = await startUpstream((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end(ANSWER))
  })
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, clock })
  const proxy = await startFaultProxy(Number(new URL(endpoint.url).port))
  const client = createOpenSearchClient({
    // The proxy acts as a tunnel: the client connects to another port, and signs the gate's own host.
    endpoint: { ...endpoint, url: `https://127.0.0.1:${proxy.port}` },
    credentials,
    clock,
  })
  onTestFinished(() => client.close())
  const isOver = async () => {
    await client.close()
    await expect.poll(() => proxy.open).toBe(0)
  }
  return { client, proxy, asked, isOver }
}

const search = { method: 'POST', path: '/a/_search', body: '{}' } as const
const bulk = { method: 'POST', path: '/_bulk', bulkBody: '{"index":{"_index":"a"}}\n{}\n' } as const

test.for<[Fault['kind'], 'fresh' | 'kept', number, number, string]>([
  // fault, connection, attempts of a search, attempts of a bulk, kind
  ['refuse', 'fresh', 4, 4, 'interrupted'],
  ['reset', 'fresh', 4, 4, 'interrupted'],
  ['half-close', 'fresh', 4, 4, 'interrupted'],
  ['reset', 'kept', 4, 1, 'interrupted'],
  ['half-close', 'kept', 4, 1, 'interrupted'],
])(
  'a request that meets %s on a %s connection is repeated where that is safe, and its error is classified',
  async ([kind, age, reads, writes, what]) => {
    for (const [request, attempts] of [
      [search, reads],
      [bulk, writes],
    ] as const) {
      const clock = new PauselessClock()
      const { client, proxy, isOver } = await connect(clock)
      if (age === 'kept') await client.info()
      // In the middle of the answer, or of the handshake.
      proxy.fault = { kind, afterBytes: 1_000 } as Fault
      const error = await client.transport.request(request).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(classify(error)).toEqual({ kind: what, category: 'temporary', fault: 'aws' })
      expect(error).toMatchObject({ name: 'ConnectionError', meta: { meta: { attempts: attempts - 1 } } })
      expect(clock.pauses).toHaveLength(attempts - 1)
      proxy.fault = { kind: 'none' }
      expect((await client.transport.request(request)).statusCode).toBe(200)
      await isOver()
    }
  },
)

test.for(['before the headers', 'within the body'])(
  'an OpenSearch answer that stalls %s fails when the time of one attempt is up',
  async (where) => {
    const clock = new FakeClock()
    const { client, proxy, asked, isOver } = await connect(clock)
    await client.info()
    proxy.fault = { kind: 'stall', afterBytes: where === 'within the body' ? 5_000 : 0 }
    const sent = client.search({ index: 'a' })
    const failed = expect(sent).rejects.toMatchObject({
      name: 'TimeoutError',
      message: expect.stringContaining('GET /a/_search'),
    })
    if (where === 'within the body') await expect.poll(() => asked).toHaveLength(2)
    await clock.advance(30_000)
    await failed
    expect(classify(await sent.catch((error: unknown) => error))).toMatchObject({
      kind: 'timeout',
      category: 'temporary',
    })
    expect(proxy.accepted).toBe(1)
    proxy.fault = { kind: 'none' }
    expect((await client.info()).statusCode).toBe(200)
    await isOver()
    expect(clock.pendingTimers).toBe(0)
  },
)

test('an OpenSearch answer that comes byte by byte arrives', async () => {
  const { client, proxy, isOver } = await connect(new PauselessClock())
  proxy.fault = { kind: 'drip', afterBytes: 0 }
  expect((await client.search({ index: 'a' })).body.took).toBe(1)
  await isOver()
})

test('ten OpenSearch connections that are lost in a row leave only the eleventh open', async () => {
  const { client, proxy, isOver } = await connect(new PauselessClock())
  for (let time = 0; time < 10; time += 1) {
    expect((await client.info()).statusCode).toBe(200)
    proxy.reset()
    await expect.poll(() => proxy.open).toBe(0)
  }
  expect((await client.info()).statusCode).toBe(200)
  expect(proxy.accepted).toBe(11)
  await isOver()
})

test('credentials that are rotated while requests are under way fail none of them', async () => {
  let worker = 1
  const clock = new PauselessClock()
  const { client, isOver } = await connect(clock, async () => ({
    ...credentialsOf(worker++ % 4),
    expiration: new Date(clock.now() + 10_000),
  }))
  for (let round = 0; round < 5; round += 1) {
    const answers = Promise.all(Array.from({ length: 8 }, () => client.search({ index: 'a' })))
    clock.pass(11_000)
    for (const { statusCode } of await answers) expect(statusCode).toBe(200)
  }
  expect(worker).toBeGreaterThan(5)
  await isOver()
})
