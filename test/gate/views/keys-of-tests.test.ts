import aws4 from 'aws4'
import { describe, expect, test } from 'vitest'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import { type Endpoint, type Service, signingNames } from '../../../src/base/endpoint.ts'
import { ownPaths } from '../../../src/gate/gate.ts'
import { mintCredentials } from '../../../src/gate/mint-credentials.ts'
import type { ViewRequest } from '../../../src/gate/views/view-request.ts'
import { call, openTestGate, readReply, send } from '../open-test-gate.ts'

const prefix = 'vaf-7wovf-'
const plain: ViewRequest = { prefix: `${prefix}w1-t1-`, layers: [] }

const open = async (service: Service) => (await openTestGate({ service, viewsPrefix: prefix })).endpoint

const put = (endpoint: Endpoint, id: string, request: unknown, worker = 1) =>
  call(endpoint, { method: 'PUT', path: `${ownPaths.views}${id}`, body: JSON.stringify(request), worker })

const end = (endpoint: Endpoint, id: string, worker = 1) =>
  call(endpoint, { method: 'DELETE', path: `${ownPaths.views}${id}`, worker })

/** Asks for something that no engine is needed for, signed with a key of a test. */
function ask(endpoint: Endpoint, credentials: AwsCredentials, path = '/') {
  const unsigned = { path, headers: { Host: endpoint.signingHost }, service: signingNames[endpoint.service] }
  const { headers } = aws4.sign({ ...unsigned, region: endpoint.region }, credentials)
  return readReply(send(endpoint, { path }, headers))
}

describe.each(['opensearch', 'neptune'] as const)('the gate of %s', (service) => {
  test('knows the key of a test from when its view is opened, and rejects it by the name of the test once it has ended', async () => {
    const endpoint = await open(service)
    const credentials = mintCredentials()
    expect(String((await ask(endpoint, credentials)).body)).toContain('is none of this run')
    expect((await put(endpoint, 't1', { ...plain, credentials, test: 'finds an airport' })).status).toBe(200)
    // It is let through: there is no engine.
    expect((await ask(endpoint, credentials)).status).not.toBe(403)

    const ended = await end(endpoint, 't1')
    expect(ended.status).toBe(200)
    expect(JSON.parse(String(ended.body))).toEqual({ changed: false, covered: [] })
    const rejected = await ask(endpoint, credentials)
    expect(rejected.status).toBe(403)
    expect(String(rejected.body)).toMatch(/expired.*finds an airport/)
  })

  test('reports what it rejects of a test to the worker of the test', async () => {
    const endpoint = await open(service)
    const credentials = mintCredentials()
    await put(endpoint, 't1', { ...plain, credentials, test: 'finds an airport' })
    await end(endpoint, 't1')
    await ask(endpoint, credentials, '/late')
    const { body } = await call(endpoint, { method: 'DELETE', path: ownPaths.loss })
    expect(JSON.parse(String(body)).rejected.told).toMatchObject([{ what: 'GET /late', status: 403 }])
  })

  test('ends no view of another worker, and opens none for a key that is known', async () => {
    const endpoint = await open(service)
    const credentials = mintCredentials()
    await put(endpoint, 't1', { ...plain, credentials })
    expect((await end(endpoint, 't1', 2)).status).toBe(404)
    expect((await put(endpoint, 't2', { ...plain, credentials })).status).toBe(409)
    await end(endpoint, 't1')
    expect((await put(endpoint, 't1', { ...plain, credentials })).status).toBe(409)
    expect(
      (await put(endpoint, 't1', { ...plain, credentials: { ...credentials, accessKeyId: 'AKIDWORKER2' } })).status,
    ).toBe(409)
  })

  test('opens no view with the key of a test', async () => {
    const endpoint = await open(service)
    const credentials = mintCredentials()
    await put(endpoint, 't1', { ...plain, credentials })
    const path = `${ownPaths.views}t2`
    const unsigned = { method: 'DELETE', path, headers: { Host: endpoint.signingHost }, service: signingNames[service] }
    const { headers } = aws4.sign({ ...unsigned, region: endpoint.region }, credentials)
    expect((await readReply(send(endpoint, { method: 'DELETE', path }, headers))).status).toBe(400)
  })

  test.each<[string, string, unknown]>([
    ['is no JSON', 't1', undefined],
    ['has no layers', 't1', { prefix: plain.prefix }],
    ['has an id with a slash', 'a/b', plain],
    ['has a prefix of another run', 't1', { ...plain, prefix: 'vaf-other-w1-t1-' }],
    ['has a prefix that all names may have', 't1', { ...plain, prefix: '' }],
    ['has a layer of another run', 't1', { ...plain, layers: [{ prefix: 'vaf-other-', indices: [] }] }],
    [
      'has an index of another run',
      't1',
      { ...plain, layers: [{ prefix, indices: [{ name: 'a', physical: 'a', aliases: {} }] }] },
    ],
  ])('rejects a view that %s', async (_, id, request) => {
    expect((await put(await open(service), id, request)).status).toBe(400)
  })
})

test('a gate that is not given the prefix of its run opens no views', async () => {
  const { endpoint } = await openTestGate({ service: 'opensearch' })
  expect((await put(endpoint, 't1', plain)).status).toBe(400)
})
