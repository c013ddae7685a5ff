import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainMismatch } from '../../src/gate/diagnose/explain-mismatch.ts'
import { verifySignature } from '../../src/gate/verify/sigv4-verifier.ts'
import { sha256, type WireHeader, type WireRequest } from '../../src/sigv4/canonical-request.ts'
import { NOW, options, type SignedRequest, signedRequest } from './arbitrary-request.ts'
import { credentialsOf } from './open-test-gate.ts'

/** The same on every run; a failure prints the request that was found and shrunk. */
const SEED = 20_261_124
const RUNS = 10_000

const reasonOf = (request: WireRequest, now = NOW) => {
  const verdict = verifySignature(request, { ...options, now: () => now })
  return 'rejection' in verdict ? verdict.rejection.reason : 'accepted'
}

/** Something that is done to a signed request; `n` is any number from 0, to choose with. */
type Change = readonly [what: string, change: (request: SignedRequest, n: number) => WireRequest]

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!
const queryOf = ({ wire }: SignedRequest) => wire.target.split(/\?(.*)/s)[1] ?? ''
const pathOf = ({ wire }: SignedRequest) => wire.target.split('?', 1)[0]!
const withQuery = (request: SignedRequest, pieces: readonly string[]): WireRequest => ({
  ...request.wire,
  target: pieces.length === 0 ? pathOf(request) : `${pathOf(request)}?${pieces.join('&')}`,
})
const piecesOf = (request: SignedRequest) => queryOf(request).split('&').filter(Boolean)
const shuffled = <T>(list: readonly T[], n: number): T[] =>
  list
    .map((it, at) => ({ it, key: Math.imul(n + 1, at * 0x9e3779b1) >>> 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ it }) => it)
const mapHeaders = ({ wire }: SignedRequest, change: (header: WireHeader, at: number) => readonly WireHeader[]) => ({
  ...wire,
  headers: wire.headers.flatMap(change),
})
const mapPieces = (request: SignedRequest, change: (piece: string) => string) =>
  withQuery(
    request,
    piecesOf(request).map((piece) => (piece.startsWith('X-Amz-') ? piece : change(piece))),
  )

