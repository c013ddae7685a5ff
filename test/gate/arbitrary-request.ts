import aws4 from 'aws4'
import * as fc from 'fast-check'
import type { VerifierOptions } from '../../src/gate/verify/sigv4-verifier.ts'
import { sha256, type WireHeader, type WireRequest } from '../../src/sigv4/canonical-request.ts'
import type { Form } from '../sigv4/vectors.ts'
import { credentialsOf, identify } from './open-test-gate.ts'

/** When everything here is signed. */
export const NOW = Date.parse('2026-11-24T08:15:00Z')
const STAMP = '20261124T081500Z'
const HOST = '127.0.0.1:9200'

/** How the requests are verified: explained to nobody, for that takes its time. */
export const options: VerifierOptions = {
  region: 'eu-west-1',
  service: 'es',
  identify,
  hosts: [HOST],
  now: () => NOW,
}

/** A request as it would come over the wire, signed by aws4. */
export interface SignedRequest {
  readonly form: Form
  readonly wire: WireRequest
  readonly body: string
}

/** Letters, and what signers encode in one way or another. */
const unit = fc.constantFrom(...'abcXYZ019', ...' *+/%~-_.,;:=&?#<>{}|"\'()!$@^`[]\\', 'ü', '東', '😀', '\u0000', '\n')
const text = fc.string({ unit, minLength: 1, maxLength: 8 })
const segment = text.filter((it) => it !== '.' && it !== '..').map(encodeURIComponent)
const pair = fc.tuple(text, fc.oneof(text, fc.constant(''))).map((both) => both.map(encodeURIComponent).join('='))
const headerName = fc.constantFrom('content-type', 'x-opaque-id', 'accept', 'my-header', 'x-amz-meta-a', 'x-amz-meta-b')
const headerValue = fc.constantFrom('a', 'application/json', 'text/html; q=1', 'x  y', '1 2 3', 'key=value, other')

/** Any request that a client may sign, in either form, of worker 1. */
export const signedRequest: fc.Arbitrary<SignedRequest> = fc
  .record({
    form: fc.constantFrom<Form>('header', 'query'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD'),
    segments: fc.array(segment, { maxLength: 4 }),
    pairs: fc.array(pair, { maxLength: 4 }),
    headers: fc.dictionary(headerName, headerValue, { maxKeys: 3, noNullPrototype: true }),
    body: fc.oneof(fc.constant(''), fc.string({ unit, maxLength: 30 })),
    declaresBody: fc.boolean(),
  })
  .map(({ form, method, segments, pairs, headers, body, declaresBody }) => {
    const path = `/${segments.join('/')}`
    const request: aws4.Request = {
      method,
      path: pairs.length === 0 ? path : `${path}?${pairs.join('&')}`,
      service: 'es',
      region: 'eu-west-1',
      headers: {
        ...headers,
        host: HOST,
        ...(form === 'header' ? { 'x-amz-date': STAMP } : { date: new Date(NOW).toUTCString() }),
        ...(declaresBody ? { 'x-amz-content-sha256': sha256(body) } : {}),
      },
      body,
      signQuery: form === 'query',
    }
    const signed = aws4.sign(request, credentialsOf(1))
    return {
      form,
      body,
      wire: {
        method,
        target: signed.path ?? '/',
        headers: Object.entries(signed.headers ?? {}).map(([name, value]): WireHeader => [name, String(value)]),
        bodySha256: sha256(body),
      },
    }
  })
