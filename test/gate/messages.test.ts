import { expect, test } from 'vitest'
import * as messages from '../../src/gate/messages.ts'
import type { Rejection } from '../../src/gate/rejection.ts'
import { UpstreamUnreachable } from '../../src/gate/relay/upstream.ts'
import * as serviceRejections from '../../src/gate/service-rejections.ts'
import * as signatureRejections from '../../src/gate/verify/signature-rejections.ts'
import { catalogue } from '../support/catalogue.ts'

type Rejections = Readonly<Record<string, (...facts: never[]) => Rejection>>

/** Each rejection as lines: its reason and status, what AWS says, what the gate knows beyond that. */
function asLines<Module extends Rejections>(module: Module) {
  const lines = Object.entries(module).map(([name, make]) => [
    name,
    (...facts: never[]) => {
      const { reason, status, type, sentence, explanation } = make(...facts)
      return [`${reason} (${status} ${type})`, sentence, ...explanation.split('\n')]
    },
  ])
  return Object.fromEntries(lines) as { [Name in keyof Module]: (...facts: Parameters<Module[Name]>) => string[] }
}

test('a gate says why it cannot be opened, and what OpenSearch lacks', () => {
  expect(
    catalogue(messages, {
      cannotListen: [
        ['opensearch', 9200, 'listen EADDRINUSE: address already in use 127.0.0.1:9200', 'EADDRINUSE'],
        ['neptune', 443, 'listen EACCES: permission denied 127.0.0.1:443', 'EACCES'],
        ['neptune', 8182, 'listen EMFILE: too many open files', 'EMFILE'],
      ],
      heapIsFull: [
        [497_025_024, 492_830_720],
        [undefined, undefined],
      ],
      memoryIsShared: [[['worker 1: POST /_bulk (the run in /home/me/a)']], [[]]],
    }),
  ).toMatchInlineSnapshot(`
    "cannotListen
      The gate of opensearch cannot listen on 127.0.0.1:9200.
      listen EADDRINUSE: address already in use 127.0.0.1:9200
      Stop what uses the port, or leave the port out to get a free one.
      or
      The gate of neptune cannot listen on 127.0.0.1:443.
      listen EACCES: permission denied 127.0.0.1:443
      Choose a port above 1023.
      or
      The gate of neptune cannot listen on 127.0.0.1:8182.
      listen EMFILE: too many open files

    heapIsFull
      OpenSearch is out of heap memory (474 of 470 MB) and rejected the request. This is a problem of the engine, not of your test: raise 'opensearch.heapMb'.
      or
      OpenSearch is out of heap memory and rejected the request. This is a problem of the engine, not of your test: raise 'opensearch.heapMb'.

    memoryIsShared
      Runs share the engine's memory. Under way for others: worker 1: POST /_bulk (the run in /home/me/a).
      or
      Runs share the engine's memory. Others have nothing under way now."
  `)
})