/** What a client, a proxy or an HTTP library may do to a request without touching what was signed. */
const variations: readonly Change[] = [
  ['nothing', ({ wire }) => wire],
  [
    'header names in another case',
    (it, n) => mapHeaders(it, ([name, value], at) => [[(n + at) % 2 ? name.toUpperCase() : name.toLowerCase(), value]]),
  ],
  ['headers in another order', ({ wire }, n) => ({ ...wire, headers: shuffled(wire.headers, n) })],
  ['parameters in another order', (it, n) => withQuery(it, shuffled(piecesOf(it), n))],
  [
    'white space around and in header values',
    (it, n) => mapHeaders(it, ([name, value]) => [[name, ` \t${value.replaceAll(' ', ' '.repeat(1 + (n % 3)))} `]]),
  ],
  [
    'an extra header that is not signed',
    ({ wire }, n) => ({
      ...wire,
      headers: [...wire.headers, [pick(['via', 'x-forwarded-for', 'user-agent'], n), `${n}`]],
    }),
  ],
  [
    'escapes of the query in lower case',
    (it) => mapPieces(it, (piece) => piece.replace(/%../g, (hex) => hex.toLowerCase())),
  ],
  ['a space of the query as +', (it) => mapPieces(it, (piece) => piece.replaceAll('%20', '+'))],
  [
    'a letter of the query escaped',
    (it) => mapPieces(it, (piece) => piece.replace(/^[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)),
  ],
  ['an empty value without its =', (it) => mapPieces(it, (piece) => piece.replace(/^([^=]+)=$/, '$1'))],
  ['an empty parameter', (it) => withQuery(it, [...piecesOf(it), ''])],
  ['an empty path segment', ({ wire }) => ({ ...wire, target: `/${wire.target}` })],
  ['a dot segment', ({ wire }) => ({ ...wire, target: `/.${wire.target}` })],
]

const flip = (digits: string, n: number) => {
  const at = n % digits.length
  return digits.slice(0, at) + pick('0123456789abcdef'.replace(digits[at]!, '').split(''), n) + digits.slice(at + 1)
}
/** Changes what the request says of its signature, wherever it says it. */
const inClaim = ({ wire }: SignedRequest, from: RegExp, to: (found: string) => string): WireRequest => ({
  ...wire,
  target: wire.target.replace(from, to),
  headers: wire.headers.map(
    ([name, value]): WireHeader => [name, name === 'Authorization' ? value.replace(from, to) : value],
  ),
})
const isSigned = ({ wire }: SignedRequest, name: string) =>
  /SignedHeaders=([^,&]+)/
    .exec(`${wire.target}\n${wire.headers.find(([it]) => it === 'Authorization')?.[1]}`)?.[1]
    ?.split(/;|%3B/)
    .includes(name.toLowerCase()) ?? false
const aSignedHeader = (it: SignedRequest, n: number) =>
  pick(
    it.wire.headers.filter(([name]) => isSigned(it, name)),
    n,
  )[0]

/** What must never pass. */
const mutations: readonly Change[] = [
  [
    'another method',
    ({ wire }, n) => ({
      ...wire,
      method: pick(
        ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((it) => it !== wire.method),
        n,
      ),
    }),
  ],
  [
    'a longer path',
    (it, n) => ({
      ...it.wire,
      target: it.wire.target.replace(pathOf(it), () => `${pathOf(it)}${pick(['x', '%20', '*', '/x'], n)}`),
    }),
  ],
  ['another first segment', ({ wire }, n) => ({ ...wire, target: `/other${n}${wire.target}` })],
  ['an added parameter', (it, n) => withQuery(it, [...piecesOf(it), `added${n}=1`])],
  [
    'a parameter twice',
    (it, n) => withQuery(it, [...piecesOf(it), piecesOf(it).length > 0 ? pick(piecesOf(it), n) : 'a']),
  ],
  [
    'a parameter changed',
    (it, n) => {
      const pieces = piecesOf(it)
      if (pieces.length === 0) return withQuery(it, ['a=b'])
      return withQuery(it, pieces.with(n % pieces.length, `${pick(pieces, n)}x`))
    },
  ],
  [
    'a parameter taken away',
    (it, n) => {
      const pieces = piecesOf(it)
      return pieces.length === 0 ? withQuery(it, ['a']) : withQuery(it, pieces.toSpliced(n % pieces.length, 1))
    },
  ],
  [
    'a signed header changed',
    (it, n) => {
      const chosen = aSignedHeader(it, n)
      return mapHeaders(it, ([name, value]) => [[name, name === chosen ? `${value}x` : value]])
    },
  ],
  [
    'a signed header taken away',
    (it, n) => {
      const chosen = aSignedHeader(it, n)
      return mapHeaders(it, (header) => (header[0] === chosen ? [] : [header]))
    },
  ],
  [
    'a signed header twice',
    (it, n) => {
      const chosen = aSignedHeader(it, n)
      return mapHeaders(it, (header) => (header[0] === chosen ? [header, [header[0], 'x']] : [header]))
    },
  ],
  [
    'an x-amz header that is not signed',
    ({ wire }, n) => ({ ...wire, headers: [...wire.headers, [`x-amz-added-${n}`, '1']] }),
  ],
  ['another body', ({ wire, body }, n) => ({ ...wire, bodySha256: sha256(`${body}${n}`) })],
  ['another signature', (it, n) => inClaim(it, /(?<=Signature=)[0-9a-f]{64}/, (digits) => flip(digits, n))],
  ['a cut signature', (it, n) => inClaim(it, /(?<=Signature=)[0-9a-f]{64}/, (digits) => digits.slice(0, n % 64))],
  ['the key of another worker', (it) => inClaim(it, /AKIDWORKER1/, () => 'AKIDWORKER2')],
  ['a key of nobody', (it) => inClaim(it, /AKIDWORKER1/, () => 'AKIDNOBODY')],
  ['another region', (it) => inClaim(it, /eu-west-1/, () => 'eu-west-2')],
  ['another service', (it) => inClaim(it, /(?<=\/|%2F)es(?=\/|%2F)/, () => 'aoss')],
  ['another day in its scope', (it) => inClaim(it, /20261124(?=\/|%2F)/, () => '20261123')],
  ['one more signed header', (it) => inClaim(it, /(?<=SignedHeaders=)/, () => 'a;')],
  [
    'a second later',
    ({ wire }) => ({
      ...wire,
      target: wire.target.replace('20261124T081500Z', '20261124T081501Z'),
      headers: wire.headers.map(
        ([name, value]): WireHeader => [
          name,
          value.replace('20261124T081500Z', '20261124T081501Z').replace('08:15:00', '08:15:01'),
        ],
      ),
    }),
  ],
  [
    'another token',
    ({ wire }) => ({
      ...wire,
      target: wire.target.replace('token-1', 'token-2'),
      headers: wire.headers.map(([name, value]): WireHeader => [name, value.replace('token-1', 'token-2')]),
    }),
  ],
]

/** Synchronous, as the property is: the linter takes the overload for asynchronous ones. */
const run = (property: fc.IProperty<[SignedRequest, number, number]>, numRuns = RUNS): void =>
  fc.assert(property, { seed: SEED, numRuns })
const many = [signedRequest, fc.nat(), fc.nat()] as const

test('10,000 signed requests are accepted with variations of what was not signed', () => {
  run(
    fc.property(...many, (request, which, n) => {
      const [what, change] = pick(variations, which)
      // No expect for what is looked at 10,000 times: it costs more than the verifier.
      const reason = reasonOf(change(request, n))
      if (reason !== 'accepted') throw new Error(`With ${what} it is rejected: ${reason}.`)
    }),
  )
}, 60_000)

test('10,000 signed requests are rejected with mutations of what was signed, and no rejection tells a secret', () => {
  run(
    fc.property(...many, (request, which, n) => {
      const [what, change] = pick(mutations, which)
      const verdict = verifySignature(change(request, n), options)
      if (!('rejection' in verdict)) throw new Error(`With ${what} it is accepted.`)
      if (/secret-\d|token-1/.test(JSON.stringify(verdict))) throw new Error(`With ${what} it tells a secret.`)
    }),
  )
}, 60_000)

test('every signed request is rejected before its time and after it', () => {
  run(
    fc.property(signedRequest, fc.integer({ min: -3_600_000, max: 3_600_000 }), fc.constant(0), ({ wire }, ms, _n) => {
      // Seen later is signed earlier.
      const expected = ms < -300_000 ? 'future' : ms > 300_000 ? 'stale' : 'accepted'
      if (reasonOf(wire, NOW + ms) !== expected) throw new Error(`${ms} ms later it is not ${expected}.`)
    }),
    1000,
  )
}, 60_000)

test('every wrong signature can be explained without telling a secret', () => {
  const identities = [0, 1, 2, 3].map((worker) => ({ worker, credentials: credentialsOf(worker) }))
  run(
    fc.property(...many, (request, which, n) => {
      const [, change] = pick(mutations, which)
      const explained = { ...options, identities: () => identities, explain: explainMismatch }
      const verdict = verifySignature({ ...change(request, n), body: Buffer.from(request.body) }, explained)
      if (!('rejection' in verdict)) throw new Error('It is accepted.')
      expect(verdict.rejection.explanation.length).toBeGreaterThan(10)
      expect(verdict.rejection.explanation).not.toMatch(/secret-\d|token-\d/)
    }),
    200,
  )
}, 60_000)

test('each kind of variation and of mutation occurs among the 10,000 requests', () => {
  const met = new Set<string>()
  run(
    fc.property(...many, (_request, which, _n) => {
      met.add(pick(variations, which)[0])
      met.add(pick(mutations, which)[0])
    }),
    1000,
  )
  expect(met.size).toBe(variations.length + mutations.length)
})
