import { Client, Connection } from '@opensearch-project/opensearch'
import gremlin from 'gremlin'
import { expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { type Built, type Mistake, mistakes } from './mistakes.ts'
import { credentialsOf, openTestGate, signWithAws4 } from './open-test-gate.ts'

const identities = [0, 1, 2].map((worker) => ({ worker, credentials: credentialsOf(worker) }))

/** What the official client gets, and what it prints, when its requests are signed with a mistake. */
async function ask(endpoint: Endpoint, mistake: Mistake): Promise<{ says: string; whole: string; prints: string }> {
  let sent: Built | undefined
  class Mistaken extends Connection {
    override buildRequestObject(params: Parameters<Connection['buildRequestObject']>[0]) {
      const built = super.buildRequestObject(params)
      return Object.assign(built, sent, { path: mistake.path ?? '/airports/_search' })
    }
  }
  const client = new Client({
    node: endpoint.url,
    ssl: { ca: endpoint.ca!, servername: 'localhost' },
    Connection: Mistaken,
    maxRetries: 0,
  })
  onTestFinished(() => client.close())
  const built = {
    method: 'POST',
    path: mistake.path ?? '/airports/_search',
    headers: { 'content-type': 'application/json', 'content-length': '11' },
    body: '{"size": 1}',
  }
  sent = await mistake.send(built, endpoint)
  const error = await client.transport.request({ method: 'POST', path: built.path, body: sent.body ?? '' }).then(
    () => new Error('It was accepted.'),
    (failure: Error & { body?: { message?: string; Message?: string } }) => failure,
  )
  const body = 'body' in error ? error.body : undefined
  const whole = body?.message ?? body?.Message ?? ''
  return {
    whole,
    says: whole.split('\n\nThe Canonical String')[0]!.replace(/^The request signature we .* for details\. /s, ''),
    prints: `${error.name}: ${error.message}`,
  }
}

test('a rejection says which part differs and why, where the plain client says nothing', async () => {
  const { endpoint } = await openTestGate({ service: 'opensearch', identities: () => identities })
  const { port } = new URL(endpoint.url)
  const lines: string[] = []
  for (const mistake of mistakes) {
    const { says, prints } = await ask(endpoint, mistake)
    // The port last: its digits may stand in a hash.
    const text = says
      .replace(/\d{8}T\d{6}Z/g, '<time>')
      .replace(/[0-9a-f]{64}/g, '<hash>')
      .replaceAll(port, '<port>')
    lines.push(`${mistake.cause}: ${mistake.what}`, `  the gate:   ${text}`, `  the client: ${prints}`)
  }
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    host: the port is lost
      the gate:   The host differs: the client signed '127.0.0.1' and sent '127.0.0.1:<port>'. The port was lost: sign the host header as it is sent, with its port.
      the client: ResponseError: Response Error
    host: another name of the same machine
      the gate:   The host differs: the client signed 'localhost:<port>' and sent '127.0.0.1:<port>'. Sign the very name that is sent.
      the client: ResponseError: Response Error
    host: the engine's usual port
      the gate:   The host differs: the client signed '127.0.0.1:9200' and sent '127.0.0.1:<port>'. Sign the port that is sent; behind a tunnel or a mapped port the two are easily mixed up.
      the client: ResponseError: Response Error
    host: no host given to aws4, another one sent
      the gate:   The host differs: the client signed 'es.eu-west-1.amazonaws.com' and sent '127.0.0.1:<port>'. That is what aws4 makes up without a host; give the signer the host.
      the client: ResponseError: Response Error
    host: no host given to aws4, its own one sent
      the gate:   The host differs: the request is for 'es.eu-west-1.amazonaws.com', and this endpoint is '127.0.0.1:<port>'. That is the address of the service itself, which a signer signs for if it is given no host.
      the client: ResponseError: Response Error
    host: a domain on AWS
      the gate:   The host differs: the request is for 'search-orders-abc.eu-west-1.es.amazonaws.com', and this endpoint is '127.0.0.1:<port>'. That is an address on AWS: the client signs for a real resource and is sent here.
      the client: ResponseError: Response Error
    host: the port of an earlier run
      the gate:   The host differs: the request is for '127.0.0.1:1', and this endpoint is '127.0.0.1:<port>'. The port is another one: the client took its address from an earlier run, or bypasses the gate.
      the client: ResponseError: Response Error
    path: encoded once, as for S3 (uriEscapePath: false)
      the gate:   The path differs: the client signed '/airports/_doc/a%2Fb', which should have been '/airports/_doc/a%252Fb'. It was encoded once only, or it was encoded after it had been signed. Sign the path as it is sent, encoded once more, as for every service but S3 (in the AWS SDKs uriEscapePath: true, in botocore SigV4Auth and not S3SigV4Auth).
      the client: ResponseError: Response Error
    path: encoded after signing
      the gate:   The path differs: the client signed '/logs-%2A/_search', which should have been '/logs-%252A/_search'. It was encoded once only, or it was encoded after it had been signed. Sign the path as it is sent, encoded once more, as for every service but S3 (in the AWS SDKs uriEscapePath: true, in botocore SigV4Auth and not S3SigV4Auth).
      the client: ResponseError: Response Error
    path: decoded on its way
      the gate:   The path differs: the client signed '/logs-%252A/_search', which should have been '/logs-%2A/_search'. It was encoded once too often, or decoded on its way. Sign the path as it is sent, encoded once more, as for every service but S3 (in the AWS SDKs uriEscapePath: true, in botocore SigV4Auth and not S3SigV4Auth).
      the client: ResponseError: Response Error
    path: + for a space
      the gate:   The path differs: the client signed '/airports/_doc/a%2Bb', which should have been '/airports/_doc/a%2520b'. A space in a path is '%20', not '+'.
      the client: ResponseError: Response Error
    query: added after signing
      the gate:   The query differs: it was added after signing, or not given to the signer.
      the client: ResponseError: Response Error
    query: + signed as a plus sign
      the gate:   The query differs: the client signed 'q=x%2By', which should have been 'q=x%20y'. A '+' in a query is a space: sign it as '%20'.
      the client: ResponseError: Response Error
    query: only one of a repeated parameter
      the gate:   The query differs: the client signed 'a=2', which should have been 'a=1&a=2'. Of a parameter that is there more than once only the last was signed.
      the client: ResponseError: Response Error
    token: not given to the signer
      the gate:   The security token included in the request is invalid. The credentials are temporary, and the request has no X-Amz-Security-Token header. The signer was not given it: pass the session token (AWS_SESSION_TOKEN) to the signer as well.
      the client: ResponseError: Response Error
    token: signed, and lost on its way
      the gate:   The security token included in the request is invalid. The credentials are temporary, and the request has no X-Amz-Security-Token header. The signature covers one: it was signed and then lost, by a proxy or a client that passes on only some headers.
      the client: ResponseError: Response Error
    token: of another worker
      the gate:   The security token included in the request is invalid. The session token does not belong to the access key: it is that of worker 2. Read key, secret and token together, at one moment, from the environment of the worker.
      the client: ResponseError: Response Error
    clock: signed once, used again
      the gate:   Signature expired: <time> is now earlier than <time> (<time> - 5 min.) It is 7.3 minutes old. Client and gate share one clock, so it was made once and used again (headers that were signed before a reconnect), or with a clock that a test has set (vi.useFakeTimers). Sign each request, and each connect, when it is sent, with the real time.
      the client: ResponseError: Response Error
    clock: a clock set forward by a test
      the gate:   Signature not yet current: <time> is still later than <time> (<time> + 5 min.) It is 47.2 minutes in the future. Client and gate share one clock, so it was made with a clock that a test has set (vi.setSystemTime). Sign each request, and each connect, when it is sent, with the real time.
      the client: ResponseError: Response Error
    clock: local time for UTC
      the gate:   Signature expired: <time> is now earlier than <time> (<time> - 5 min.) It is 120.0 minutes old. That is a whole number of half hours: local time was signed as if it were UTC. Sign each request, and each connect, when it is sent, with the real time.
      the client: ResponseError: Response Error
    payload: the body not given to the signer
      the gate:   The payload differs. An empty body was signed: give the body to the signer.
      the client: ResponseError: Response Error
    payload: a line break added after signing
      the gate:   The payload differs. A line break was added to it after it had been signed.
      the client: ResponseError: Response Error
    payload: signed before it was compressed
      the gate:   The payload differs: the header x-amz-content-sha256 says '<hash>', and the SHA-256 of the body that came is '<hash>'. It was signed before it was compressed: compress first, then sign.
      the client: ResponseError: Response Error
    payload: written again after signing
      the gate:   The payload differs: the header x-amz-content-sha256 says '<hash>', and the SHA-256 of the body that came is '<hash>'. The body was changed after it had been signed.
      the client: ResponseError: Response Error
    payload: UNSIGNED-PAYLOAD
      the gate:   The payload differs: x-amz-content-sha256 is 'UNSIGNED-PAYLOAD', which only S3 accepts. Sign the SHA-256 of the body.
      the client: ResponseError: Response Error
    payload: signed in chunks
      the gate:   The payload differs: x-amz-content-sha256 is 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', and only S3 accepts a payload signed in chunks. Sign the SHA-256 of the whole body.
      the client: ResponseError: Response Error
    region: a signer's default
      the gate:   Credential should be scoped to a valid region, not 'us-east-1'. This endpoint is in 'eu-west-1'. 'us-east-1' is what many signers take where no region is configured. Give the signer the region 'eu-west-1', or set AWS_REGION.
      the client: ResponseError: Response Error
    region: another one
      the gate:   Credential should be scoped to a valid region, not 'eu-central-1'. This endpoint is in 'eu-west-1'. Give the signer the region 'eu-west-1', or set AWS_REGION.
      the client: ResponseError: Response Error
    service: OpenSearch Serverless
      the gate:   Credential should be scoped to correct service: 'es'. The request is signed for 'aoss', the signing name of OpenSearch Serverless. Give the signer the service 'es'.
      the client: ResponseError: Response Error
    service: its name, not its signing name
      the gate:   Credential should be scoped to correct service: 'es'. The request is signed for 'opensearch', which is no signing name (OpenSearch Service kept 'es'). Give the signer the service 'es'.
      the client: ResponseError: Response Error
    credentials: the secret of another worker
      the gate:   The secret differs: the access key is that of worker 1, and the secret that of worker 2. The client mixes the credentials of two; read key, secret and token together, at one moment, from the environment of its worker.
      the client: ResponseError: Response Error
    credentials: a line break behind the secret
      the gate:   The secret differs: it was read with a space or a line break around it. Trim it.
      the client: ResponseError: Response Error
    credentials: of a profile
      the gate:   The security token included in the request is invalid. The access key 'AKIAPROFILE' is none of this run's. The client took its credentials from elsewhere: a profile, a file, or a run that has ended.
      the client: ResponseError: Response Error
    credentials: a secret nobody has
      the gate:   None of the 39 usual mistakes gives this signature. Compare what the client signs with the two texts below; where they are the same, the secret is not that of 'AKIDWORKER1', and where the client cannot show them, look at the headers it signs (content-length, content-type, host, x-amz-date, x-amz-security-token): each has to be sent as it was signed.
      the client: ResponseError: Response Error
    other: not signed at all
      the gate:   User: anonymous is not authorized to perform: es:ESHttpPost because no resource-based policy allows the es:ESHttpPost action. The request is not signed: it has no Authorization header, and no signature in its query. Sign it with AWS Signature Version 4, with the credentials of this run.
      the client: ResponseError: Response Error
    other: another method
      the gate:   The method differs: the client signed 'GET' and sent 'POST'.
      the client: ResponseError: Response Error
    other: a header changed by the HTTP library
      the gate:   The header 'accept' differs: the client signed '*/*' and sent 'x/y'. Something between signer and socket changes it; leave it out of the signature.
      the client: ResponseError: Response Error
    other: two mistakes at once
      the gate:   The host differs: the client signed '127.0.0.1' and sent '127.0.0.1:<port>'. The port was lost: sign the host header as it is sent, with its port. The path differs: the client signed '/airports/_doc/a/b', which should have been '/airports/_doc/a%252Fb'. It was encoded once only, or it was encoded after it had been signed. Sign the path as it is sent, encoded once more, as for every service but S3 (in the AWS SDKs uriEscapePath: true, in botocore SigV4Auth and not S3SigV4Auth).
      the client: ResponseError: Response Error
    "
  `)
})

test('a rejected signature quotes the canonical request and the string to sign', async () => {
  const { endpoint } = await openTestGate({ service: 'opensearch' })
  const { whole } = await ask(endpoint, mistakes.find(({ what }) => what === 'the port is lost')!)
  expect(
    whole
      .replace(/\d{8}T\d{6}Z/g, '<time>')
      .replace(/[0-9a-f]{64}/g, '<hash>')
      .replace(/\d{8}/g, '<day>'),
  ).toMatch(
    new RegExp(
      `The Canonical String for this request should have been\n'POST\n/airports/_search\n\ncontent-length:11\n` +
        `content-type:application/json\nhost:${endpoint.signingHost}\nx-amz-date:<time>\nx-amz-security-token:<token>\n\n` +
        `content-length;content-type;host;x-amz-date;x-amz-security-token\n<hash>'\n\n` +
        `The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n<time>\n<day>/eu-west-1/es/aws4_request\n<hash>'\n$`,
    ),
  )
})

test('the Gremlin driver prints the whole explanation', async () => {
  const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => 1 })
  const { headers } = signWithAws4(endpoint, { path: '/gremlin' }, { headers: { Host: '127.0.0.1' } })
  const client = new gremlin.driver.Client(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
    headers: { ...(headers as Record<string, string>), Host: endpoint.signingHost },
    ca: [endpoint.ca!],
  })
  const error = await client.open().then(String, String)
  await client.close()
  expect(error).toContain('Unexpected server response code 403 with body:\n{"requestId":"')
  expect(error).toContain(
    `The host differs: the client signed '127.0.0.1' and sent '${endpoint.signingHost}'. The port was lost: sign the host header as it is sent, with its port.`,
  )
})
