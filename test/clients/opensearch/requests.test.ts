import { Connection, Transport } from '@opensearch-project/opensearch'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import { signedRequests } from '../../../src/clients/opensearch/requests.ts'
import { PauselessClock } from '../pauseless-clock.ts'
import { type Answer, startTlsServer } from '../tls-server.ts'

const credentials: AwsCredentials = { accessKeyId: 'AKIDONE', secretAccessKey: 'secret', sessionToken: 'token' }

async function connect(answer?: Answer, provider = async () => credentials) {
  const { endpoint, requests } = await startTlsServer('opensearch', answer)
  const clock = new PauselessClock()
  const { transport, close } = signedRequests({ endpoint, credentials: provider, clock })
  onTestFinished(close)
  return { request: transport.request, requests, clock }
}

/** Refuses with this status and body, so many times. */
function refusing(times: number, status: number, body: object, headers: Record<string, string> = {}): Answer {
  let left = times
  return (response) => {
    if (left-- > 0) response.writeHead(status, headers).end(JSON.stringify(body))
    else response.end('{"took":1}')
  }
}

test('signed requests of the OpenSearch client carry a query, a body and an opaque id, and use no method of the official client', async () => {
  onTestFinished(() => void vi.restoreAllMocks())
  for (const { prototype } of [Transport, Connection]) {
    vi.spyOn(prototype, 'request').mockImplementation(() => {
      throw new Error('spoilt')
    })
  }
  const { request, requests } = await connect((response) => response.end('{"took":1}'))
  const sent = {
    method: 'POST',
    path: '/a/_search',
    querystring: { size: 1, detailed: true },
    body: { query: {} },
  } as const
  expect(await request(sent, { opaqueId: 'mine' })).toEqual({ body: { took: 1 } })
  expect(requests).toMatchObject([
    {
      url: '/a/_search?size=1&detailed=true',
      headers: {
        'content-type': 'application/json',
        'x-opaque-id': 'mine',
        authorization: expect.stringMatching(/Credential=AKIDONE\//),
      },
      body: Buffer.from('{"query":{}}'),
    },
  ])
})

test('signed requests of the OpenSearch client fail as the official client does, but not with a status to ignore', async () => {
  const body = { error: { type: 'index_not_found_exception', reason: 'no such index [a]' }, status: 404 }
  const { request } = await connect((response) => response.writeHead(404).end(JSON.stringify(body)))
  const sent = { method: 'DELETE', path: '/a' } as const
  await expect(request(sent)).rejects.toMatchObject({
    name: 'ResponseError',
    message: 'index_not_found_exception',
    statusCode: 404,
    body,
  })
  expect(await request(sent, { ignore: [404] })).toEqual({ body: {} })
})

test.for([
  ['GET', '/_tasks', 503, 4],
  ['POST', '/a/_bulk', 503, 1],
  ['POST', '/a/_bulk', 429, 4],
  ['GET', '/_tasks', 400, 1],
] as const)(
  'the request %s %s that is rejected with %i is sent at most %i times',
  async ([method, path, status, times]) => {
    const { request, requests } = await connect(refusing(9, status, {}))
    await expect(request({ method, path })).rejects.toMatchObject({ statusCode: status })
    expect(requests).toHaveLength(times)
  },
)

test('a signed request that is rejected is sent again after the pause that the service asked for', async () => {
  const { request, requests, clock } = await connect(refusing(2, 429, {}, { 'retry-after': '2' }))
  expect(await request({ method: 'GET', path: '/' })).toEqual({ body: { took: 1 } })
  expect(requests).toHaveLength(3)
  expect(clock.pauses.every((ms) => ms >= 2_000)).toBe(true)
})

test('signed requests of the OpenSearch client fetch credentials that were rejected as expired again, once', async () => {
  const expired = { message: 'The security token included in the request is expired' }
  const fetched: AwsCredentials[] = []
  const provider = async () => {
    fetched.push({ ...credentials, accessKeyId: `AKID${fetched.length + 1}` })
    return fetched.at(-1)!
  }
  const headers = { 'x-amzn-errortype': 'ExpiredTokenException' }
  const { request, requests } = await connect(refusing(1, 403, expired, headers), provider)
  expect(await request({ method: 'GET', path: '/' })).toEqual({ body: { took: 1 } })
  expect(requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
    'AKID1',
    'AKID2',
  ])
  const { request: again } = await connect(refusing(9, 403, expired, headers))
  await expect(again({ method: 'GET', path: '/' })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    status: 403,
  })
})
