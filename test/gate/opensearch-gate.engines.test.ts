import { Client, type ClientOptions, errors } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { call, credentialsOf, openTestGate, readReply, send, signWithSmithy } from './open-test-gate.ts'
import { aws4Signed, smithySigned } from './signers.ts'
import { type RunningEngine, startEngine } from './start-engine.ts'

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('opensearch')
})
afterAll(() => engine?.stop())

const open = async () => (await openTestGate({ service: 'opensearch', engine: () => engine.address })).endpoint

/** The official client, made as a user makes it. */
function clientOf(endpoint: Endpoint, options: ClientOptions = {}, region = endpoint.region): Client {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentialsOf(1)
  const client = new Client({
    ...AwsSigv4Signer({
      region,
      service: 'es',
      getCredentials: async () => ({ accessKeyId, secretAccessKey, sessionToken }),
    }),
    node: endpoint.url,
    ssl: { ca: endpoint.ca! },
    ...options,
  })
  onTestFinished(() => client.close())
  return client
}

test.each([
  ['as it is', {}],
  ['with compression', { compression: 'gzip' }],
] as const)('the official OpenSearch client works through a gate, %s', async (_, options) => {
  const endpoint = await open()
  const client = clientOf(endpoint, options)
  const index = `airports-${'compression' in options ? 'gzip' : 'plain'}`
  expect((await client.info()).body.version.number).toBe(engine.version)
  await client.indices.create({ index })
  const lines = Array.from({ length: 2000 }, (_unused, n) => [
    { index: { _id: `a/b ${n}+ü` } },
    { n, text: 'x'.repeat(500) },
  ])
  const bulk = await client.bulk({ index, body: lines.flat(), refresh: true })
  expect(bulk.body.errors).toBe(false)
  expect((await client.count({ index })).body.count).toBe(2000)
  expect((await client.get({ index, id: 'a/b 7+ü' })).body._source).toMatchObject({ n: 7 })
  const found = await client.search({ index, q: 'n:[10 TO 12]', sort: ['n:desc'] })
  expect(found.body.hits.hits.map((hit) => (hit._source as { n: number }).n)).toEqual([12, 11, 10])
  expect((await client.indices.exists({ index: 'nothing' })).statusCode).toBe(404)
  await expect(client.get({ index, id: 'none' })).rejects.toBeInstanceOf(errors.ResponseError)
  await client.indices.delete({ index })
})

test('the official client shows the reason of a rejection', async () => {
  const client = clientOf(await open(), {}, 'us-east-1')
  await expect(client.info()).rejects.toMatchObject({
    statusCode: 403,
    body: {
      message: expect.stringContaining(
        "Credential should be scoped to a valid region, not 'us-east-1'. This endpoint is in 'eu-west-1'.",
      ),
    },
  })
})

test('a request signed by the AWS SDKs passes', async () => {
  const endpoint = await open()
  const path = '/_cat/health?format=json&h=cluster,status'
  const { headers } = await signWithSmithy(endpoint, { path })
  const reply = await readReply(send(endpoint, { path }, headers))
  expect(JSON.parse(String(reply.body))).toEqual([expect.objectContaining({ status: 'green' })])
})

test('reads and changes of a real client are told apart', async () => {
  const endpoint = await open()
  const client = clientOf(endpoint)
  const changed = async (method = 'GET') =>
    (
      JSON.parse(String((await call(endpoint, { method, path: '/_aws_fixtures/changes' })).body)) as {
        changed: boolean
      }
    ).changed
  await client.indices.create({ index: 'seen' })
  expect(await changed()).toBe(true)
  await changed('DELETE')
  await client.search({ index: 'seen', body: { query: { match_all: {} } } })
  await client.msearch({ body: [{ index: 'seen' }, { query: { match_all: {} } }] })
  await client.count({ index: 'seen' })
  await client.indices.refresh({ index: 'seen' })
  const { body } = await client.createPit({ index: ['seen'], keep_alive: '1m' })
  await client.deletePit({ body: { pit_id: [body.pit_id!] } })
  expect(await changed()).toBe(false)
  await client.index({ index: 'seen', body: { a: 1 } })
  expect(await changed()).toBe(true)
  await client.indices.delete({ index: 'seen' })
})

test.each([
  ['aws4', aws4Signed],
  ['smithy', smithySigned],
] as const)('a request presigned by %s is answered, although the engine rejects its parameters', async (_, sign) => {
  const endpoint = await open()
  const hard = { name: 'presigned', target: '/_cat/health?format=json&h=status' }
  const { target, headers } = await sign(endpoint, hard, 'query')
  const bare = await fetch(`http://127.0.0.1:${engine.port}${target}`, { headers: engine.headers })
  expect([bare.status, await bare.text()]).toEqual([400, expect.stringContaining('contains unrecognized parameters')])
  const reply = await readReply(send(endpoint, { path: target }, headers))
  expect([reply.status, String(reply.body)]).toEqual([200, expect.stringContaining('"status"')])
})

test('a presigned search takes its query from its parameters, or from its body', async () => {
  const endpoint = await open()
  const client = clientOf(endpoint)
  await client.bulk({ index: 'presigned', refresh: true, body: [1, 2, 3].flatMap((n) => [{ index: {} }, { n }]) })
  const target = '/presigned/_search?filter_path=hits.hits._source'
  for (const hard of [
    { name: 'in the query', target: `${target}&q=n:2` },
    { name: 'in the body of a GET', target, body: '{"query":{"term":{"n":2}}}' },
    { name: 'in the body of a POST', target, method: 'POST', body: '{"query":{"term":{"n":2}}}' },
  ]) {
    const signed = aws4Signed(endpoint, hard, 'query')
    const length = 'body' in hard ? { 'content-length': String(hard.body?.length) } : {}
    const headers = { ...signed.headers, 'content-type': 'application/json', ...length }
    const reply = await readReply(send(endpoint, { ...hard, path: signed.target }, headers))
    expect(JSON.parse(String(reply.body)), hard.name).toEqual({ hits: { hits: [{ _source: { n: 2 } }] } })
  }
  await client.indices.delete({ index: 'presigned' })
})
