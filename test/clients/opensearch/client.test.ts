import { Readable } from 'node:stream'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createOpenSearchClient, type OpenSearchClientOptions } from '../../../src/clients/opensearch/client.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { PauselessClock } from '../pauseless-clock.ts'
import { type Answer, numbered, promised, sdkAuthorization, signerOf, startTlsServer } from '../tls-server.ts'

async function connect(answer?: Answer, more: Partial<OpenSearchClientOptions> = {}) {
  const server = await startTlsServer('opensearch', answer)
  const client = createOpenSearchClient({ endpoint: server.endpoint, credentials: async () => numbered(1), ...more })
  onTestFinished(() => client.close())
  return { client, ...server }
}

/** Answers the first two requests with this status, and the others well. */
const busyTwice = (status = 503): Answer => {
  let calls = 0
  return (response) => {
    calls += 1
    response.writeHead(calls < 3 ? status : 200).end('{}')
  }
}

test('the OpenSearch client signs its requests as an AWS SDK does, for the host with its port', async () => {
  const { client, endpoint, requests } = await connect()
  await client.index({ index: 'käse', id: 'a/b c', body: { name: 'Brie' }, routing: 'x+y' })
  await client.search({ index: 'a', q: 'name:b*' })
  expect(requests).toHaveLength(2)
  for (const request of requests) {
    expect(request.headers.host).toBe(endpoint.signingHost)
    expect(request.headers.authorization).toBe(await sdkAuthorization(request, endpoint, numbered(1)))
  }
})

test('the official signer signs and sends the host without its port, which a gate has to accept', async () => {
  const { endpoint, requests } = await connect()
  const theirs = new Client({
    ...AwsSigv4Signer({ region: endpoint.region, getCredentials: async () => numbered(1) }),
    node: endpoint.url,
    ssl: { ca: endpoint.ca! },
  })
  await theirs.info()
  await theirs.close()
  expect(requests[0]?.headers.host).toBe('127.0.0.1')
})

test('the OpenSearch client signs every attempt with the current time and credentials', async () => {
  const clock = new PauselessClock()
  let fetched = 0
  const credentials = async () => {
    fetched += 1
    return { ...numbered(fetched), expiration: new Date(clock.now() + 1_000) }
  }
  const answer = busyTwice()
  const { client, endpoint, requests } = await connect(
    (response, request) => {
      clock.pass(60_000)
      answer(response, request)
    },
    { credentials, clock },
  )
  await client.info()
  expect(requests.map(({ headers }) => headers['x-amz-date'])).toEqual([
    '19700101T000000Z',
    expect.stringMatching(/^19700101T00010.Z$/),
    expect.stringMatching(/^19700101T00020.Z$/),
  ])
  expect(requests.map(signerOf)).toEqual([1, 2, 3])
  for (const request of requests) {
    expect(request.headers.authorization).toBe(await sdkAuthorization(request, endpoint, numbered(signerOf(request))))
  }
})

test('the OpenSearch client fetches credentials once for requests that start together', async () => {
  let fetched = 0
  const { client, requests } = await connect(undefined, {
    credentials: async () => {
      fetched += 1
      return numbered(fetched)
    },
  })
  await Promise.all(Array.from({ length: 5 }, () => client.info()))
  expect(requests.map(signerOf)).toEqual([1, 1, 1, 1, 1])
  expect(fetched).toBe(1)
})

test('the OpenSearch client fails with the error of its credentials provider before it sends anything, and does not retry', async () => {
  let asked = 0
  const { client, sockets } = await connect(undefined, {
    credentials: async () => {
      asked += 1
      throw new Error('The SSO session has expired.')
    },
  })
  await expect(client.info()).rejects.toThrow('The SSO session has expired.')
  await expect(new Promise((_, reject) => client.info((error: unknown) => reject(error)))).rejects.toThrow('SSO')
  expect(asked).toBe(2)
  expect(sockets.size).toBe(0)
})

test('the OpenSearch client calls back as the official client does', async () => {
  const { client } = await connect((response) => response.end('{"name":"node"}'))
  const body = await new Promise((resolve, reject) => {
    // With a callback its promise says nothing.
    void client.info((error: unknown, answer: { body: unknown }) => (error ? reject(error) : resolve(answer.body)))
  })
  expect(body).toEqual({ name: 'node' })
})