test('a gate says of a signature what AWS says, what is wrong with it, and what to do', () => {
  expect(
    catalogue(asLines(signatureRejections), {
      unsigned: [[]],
      wrongAlgorithm: [['Basic']],
      malformed: [["It has no 'Signature'."]],
      unknownKey: [['AKIAIOSFODNN7EXAMPLE']],
      endedTest: [['test "finds an airport"']],
      missingToken: [
        ['header', false],
        ['query', true],
      ],
      strangeToken: [[]],
      wrongToken: [[undefined], ['worker 2']],
      wrongRegion: [['us-east-1', 'eu-west-1']],
      wrongService: [
        ['aoss', 'es'],
        ['execute-api', 'es'],
      ],
      wrongDate: [['20260301', '20260302T000001Z']],
      stale: [
        [Date.UTC(2026, 2, 1, 12), Date.UTC(2026, 2, 1, 12, 7), 300_000],
        [Date.UTC(2026, 2, 1, 12), Date.UTC(2026, 2, 1, 14), 300_000],
      ],
      early: [[Date.UTC(2026, 2, 1, 12, 7), Date.UTC(2026, 2, 1, 12), 300_000]],
      unsignedHeader: [['host']],
      wrongHost: [
        ['es.eu-west-1.amazonaws.com', ['127.0.0.1:9200', '127.0.0.1']],
        ['localhost:9300', ['127.0.0.1:9200']],
        ['vpc-x.eu-west-1.es.amazonaws.com', ['127.0.0.1:9200']],
        ['proxy.example', ['127.0.0.1:9200']],
      ],
      changedBody: [
        ['aaaa', 'bbbb', undefined],
        ['aaaa', 'bbbb', 'A line break was added to it after it had been signed.'],
      ],
      unsignedPayload: [[]],
      streamingPayload: [['STREAMING-AWS4-HMAC-SHA256-PAYLOAD']],
      wrongSignature: [
        [
          "The method differs: the client signed 'GET' and sent 'POST'.",
          'POST\n/\n\nx-amz-security-token:secret',
          'AWS4-HMAC-SHA256\n…',
        ],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "unsigned
      unsigned (403 MissingAuthenticationTokenException)
      Missing Authentication Token.
      The request is not signed: it has no Authorization header, and no signature in its query. Sign it with AWS Signature Version 4, with the credentials of this run.

    wrongAlgorithm
      wrong-algorithm (403 IncompleteSignatureException)
      Unsupported AWS 'algorithm': 'Basic'.
      Only AWS4-HMAC-SHA256 is accepted.

    malformed
      malformed (403 IncompleteSignatureException)
      The request signature does not conform to AWS standards.
      It has no 'Signature'.

    unknownKey
      unknown-key (403 UnrecognizedClientException)
      The security token included in the request is invalid.
      The access key 'AKIAIOSFODNN7EXAMPLE' is none of this run's. The client took its credentials from elsewhere: a profile, a file, or a run that has ended.

    endedTest
      ended-test (403 ExpiredTokenException)
      The security token included in the request is expired.
      It is that of test "finds an airport", which has ended. Await all that the test starts, and use its fixtures in that test only.

    missingToken
      missing-token (403 UnrecognizedClientException)
      The security token included in the request is invalid.
      The credentials are temporary, and the request has no X-Amz-Security-Token header. The signer was not given it: pass the session token (AWS_SESSION_TOKEN) to the signer as well.
      or
      missing-token (403 UnrecognizedClientException)
      The security token included in the request is invalid.
      The credentials are temporary, and the request has no X-Amz-Security-Token in its query. The signature covers one: it was signed and then lost, by a proxy or a client that passes on only some headers.

    strangeToken
      wrong-token (403 UnrecognizedClientException)
      The security token included in the request is invalid.
      The access key is a permanent one, and the request has an X-Amz-Security-Token.

    wrongToken
      wrong-token (403 UnrecognizedClientException)
      The security token included in the request is invalid.
      The session token does not belong to the access key. Read key, secret and token together, at one moment, from the environment of the worker.
      or
      wrong-token (403 UnrecognizedClientException)
      The security token included in the request is invalid.
      The session token does not belong to the access key: it is that of worker 2. Read key, secret and token together, at one moment, from the environment of the worker.

    wrongRegion
      wrong-region (403 InvalidSignatureException)
      Credential should be scoped to a valid region, not 'us-east-1'.
      This endpoint is in 'eu-west-1'. 'us-east-1' is what many signers take where no region is configured. Give the signer the region 'eu-west-1', or set AWS_REGION.

    wrongService
      wrong-service (403 InvalidSignatureException)
      Credential should be scoped to correct service: 'es'.
      The request is signed for 'aoss', the signing name of OpenSearch Serverless. Give the signer the service 'es'.
      or
      wrong-service (403 InvalidSignatureException)
      Credential should be scoped to correct service: 'es'.
      The request is signed for 'execute-api'. Give the signer the service 'es'.

    wrongDate
      wrong-date (403 InvalidSignatureException)
      Date in Credential scope does not match YYYYMMDD.
      The scope says 20260301, the request was signed at 20260302T000001Z.

    stale
      stale (403 InvalidSignatureException)
      Signature expired: 20260301T120000Z is now earlier than 20260301T120200Z (20260301T120700Z - 5 min.)
      It is 7.0 minutes old. Client and gate share one clock, so it was made once and used again (headers that were signed before a reconnect), or with a clock that a test has set (vi.useFakeTimers). Sign each request, and each connect, when it is sent, with the real time.
      or
      stale (403 InvalidSignatureException)
      Signature expired: 20260301T120000Z is now earlier than 20260301T135500Z (20260301T140000Z - 5 min.)
      It is 120.0 minutes old. That is a whole number of half hours: local time was signed as if it were UTC. Sign each request, and each connect, when it is sent, with the real time.

    early
      future (403 InvalidSignatureException)
      Signature not yet current: 20260301T120700Z is still later than 20260301T120500Z (20260301T120000Z + 5 min.)
      It is 7.0 minutes in the future. Client and gate share one clock, so it was made with a clock that a test has set (vi.setSystemTime). Sign each request, and each connect, when it is sent, with the real time.

    unsignedHeader
      unsigned-header (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The header 'host' has to be among the signed headers.

    wrongHost
      wrong-host (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The host differs: the request is for 'es.eu-west-1.amazonaws.com', and this endpoint is '127.0.0.1:9200'. That is the address of the service itself, which a signer signs for if it is given no host.
      or
      wrong-host (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The host differs: the request is for 'localhost:9300', and this endpoint is '127.0.0.1:9200'. The port is another one: the client took its address from an earlier run, or bypasses the gate.
      or
      wrong-host (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The host differs: the request is for 'vpc-x.eu-west-1.es.amazonaws.com', and this endpoint is '127.0.0.1:9200'. That is an address on AWS: the client signs for a real resource and is sent here.
      or
      wrong-host (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The host differs: the request is for 'proxy.example', and this endpoint is '127.0.0.1:9200'. Sign and send the host of the endpoint that is configured.

    changedBody
      changed-body (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The payload differs: the header x-amz-content-sha256 says 'aaaa', and the SHA-256 of the body that came is 'bbbb'. The body was changed after it had been signed.
      or
      changed-body (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The payload differs: the header x-amz-content-sha256 says 'aaaa', and the SHA-256 of the body that came is 'bbbb'. A line break was added to it after it had been signed.

    unsignedPayload
      unsigned-payload (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The payload differs: x-amz-content-sha256 is 'UNSIGNED-PAYLOAD', which only S3 accepts. Sign the SHA-256 of the body.

    streamingPayload
      streaming-payload (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The payload differs: x-amz-content-sha256 is 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', and only S3 accepts a payload signed in chunks. Sign the SHA-256 of the whole body.

    wrongSignature
      wrong-signature (403 InvalidSignatureException)
      The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
      The method differs: the client signed 'GET' and sent 'POST'.
      The Canonical String for this request should have been
      'POST
      /
      x-amz-security-token:<token>'
      The String-to-Sign should have been
      'AWS4-HMAC-SHA256
      …'"
  `)
})

test('a gate says of a request what the service says, why it rejects it, and what to do', () => {
  const upstream = { name: 'The OpenSearch engine', advice: () => 'Its log says why: /tmp/engine.log' }
  expect(
    catalogue(asLines(serviceRejections), {
      tooLarge: [
        [104_857_600, 413],
        [157_286_400, 400],
      ],
      busy: [['1000 are under way']],
      noRoom: [[new Error('ENOSPC: no space left on device, write')]],
      dataFull: [['No room is left for the data of the engines in /dev/shm.']],
      plainHttp: [['https://127.0.0.1:9200']],
      noMethod: [['TRACE']],
      noPath: [['*']],
      notReady: [['The OpenSearch engine']],
      outOfMemory: [[]],
      notTranslated: [['A body in YAML cannot be translated: send JSON.']],
      copyFailed: [['The copy of airports could not be made.']],
      othersWouldBeHit: [['DELETE', '/*', 'vaf-3f9c2-']],
      engineReplaced: [['The OpenSearch engine has ended.']],
      notFound: [['GET', '/gremlins']],
      unsupported: [['SPARQL', "Run this test against target 'aws'."]],
      unreadable: [['it ends in the middle of a value']],
      foreignGraph: [['g3']],
      notGremlinOfNeptune: [['lambda steps']],
      internal: [[new Error('x is not a function')]],
      failureRejection: [
        [upstream, new UpstreamUnreachable('connect ECONNREFUSED 127.0.0.1:9200')],
        [upstream, new Error('x is not a function')],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "tooLarge
      too-large (413 RequestEntityTooLargeException)
      Request size exceeded 104857600 bytes
      or
      too-large (400 BadRequestException)
      Request size exceeds max allowed value of 157286400 bytes.

    busy
      busy (429 TooManyRequestsException)
      Too many requests: 1000 are under way.
      Wait for answers before sending more.

    noRoom
      no-room (507 InternalFailureException)
      The body of the request cannot be kept: ENOSPC: no space left on device, write.
      The gate keeps long bodies in files of the temporary folder (TMPDIR); make room there.

    dataFull
      data-full (507 InsufficientStorageException)
      No room is left for the data of the engines in /dev/shm.

    plainHttp
      plain-http (400 BadRequestException)
      The request was sent by plain HTTP to a port that speaks TLS.
      Begin the URL with https:// instead of http://: https://127.0.0.1:9200.

    noMethod
      malformed (405 MethodNotAllowedException)
      The HTTP method TRACE is not supported.

    noPath
      malformed (400 BadRequestException)
      The request target '*' is not supported.
      Send a path that starts with '/'.

    notReady
      not-ready (503 ServiceUnavailableException)
      The OpenSearch engine is still starting.
      Try again in a moment.

    outOfMemory
      out-of-memory (500 MemoryLimitExceededException)
      Operation terminated (out of memory).
      The query used up the engine's memory, which all runs share, and was ended. Bound it: limit(), fewer repeat() steps, count() in place of lists.

    notTranslated
      not-translated (400 UnsupportedOperationException)
      A body in YAML cannot be translated: send JSON.
      Each test has names of its own, and what cannot be translated is not passed on. With isolation: 'prefix' it is. If your code needs it here, tell the maintainers of vitest-aws-fixtures this message.

    copyFailed
      copy-failed (500 InternalFailureException)
      The copy of airports could not be made.

    othersWouldBeHit
      others-hit (403 AccessDeniedException)
      DELETE /* reaches the indices of other runs, which use this engine now.
      Name the indices, or use a pattern under the prefix of this run: 'vaf-3f9c2-*'.

    engineReplaced
      engine-replaced (500 InternalFailureException)
      The OpenSearch engine has ended.
      What the tests of this worker that run now had written is lost; datasets are there again. Those that fail are run again once; a test with retries of its own has those instead.

    notFound
      not-found (404 BadRequestException)
      There is no GET /gremlins.

    unsupported
      unsupported (400 UnsupportedOperationException)
      The local stand-in does not offer SPARQL.
      Run this test against target 'aws'.

    unreadable
      malformed (400 MalformedQueryException)
      The request cannot be read: it ends in the middle of a value.

    foreignGraph
      foreign-graph (400 MalformedQueryException)
      No such property: g3.
      Neptune binds 'g' and nothing else; 'g3' is how the stand-in tells the graphs of the workers apart.

    notGremlinOfNeptune
      unsupported-gremlin (400 UnsupportedOperationException)
      Neptune does not support lambda steps.
      The stand-in's gate says so; the wording of Neptune may differ.

    internal
      internal (500 InternalFailureException)
      The gate failed: x is not a function.
      This is a fault in vitest-aws-fixtures.

    failureRejection
      engine-gone (502 InternalFailureException)
      The OpenSearch engine is gone: connect ECONNREFUSED 127.0.0.1:9200.
      Its log says why: /tmp/engine.log
      or
      internal (500 InternalFailureException)
      The gate failed: x is not a function.
      This is a fault in vitest-aws-fixtures."
  `)
})
