import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws'
import { expect, onTestFinished, test } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { createOpenSearchClient } from '../../src/clients/opensearch/client.ts'
import { classify } from '../../src/errors/classify.ts'
import * as messages from '../../src/errors/messages.ts'
import { PauselessClock } from '../clients/pauseless-clock.ts'
import { type Answer, numbered, signerOf, startTlsServer } from '../clients/tls-server.ts'

const hints = {
  policy: messages.allowOnDomain('arn:aws:iam::111122223333:user/ci'),
  clock: messages.clockIsWrong(),
  region: messages.wrongRegion('eu-west-1'),
  service: messages.wrongSigningName(),
  token: messages.credentialsUnknown(),
  unsigned: messages.unsigned(),
  control: messages.mapRole({ nobody: true }, 'cluster:monitor/main'),
  expired: messages.credentialsExpired(),
}

/** Answers of the services, as users quote them in public issues: the cause, the type if there is one, the body. */
const rejections: [string, string | undefined, object | string, string, string, string][] = [
  [
    'a policy',
    undefined,
    { Message: 'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: es:ESHttpGet' },
    'AccessDeniedException: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: es:ESHttpGet',
    hints.policy,
    'denied',
  ],
  [
    'the clock',
    'InvalidSignatureException',
    { message: 'Signature expired: 20261124T081500Z is now earlier than 20261124T091000Z (20261124T091500Z - 5 min.)' },
    'InvalidSignatureException: Signature expired: 20261124T081500Z is now earlier than 20261124T091000Z (20261124T091500Z - 5 min.)',
    hints.clock,
    'clock',
  ],
  [
    'the region',
    undefined,
    { message: "Credential should be scoped to a valid region, not 'us-east-1'. " },
    "InvalidSignatureException: Credential should be scoped to a valid region, not 'us-east-1'. ",
    hints.region,
    'signature',
  ],
  [
    'the service',
    undefined,
    { message: "Credential should be scoped to correct service: 'es'." },
    "InvalidSignatureException: Credential should be scoped to correct service: 'es'.",
    hints.service,
    'signature',
  ],
  [
    'the token',
    'com.amazonaws.es#UnrecognizedClientException:http://internal.amazon.com/coral/',
    { message: 'The security token included in the request is invalid.' },
    'UnrecognizedClientException: The security token included in the request is invalid.',
    hints.token,
    'signature',
  ],
  [
    'no signature',
    undefined,
    { Message: 'User: anonymous is not authorized to perform: es:ESHttpGet' },
    'MissingAuthenticationTokenException: User: anonymous is not authorized to perform: es:ESHttpGet',
    hints.unsigned,
    'signature',
  ],
  [
    'fine-grained access control',
    undefined,
    { error: { type: 'security_exception', reason: 'no permissions for [cluster:monitor/main]' }, status: 403 },
    'security_exception: no permissions for [cluster:monitor/main]',
    hints.control,
    'denied',
  ],
  [
    'expired credentials',
    undefined,
    { message: 'The security token included in the request is expired' },
    'ExpiredTokenException: The security token included in the request is expired',
    hints.expired,
    'expired-credentials',
  ],
]

test.for(rejections)(
  'a rejection because of %s quotes the service, and says what to do',
  async ([, type, body, seen, hint, kind]) => {
    const answer: Answer = (response) => {
      response.writeHead(403, type ? { 'x-amzn-errortype': type } : {}).end(JSON.stringify(body))
    }
    const { endpoint, requests } = await startTlsServer('opensearch', answer)
    const client = createOpenSearchClient({
      endpoint,
      credentials: async () => numbered(1),
      clock: new PauselessClock(),
    })
    onTestFinished(() => client.close())
    const error = await client.info().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({
      name: 'ClientRejectedError',
      code: 'AWS_FIXTURE_CLIENT_REJECTED',
      message: expect.stringContaining(`${endpoint.url} rejected GET / with 403`),
      // The fields that code for the official client's ResponseError reads.
      statusCode: 403,
      body,
      meta: { statusCode: 403 },
      cause: { name: 'ResponseError' },
    })
    expect((error as Error).message.split('\n').slice(1)).toEqual([seen, hint])
    expect(classify(error)).toEqual({ kind, category: 'configuration', fault: 'user' })
    expect(requests).toHaveLength(1)

    // The error prints everything that the error of the official client prints.
    const plain = new Client({
      ...AwsSigv4Signer({ region: endpoint.region, getCredentials: async () => numbered(1) }),
      node: endpoint.url,
      ssl: { ca: endpoint.ca! },
    })
    onTestFinished(() => plain.close())
    await expect(plain.info()).rejects.toThrow(/^(Response Error|security_exception)$/)
  },
)

