import { describe, expect, test } from 'vitest'
import type { RejectionReason } from '../../../src/gate/rejection.ts'
import { readClaim } from '../../../src/gate/verify/claim.ts'
import { type VerifierOptions, verifySignature } from '../../../src/gate/verify/sigv4-verifier.ts'
import { sha256, type WireHeader, type WireRequest } from '../../../src/sigv4/canonical-request.ts'
import { canonicalRequest, signableOf, signatureOf, stringToSign } from '../../../src/sigv4/signature.ts'
import { type Form, readVector, type Vector, vectorNames } from '../../sigv4/vectors.ts'

const reasonOf = (request: WireRequest, options: VerifierOptions) => {
  const verdict = verifySignature(request, options)
  return 'rejection' in verdict ? verdict.rejection.reason : 'accepted'
}

const withHeader = (request: WireRequest, name: string, value: string | undefined): WireRequest => ({
  ...request,
  headers: request.headers.flatMap((header): WireHeader[] => {
    if (header[0].toLowerCase() !== name) return [header]
    return value === undefined ? [] : [[header[0], value]]
  }),
})

const authorizationOf = ({ request }: Vector): string =>
  request.headers.find(([name]) => name === 'Authorization')?.[1] ?? ''

test('all 38 signature vectors of AWS are present', () => expect(vectorNames).toHaveLength(38))

const both = vectorNames.flatMap((name) => (['header', 'query'] as const).map((form): [string, Form] => [name, form]))

describe.each(both)('the AWS vector %s in the %s form', (name, form) => {
  const vector = readVector(name, form)
  const { request, options } = vector

  test('is accepted at its own time', () => {
    expect(verifySignature(request, options)).toMatchObject({ identity: { worker: 1 } })
  })

  test('gives the canonical request, the string to sign and the signature that AWS publishes', () => {
    const claim = readClaim(request)
    if ('rejection' in claim) throw new Error(claim.rejection.explanation)
    const signable = signableOf(request, { ...claim, stamp: claim.time.stamp }, options.normalizePath)
    // In one vector of the query form the token is added after signing.
    const isTokenSigned = vector.canonicalRequest.toLowerCase().includes('x-amz-security-token')
    const query = isTokenSigned ? signable.query : signable.query.replace(/&X-Amz-Security-Token=[^&]+/, '')
    const canonical = canonicalRequest({ ...signable, query })
    expect(canonical).toBe(vector.canonicalRequest)
    expect(stringToSign(signable, canonical)).toBe(vector.stringToSign)
    const secret = options.identify(claim.accessKeyId)?.credentials.secretAccessKey ?? ''
    expect(signatureOf({ ...signable, query }, secret)).toBe(vector.signature)
    expect(claim).toMatchObject({ form, signature: vector.signature })
  })

  test.each<[string, (request: WireRequest) => WireRequest]>([
    ['another method', (it) => ({ ...it, method: 'PUT' })],
    ['another path', (it) => ({ ...it, target: `/changed${it.target}` })],
    ['another query', (it) => ({ ...it, target: `${it.target}${it.target.includes('?') ? '&' : '?'}added=1` })],
    ['another signature', (it) => replaceSignature(it, vector.signature, flipLastDigit(vector.signature))],
  ])('is rejected for its signature with %s', (_, mutate) => {
    expect(reasonOf(mutate(request), options)).toBe('wrong-signature')
  })

  test('is rejected with another body', () => {
    const declares = request.headers.some(([header]) => header === 'x-amz-content-sha256')
    const changed = { ...request, bodySha256: sha256(`${vector.body}!`) }
    expect(reasonOf(changed, options)).toBe(declares && form === 'header' ? 'changed-body' : 'wrong-signature')
  })

  test('is rejected with any signed header changed', () => {
    for (const [header, value] of request.headers) {
      if (header === 'Authorization' || !/./.test(value)) continue
      expect(reasonOf(withHeader(request, header.toLowerCase(), `${value}9`), options), header).not.toBe('accepted')
      expect(reasonOf(withHeader(request, header.toLowerCase(), undefined), options), header).not.toBe('accepted')
    }
  })

  test('is rejected with any parameter of its query changed or removed', () => {
    const [path = '', query = ''] = request.target.split('?')
    const pieces = query.split('&').filter((piece) => piece !== '')
    for (const [at, piece] of pieces.entries()) {
      const others = pieces.toSpliced(at, 1)
      for (const changed of [others, [...others, `${piece}9`]]) {
        expect(reasonOf({ ...request, target: `${path}?${changed.join('&')}` }, options), piece).not.toBe('accepted')
      }
    }
  })

  test.each([
    [-5 * 60_000, 'accepted'],
    [-5 * 60_000 - 1, 'future'],
    [vector.lifeMs, 'accepted'],
    [vector.lifeMs + 1, 'stale'],
  ])('%d ms after its own time is %s', (ms, expected) => {
    expect(reasonOf(request, { ...options, now: () => options.now() + ms })).toBe(expected)
  })
})