test.for([undefined, 'gzip'] as const)(
  'the OpenSearch client reads a stream, signs and repeats it (compression: %s)',
  async (compression) => {
    const { client, endpoint, requests } = await connect(busyTwice(429), {
      clock: new PauselessClock(),
      ...(compression && { options: { compression } }),
    })
    await client.bulk({ body: Readable.from(['{"delete":{"_id":"1"}}', '\n']) as never })
    expect(requests).toHaveLength(3)
    for (const request of requests) {
      expect(request.headers['content-encoding']).toBe(compression)
      expect(request.body).toEqual(requests[0]?.body)
      expect(request.body.length).toBeGreaterThan(20)
      expect(request.headers.authorization).toBe(await sdkAuthorization(request, endpoint, numbered(1)))
    }
  },
)

test('a request of the OpenSearch client can be aborted before and after its credentials are fetched', async () => {
  const arrived = promised()
  const { client, requests } = await connect(() => arrived.resolve())
  const early = client.info() as Promise<unknown> & { abort(): void }
  early.abort()
  await expect(early).rejects.toMatchObject({ name: 'RequestAbortedError' })
  expect(requests).toHaveLength(0)
  const late = client.info() as Promise<unknown> & { abort(): void }
  await arrived.promise
  late.abort()
  await expect(late).rejects.toMatchObject({ name: 'RequestAbortedError' })
  expect(requests).toHaveLength(1)
})

test('the OpenSearch client trusts only the certificate authority of its endpoint', async () => {
  const { endpoint, requests } = await connect()
  const { ca: _, ...untrusted } = endpoint
  const client = createOpenSearchClient({ endpoint: untrusted, credentials: async () => numbered(1) })
  await expect(client.info()).rejects.toThrow(/unable to verify|self-signed|local issuer/)
  await client.close()
  expect(requests).toHaveLength(0)
})

test('the OpenSearch client works under fake timers', async () => {
  const { client, endpoint, requests } = await connect()
  vi.useFakeTimers({ now: new Date('2001-01-01') })
  onTestFinished(() => void vi.useRealTimers())
  await client.info()
  await client.close()
  expect(requests[0]?.headers['x-amz-date']).not.toMatch(/^2001/)
  expect(requests[0]?.headers.authorization).toBe(await sdkAuthorization(requests[0]!, endpoint, numbered(1)))
})

test('an OpenSearch client that is closed, however often, leaves no socket', async () => {
  const { client, sockets } = await connect()
  await Promise.all(Array.from({ length: 4 }, () => client.info()))
  expect(sockets.size).toBeGreaterThan(0)
  await client.close()
  await client.close()
  await new Promise<void>((resolve) => client.close(resolve))
  await expect.poll(() => sockets.size).toBe(0)
  await expect(client.info()).rejects.toThrow('The OpenSearch client has been closed.')
  expect(sockets.size).toBe(0)
})

test('close() lets a request of the OpenSearch client finish', async () => {
  const arrived = promised()
  const held = promised()
  const { client, sockets } = await connect((response) => {
    arrived.resolve()
    void held.promise.then(() => response.end('{"late":true}'))
  })
  const asked = client.info()
  await arrived.promise
  const closed = client.close()
  held.resolve()
  expect((await asked).body).toEqual({ late: true })
  await closed
  await expect.poll(() => sockets.size).toBe(0)
})

test('close() drops a request that has no answer after five seconds, and does not repeat it', async () => {
  const clock = new FakeClock()
  const arrived = promised()
  const { client, requests, sockets } = await connect(() => arrived.resolve(), { clock })
  const asked = expect(client.info()).rejects.toThrow('The OpenSearch client has been closed.')
  await arrived.promise
  const closed = client.close()
  await clock.advance(5_000)
  await closed
  await asked
  await expect.poll(() => sockets.size).toBe(0)
  expect(requests).toHaveLength(1)
  expect(clock.pendingTimers).toBe(0)
})

test('the OpenSearch client can be closed after a request that could not be sent', async () => {
  const { client } = await connect()
  await expect(client.transport.request({ method: 'GET', path: '/a b' })).rejects.toThrow('ERR_UNESCAPED_CHARACTERS')
  await client.close()
})
