import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DescribeDBClustersCommand, NeptuneClient } from '@aws-sdk/client-neptune'
import { DescribeDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { callAws } from '../../src/aws/sdk/call-aws.ts'
import { PauselessClock } from '../clients/pauseless-clock.ts'

interface Reply {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

const ok: Reply = { status: 200, body: '{"DomainStatus":{"DomainId":"1/a","DomainName":"a","ARN":"arn"}}' }
const error = (status: number, type: string, headers = {}): Reply => ({
  status,
  body: JSON.stringify({ message: 'As the script says.' }),
  headers: { 'x-amzn-errortype': type, ...headers },
})

/** A control plane over a real socket that answers as is written down, the last reply again and again; and its address. */
async function startControlPlane(script: readonly (Reply | 'lost')[]) {
  const replies = [...script]
  const calls: string[] = []
  const server = createServer((request, response: ServerResponse) => {
    request.resume().once('end', () => {
      calls.push(`${request.method} ${request.url}`)
      const reply = (replies.length > 1 ? replies.shift() : replies[0]) as Reply | 'lost'
      if (reply === 'lost') return void response.destroy()
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}

const config = (endpoint: string) => ({
  ...{ endpoint, region: 'eu-west-1', maxAttempts: 1 },
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
})

/** Describes a domain by the SDK's own client, and notes how long each pause would have been. */
async function describe(script: readonly (Reply | 'lost')[]) {
  const { endpoint, calls } = await startControlPlane(script)
  const client = new OpenSearchClient(config(endpoint))
  onTestFinished(() => client.destroy())
  const clock = new PauselessClock()
  const result = callAws(() => client.send(new DescribeDomainCommand({ DomainName: 'a' })), { clock })
  return {
    calls,
    clock,
    outcome: result.then(({ DomainStatus }) => DomainStatus?.DomainId).catch((failure) => failure),
  }
}

test('a throttled call waits as long as Retry-After says, plus its jitter', async () => {
  const { clock, calls, outcome } = await describe([error(429, 'ThrottlingException', { 'Retry-After': '2' }), ok])
  expect(await outcome).toBe('1/a')
  expect(calls).toHaveLength(2)
  expect(clock.pauses).toHaveLength(1)
  expect(clock.pauses[0]).toBeGreaterThanOrEqual(2_000)
  expect(clock.pauses[0]).toBeLessThanOrEqual(2_500)
})

test('a call waits for a Retry-After that is a date as well', async () => {
  const headers = { 'Retry-After': new Date(3_000).toUTCString() }
  const { clock, outcome } = await describe([error(503, 'ServiceUnavailableException', headers), ok])
  expect(await outcome).toBe('1/a')
  expect(clock.pauses[0]).toBeGreaterThanOrEqual(3_000)
})

test('a Retry-After that cannot be read is ignored', async () => {
  for (const value of ['soon', '-5', '0', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
    const { clock, outcome } = await describe([error(429, 'ThrottlingException', { 'Retry-After': value }), ok])
    expect(await outcome).toBe('1/a')
    expect(clock.pauses[0]).toBeLessThanOrEqual(500)
  }
})

test('a call with a Retry-After beyond the longest pause fails at once', async () => {
  const { calls, outcome } = await describe([error(429, 'ThrottlingException', { 'Retry-After': '86400' }), ok])
  expect(await outcome).toMatchObject({ name: 'ThrottlingException' })
  expect(calls).toHaveLength(1)
})

test.for<[string, Reply | 'lost']>([
  ['lost', 'lost'],
  ['answered by an internal failure', error(500, 'InternalFailure')],
  ['answered by the exception of the model', error(500, 'InternalException')],
  ['answered by 503', error(503, 'ServiceUnavailable')],
  ['answered by a page of a load balancer', { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' }],
  ['throttled by another name', error(400, 'Throttling')],
])('a call that is %s is repeated', async ([, reply]) => {
  const { calls, outcome } = await describe([reply, reply, ok])
  expect(await outcome).toBe('1/a')
  expect(calls).toHaveLength(3)
})

test('a call is sent at most five times, with pauses that at most double, and fails with the last error', async () => {
  const { calls, clock, outcome } = await describe([error(429, 'ThrottlingException')])
  expect(await outcome).toMatchObject({ name: 'ThrottlingException', message: 'As the script says.' })
  expect(calls).toHaveLength(5)
  expect(clock.pauses).toHaveLength(4)
  for (const [at, pause] of clock.pauses.entries()) expect(pause).toBeLessThanOrEqual(500 * 2 ** at)
})

test.for([
  ['AccessDeniedException', 403],
  ['ResourceNotFoundException', 409],
  ['ValidationException', 400],
  ['LimitExceededException', 409],
  ['InvalidSignatureException', 403],
  ['UnrecognizedClientException', 403],
] as const)('a call that fails with %s is not repeated', async ([type, status]) => {
  const { calls, clock, outcome } = await describe([error(status, type), ok])
  expect(await outcome).toMatchObject({ name: type })
  expect(calls).toHaveLength(1)
  expect(clock.pauses).toEqual([])
})

test('a call by the query protocol of Neptune is repeated by the same rules', async () => {
  const refusal = (code: string) =>
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>Slower.</Message></Error></ErrorResponse>`
  const list =
    '<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters/></DescribeDBClustersResult></DescribeDBClustersResponse>'
  const xml = (status: number, body: string): Reply => ({ status, body, headers: { 'content-type': 'text/xml' } })
  const { endpoint, calls } = await startControlPlane([xml(400, refusal('Throttling')), 'lost', xml(200, list)])
  const client = new NeptuneClient(config(endpoint))
  onTestFinished(() => client.destroy())
  await callAws(() => client.send(new DescribeDBClustersCommand({})), { clock: new PauselessClock() })
  expect(calls).toHaveLength(3)
  const denied = await startControlPlane([xml(403, refusal('AccessDenied'))])
  const other = new NeptuneClient(config(denied.endpoint))
  onTestFinished(() => other.destroy())
  await expect(callAws(() => other.send(new DescribeDBClustersCommand({})))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  expect(denied.calls).toHaveLength(1)
})