describe('a signed request that is not in order', () => {
  const vector = readVector('get-vanilla-with-session-token')
  const { request, options } = vector
  const authorization = authorizationOf(vector)
  const authorize = (value: string | undefined) => withHeader(request, 'authorization', value)
  const add = (...headers: WireHeader[]) => ({ ...request, headers: [...request.headers, ...headers] })
  const token = request.headers.find(([name]) => name === 'X-Amz-Security-Token')?.[1] ?? ''

  test.each<[RejectionReason, string, WireRequest, string]>([
    [
      'unsigned',
      'without a signature',
      authorize(undefined),
      'it has no Authorization header, and no signature in its query',
    ],
    ['wrong-algorithm', 'with basic authentication', authorize('Basic YTpi'), "Unsupported AWS 'algorithm': 'Basic'."],
    [
      'wrong-algorithm',
      'with another AWS algorithm',
      authorize(authorization.replace('HMAC-SHA256', 'ECDSA-P256-SHA256')),
      "'AWS4-ECDSA-P256-SHA256'",
    ],
    ['malformed', 'without a credential', authorize('AWS4-HMAC-SHA256 Signature=1'), "It has no 'Credential'."],
    ['malformed', 'with a word that means nothing', authorize('AWS4-HMAC-SHA256 hello'), "'hello' is not a key=value"],
    [
      'malformed',
      'without signed headers',
      authorize(authorization.replace('SignedHeaders', 'X')),
      "no 'SignedHeaders'",
    ],
    ['malformed', 'without a signature value', authorize(authorization.replace('Signature', 'X')), "no 'Signature'"],
    ['malformed', 'with a short signature', authorize(`${authorization}0`), 'not 64 lower-case hex digits'],
    ['malformed', 'with the same part twice', authorize(`${authorization}, Signature=1`), "'Signature' is there twice"],
    [
      'malformed',
      'with a short scope',
      authorize(authorization.replace('/aws4_request', '')),
      '<access key>/<date>/<region>/<service>/aws4_request',
    ],
    ['malformed', 'with a wrong scope date', authorize(authorization.replace('/20150830/', '/2015/')), 'not YYYYMMDD'],
    [
      'malformed',
      'with unsorted signed headers',
      authorize(authorization.replace('host;x-amz-date', 'x-amz-date;host')),
      'are not sorted',
    ],
    ['malformed', 'with upper-case signed headers', authorize(authorization.replace('host;', 'Host;')), 'lower case'],
    ['malformed', 'with two signatures', add(['Authorization', authorization]), 'two Authorization headers'],
    ['malformed', 'with two dates', add(['X-Amz-Date', '20150830T123600Z']), 'two x-amz-date headers'],
    ['malformed', 'with two tokens', add(['X-Amz-Security-Token', token]), 'two X-Amz-Security-Token headers'],
    ['malformed', 'without a date', withHeader(request, 'x-amz-date', undefined), 'neither an X-Amz-Date nor a Date'],
    ['malformed', 'with a date that is none', withHeader(request, 'x-amz-date', 'today'), "'today', is not a time"],
    [
      'unknown-key',
      'of somebody else',
      authorize(authorization.replace('AKIDEXAMPLE', 'AKIDOTHER')),
      "'AKIDOTHER' is none",
    ],
    [
      'missing-token',
      'without its token',
      withHeader(request, 'x-amz-security-token', undefined),
      'was signed and then lost',
    ],
    ['wrong-token', 'with another token', withHeader(request, 'x-amz-security-token', 'other'), 'does not belong to'],
    [
      'wrong-region',
      'for another region',
      authorize(authorization.replace('us-east-1', 'eu-west-1')),
      "not 'eu-west-1'.",
    ],
    ['wrong-service', 'for another service', authorize(authorization.replace('/service/', '/s3/')), "signed for 's3'"],
    [
      'wrong-date',
      'with the scope of another day',
      authorize(authorization.replace('/20150830/', '/20150829/')),
      'The scope says 20150829',
    ],
    ['stale', 'signed long ago', withHeader(request, 'x-amz-date', '20150830T122600Z'), 'It is 10.0 minutes old'],
    [
      'future',
      'signed in the future',
      withHeader(request, 'x-amz-date', '20150830T124600Z'),
      '10.0 minutes in the future',
    ],
    ['wrong-host', 'for another host', withHeader(request, 'host', 'other.com'), "the request is for 'other.com'"],
    [
      'unsigned-header',
      'without host among its signed headers',
      authorize(authorization.replace('host;', '')),
      "'host' has to be among",
    ],
    [
      'unsigned-header',
      'without its date among its signed headers',
      authorize(authorization.replace('x-amz-date;', '')),
      "'x-amz-date' has to be among",
    ],
    ['unsigned-header', 'with an x-amz header added', add(['x-amz-meta', '1']), "'x-amz-meta' has to be among"],
    [
      'malformed',
      'with a signed header that was not sent',
      authorize(authorization.replace('host;', 'gone;host;')),
      "'gone' is signed but was not sent",
    ],
    [
      'changed-body',
      'with another hash declared',
      add(['x-amz-content-sha256', 'a'.repeat(64)]),
      'The body was changed after it had been signed.',
    ],
    [
      'unsigned-payload',
      'with its payload left out of the signature',
      add(['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']),
      "x-amz-content-sha256 is 'UNSIGNED-PAYLOAD', which only S3 accepts. Sign the SHA-256 of the body.",
    ],
    [
      'streaming-payload',
      'with its payload signed in chunks',
      add(['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD']),
      "'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', and only S3 accepts a payload signed in chunks.",
    ],
    [
      'malformed',
      'signed twice',
      { ...request, target: '/?X-Amz-Signature=abc' },
      'signed twice: in a header and in its query',
    ],
    [
      'wrong-signature',
      'with another query',
      { ...request, target: '/?a=1' },
      "The Canonical String for this request should have been\n'GET\n/\na=1\nhost:example.amazonaws.com\n",
    ],
  ])('is rejected as %s where it is %s', (reason, _, mutated, text) => {
    const extra = /payload|body/.test(reason) ? withSigned(mutated, 'x-amz-content-sha256') : mutated
    const verdict = verifySignature(extra, options)
    expect(verdict).toMatchObject({ rejection: { reason, status: 403 } })
    if (!('rejection' in verdict)) return
    const { sentence, explanation } = verdict.rejection
    expect(`${sentence} ${explanation}`).toContain(text)
    expect(`${sentence} ${explanation}`).not.toContain('wJalrXUtnFEMI')
    expect(`${sentence} ${explanation}`).not.toContain(token)
  })

  test('the rejection tells a token that was never signed from one that was lost', () => {
    const uncovered = authorize(authorization.replace(';x-amz-security-token', ''))
    const verdict = verifySignature(withHeader(uncovered, 'x-amz-security-token', undefined), options)
    expect('rejection' in verdict && verdict.rejection.explanation).toContain(
      'pass the session token (AWS_SESSION_TOKEN)',
    )
  })

  test('is rejected where a permanent key comes with a token', () => {
    const { request: plain, options: permanent } = readVector('get-vanilla')
    const withToken = { ...plain, headers: [...plain.headers, ['X-Amz-Security-Token', 'abc']] satisfies WireHeader[] }
    expect(reasonOf(withToken, permanent)).toBe('wrong-token')
  })

  function withSigned(changed: WireRequest, name: string): WireRequest {
    return withHeader(changed, 'authorization', authorization.replace('x-amz-date', `${name};x-amz-date`))
  }
})