test('a 403 that does not concern the identity stays an error of the official client', async () => {
  const body = {
    error: { type: 'cluster_block_exception', reason: 'index [a] blocked by: [FORBIDDEN/8/index write (api)];' },
    status: 403,
  }
  const { endpoint } = await startTlsServer('opensearch', (response) =>
    response.writeHead(403).end(JSON.stringify(body)),
  )
  const client = createOpenSearchClient({ endpoint, credentials: async () => numbered(1) })
  onTestFinished(() => client.close())
  const error = await client.index({ index: 'a', body: {} }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'ResponseError', message: 'cluster_block_exception', statusCode: 403 })
  expect(classify(error)).toMatchObject({ kind: 'read-only' })
})

test('a gate that cannot reach its engine is quoted with its reason, and a 502 of a proxy stays an error of the official client', async () => {
  const said = 'orders, reached at 127.0.0.1:9200, is gone: no TLS. Check that the tunnel is up and leads there.'
  const { endpoint } = await startTlsServer('opensearch', (response, { url }) =>
    response
      .writeHead(502, url === '/' ? { 'x-amzn-errortype': 'InternalFailureException' } : {})
      .end(JSON.stringify({ message: said })),
  )
  const client = createOpenSearchClient({ endpoint, credentials: async () => numbered(1), clock: new PauselessClock() })
  onTestFinished(() => client.close())
  const error = await client.info().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    name: 'ClientRejectedError',
    message: expect.stringMatching(
      new RegExp(`GET / with 502.*\nInternalFailureException: ${said}\n${messages.engineNotReady()}$`),
    ),
    statusCode: 502,
  })
  expect(classify(error)).toMatchObject({ kind: 'unavailable', category: 'temporary' })
  await expect(client.indices.get({ index: 'a' })).rejects.toMatchObject({ name: 'ResponseError', statusCode: 502 })
})

/** A service for which the first credentials have expired, and the requests to the provider. */
async function expiring(provide: (fetched: number) => AwsCredentials) {
  let fetched = 0
  const asked: unknown[] = []
  const server = await startTlsServer('opensearch', (response, request) => {
    if (signerOf(request) > 1) response.end('{}')
    else response.writeHead(403).end('{"message":"The security token included in the request is expired"}')
  })
  const client = createOpenSearchClient({
    endpoint: server.endpoint,
    credentials: async (options) => {
      asked.push(options)
      fetched += 1
      return provide(fetched)
    },
  })
  onTestFinished(() => client.close())
  return { client, asked, ...server }
}

test.for([
  ['do not say when they end', {}],
  ['say that they have a day', { expiration: new Date(Date.now() + 86_400_000) }],
] as const)('expired credentials that %s are fetched again, once for all rejected requests', async ([, more]) => {
  const { client, asked, requests } = await expiring((fetched) => ({ ...numbered(fetched), ...more }))
  const sent = [
    client.info(),
    client.bulk({ body: [{ index: { _index: 'a' } }, {}] }),
    client.index({ index: 'a', body: {} }),
  ]
  for (const { statusCode } of await Promise.all(sent)) expect(statusCode).toBe(200)
  expect(asked).toEqual([undefined, { forceRefresh: true }])
  expect(requests.map(signerOf).sort()).toEqual([1, 1, 1, 2, 2, 2])
})

test('a request with expired credentials is not sent again where its provider has no others', async () => {
  const { client, asked, requests } = await expiring(() => numbered(1))
  await expect(client.info()).rejects.toThrow(hints.expired)
  expect(requests).toHaveLength(1)
  expect(asked).toHaveLength(2)
})

test('a client signs for the host behind a tunnel, and expects the certificate of that host', async () => {
  const { endpoint, requests, server } = await startTlsServer('opensearch')
  const names: unknown[] = []
  server.on('secureConnection', ({ servername }: { servername: unknown }) => names.push(servername))
  const client = createOpenSearchClient({
    endpoint: { ...endpoint, signingHost: 'localhost' },
    credentials: async () => numbered(1),
  })
  onTestFinished(() => client.close())
  await client.info()
  expect(requests[0]?.headers.host).toBe('localhost')
  expect(names).toEqual(['localhost'])
  const elsewhere = { ...endpoint, signingHost: 'vpc-a.eu-west-1.es.amazonaws.com' }
  const wrong = createOpenSearchClient({ endpoint: elsewhere, credentials: async () => numbered(1) })
  onTestFinished(() => wrong.close())
  await expect(wrong.info()).rejects.toThrow("Host: vpc-a.eu-west-1.es.amazonaws.com. is not in the cert's altnames")
})
