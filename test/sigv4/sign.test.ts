import { describe, expect, test } from 'vitest'
import { readClaim } from '../../src/gate/verify/claim.ts'
import { sha256, type WireRequest } from '../../src/sigv4/canonical-request.ts'
import { authorization, signHeaders } from '../../src/sigv4/sign.ts'
import { signableOf, signatureOf } from '../../src/sigv4/signature.ts'
import { readVector, vectorNames } from './vectors.ts'

const signing = {
  host: 'search.example.com',
  region: 'eu-west-1',
  service: 'es',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' },
  now: Date.parse('2026-11-24T08:15:00.999Z'),
}
const request = (headers: WireRequest['headers']): WireRequest => ({
  method: 'GET',
  target: '/',
  headers,
  bodySha256: sha256(''),
})

describe.each(vectorNames)('the AWS vector %s is signed', (name) => {
  test('in a header as AWS publishes it', () => {
    const { request, options } = readVector(name)
    const claim = readClaim(request)
    if ('rejection' in claim) throw new Error(claim.rejection.explanation)
    const { signedHeaders, scope, time } = claim
    const credentials = options.identify(claim.accessKeyId)!.credentials
    const normalizePath = options.normalizePath ?? true
    const bare = { ...request, headers: request.headers.filter(([header]) => header !== 'Authorization') }
    expect(authorization(bare, { credentials, signedHeaders, stamp: time.stamp, scope, normalizePath })).toBe(
      request.headers.find(([header]) => header === 'Authorization')?.[1],
    )
  })

  test('in the query as AWS publishes it', () => {
    const vector = readVector(name, 'query')
    const claim = readClaim(vector.request)
    if ('rejection' in claim) throw new Error(claim.rejection.explanation)
    // In one vector the token is added after signing.
    const isTokenSigned = vector.canonicalRequest.includes('X-Amz-Security-Token')
    const bare = vector.request.target
      .replace(/&X-Amz-Signature=[^&]*/, '')
      .replace(isTokenSigned ? /$/ : /&X-Amz-Security-Token=[^&]*/, '')
    const signable = signableOf(
      { ...vector.request, target: bare },
      { ...claim, stamp: claim.time.stamp },
      vector.options.normalizePath,
    )
    const { secretAccessKey } = vector.options.identify(claim.accessKeyId)!.credentials
    expect(signatureOf(signable, secretAccessKey)).toBe(vector.signature)
  })
})

test('a signature covers host, content type and all x-amz headers, and nothing that may change on the way', () => {
  const headers = signHeaders(
    request([
      ['Content-Type', 'application/json'],
      ['User-Agent', 'test'],
      ['Accept-Encoding', 'gzip'],
      ['X-Amz-Meta-A', '1'],
    ]),
    signing,
  )
  expect(headers.at(-1)?.[1]).toContain(
    'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-a;x-amz-security-token,',
  )
})

test('signing replaces an earlier signature and another host, whatever the case of their names', () => {
  const old = ['Host', 'Authorization', 'X-Amz-Date', 'X-Amz-Content-Sha256', 'X-Amz-Security-Token'] as const
  const headers = signHeaders(request(old.map((name) => [name, 'old'])), signing)
  expect(headers.map(([name]) => name)).toEqual([
    'host',
    'x-amz-content-sha256',
    'x-amz-date',
    'x-amz-security-token',
    'authorization',
  ])
  expect(Object.fromEntries(headers)).toMatchObject({
    host: 'search.example.com',
    'x-amz-date': '20261124T081500Z',
    'x-amz-security-token': 'token',
  })
})