describe('a Date header in the place of X-Amz-Date', () => {
  const { request, options } = readVector('get-vanilla')
  test.each(['Sun, 30 Aug 2015 12:36:00 GMT', '20150830T123600Z'])('is read as a time where it is %s', (date) => {
    const headers = request.headers.map((header): WireHeader => {
      if (header[0] === 'X-Amz-Date') return ['Date', date]
      return [header[0], header[1].replace('host;x-amz-date', 'date;host')]
    })
    // Signed for X-Amz-Date, so only the signature can be wrong: everything before it was in order.
    expect(reasonOf({ ...request, headers }, options)).toBe('wrong-signature')
  })
})

describe('a presigned request that is not in order', () => {
  const vector = readVector('get-vanilla-with-session-token', 'query')
  const { request, options, signature } = vector
  const edit = (from: string | RegExp, to: string) => ({ ...request, target: request.target.replace(from, to) })

  test.each<[RejectionReason, string, WireRequest, string]>([
    [
      'malformed',
      'without a signature',
      edit(`&X-Amz-Signature=${signature}`, ''),
      'The query has no X-Amz-Signature.',
    ],
    ['malformed', 'without an algorithm', edit('X-Amz-Algorithm=AWS4-HMAC-SHA256&', ''), 'has no X-Amz-Algorithm.'],
    ['wrong-algorithm', 'with another algorithm', edit('HMAC-SHA256', 'ECDSA-P256-SHA256'), "'AWS4-ECDSA-P256-SHA256'"],
    ['malformed', 'with a short signature', edit(signature, 'abc'), 'not 64 lower-case hex digits'],
    ['malformed', 'with a short scope', edit('%2Faws4_request', ''), '<region>/<service>/aws4_request'],
    ['malformed', 'with upper-case signed headers', edit('SignedHeaders=host', 'SignedHeaders=Host'), 'lower case'],
    ['malformed', 'with a date that is none', edit('20150830T123600Z', 'today'), "X-Amz-Date, 'today', is not a time."],
    ['malformed', 'with a parameter twice', edit('&X-Amz-Date', '&X-Amz-Expires=1&X-Amz-Date'), 'X-Amz-Expires twice'],
    [
      'malformed',
      'good for more than a week',
      edit('Expires=3600', 'Expires=604801'),
      "'604801', is not a number of seconds",
    ],
    ['malformed', 'good for no time', edit('Expires=3600', 'Expires=0'), 'from 1 to 604800'],
    [
      'missing-token',
      'without its token',
      edit(/&X-Amz-Security-Token=\w+/, ''),
      'no X-Amz-Security-Token in its query',
    ],
    ['wrong-token', 'with another token', edit(/(Token=)\w+/, '$1other'), 'does not belong to the access key'],
    ['unknown-key', 'of somebody else', edit('AKIDEXAMPLE', 'AKIDOTHER'), "'AKIDOTHER' is none"],
    ['wrong-region', 'for another region', edit('us-east-1', 'eu-west-1'), "not 'eu-west-1'."],
    ['wrong-service', 'for another service', edit('%2Fservice%2F', '%2Faoss%2F'), 'OpenSearch Serverless'],
    ['wrong-date', 'with the scope of another day', edit('%2F20150830', '%2F20150829'), 'The scope says 20150829'],
    ['unsigned-header', 'without host signed', edit('SignedHeaders=host', 'SignedHeaders=date'), "'host' has to be"],
    [
      'unsigned-header',
      'with an x-amz header added',
      { ...request, headers: [...request.headers, ['x-amz-meta', '1']] },
      "'x-amz-meta' has to be among",
    ],
    [
      'unsigned-payload',
      'with its payload left out of the signature, as S3 has it',
      edit('?', '?x-amz-content-sha256=UNSIGNED-PAYLOAD&'),
      'which only S3 accepts',
    ],
    [
      'wrong-signature',
      'good for longer than it was signed for',
      edit('Expires=3600', 'Expires=36000'),
      'Expires=36000',
    ],
  ])('is rejected as %s where it is %s', (reason, _, mutated, text) => {
    const verdict = verifySignature(mutated, options)
    expect(verdict).toMatchObject({ rejection: { reason, status: 403 } })
    if (!('rejection' in verdict)) return
    expect(`${verdict.rejection.sentence} ${verdict.rejection.explanation}`).toContain(text)
    expect(verdict.rejection.explanation).not.toContain('6e86291e8372ff2a')
  })

  test('is rejected with the time for which it was valid where it has expired', () => {
    const verdict = verifySignature(request, { ...options, now: () => options.now() + 3_601_000 })
    expect('rejection' in verdict && verdict.rejection.sentence).toBe(
      'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T133601Z - 60 min.)',
    )
  })

  test('is valid for five minutes where it has no X-Amz-Expires', () => {
    const short = edit('&X-Amz-Expires=3600', '')
    expect(reasonOf(short, { ...options, now: () => options.now() + 300_000 })).toBe('wrong-signature')
    expect(reasonOf(short, { ...options, now: () => options.now() + 300_001 })).toBe('stale')
  })
})

function flipLastDigit(text: string): string {
  return text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')
}

function replaceSignature(request: WireRequest, from: string, to: string): WireRequest {
  return {
    ...request,
    target: request.target.replace(from, to),
    headers: request.headers.map(([name, value]): WireHeader => [name, value.replace(from, to)]),
  }
}
