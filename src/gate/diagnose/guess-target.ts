import {
  canonicalPath,
  canonicalQuery,
  decodeBytes,
  encodeBytes,
  encodePath,
  parseQuery,
  resolveDots,
  splitTarget,
} from '../../sigv4/canonical-request.ts'
import { type Guess, type Mismatch, signed } from './guess.ts'

const ONCE_MORE =
  'Sign the path as it is sent, encoded once more, as for every service but S3 (in the AWS SDKs uriEscapePath: true, ' +
  'in botocore SigV4Auth and not S3SigV4Auth).'

/** The client encoded or normalised the path in another way, or signed another path. */
export function guessPaths({ request, signable }: Mismatch): Guess[] {
  const { path, query } = splitTarget(request.target)
  const resolved = resolveDots(path)
  const lenient = (text: string) => text.replace(/[^A-Za-z0-9\-._~/!'()*]/g, encodePath)
  const guess = (candidate: string, why: string) =>
    signed('path', { path: candidate }, `${differs(candidate, signable.path)} ${why}`)
  const once = `It was encoded once only, or it was encoded after it had been signed. ${ONCE_MORE}`
  return [
    guess(resolved, once),
    guess(encodePath(decodeBytes(resolved)), once),
    guess(decodeBytes(resolved), `It was not encoded at all. ${ONCE_MORE}`),
    guess(encodePath(path), "It was not normalised: '.', '..' and empty segments are resolved before it is signed."),
    guess(path, `It was neither normalised nor encoded once more. ${ONCE_MORE}`),
    guess(encodePath(encodePath(resolved)), `It was encoded once too often, or decoded on its way. ${ONCE_MORE}`),
    guess(lenient(resolved), "encodeURIComponent leaves !'()* as they are; the canonical path encodes them."),
    guess(canonicalPath(path.replaceAll('+', '%20'), true), "A '+' in a path is a plus sign, not a space."),
    guess(canonicalPath(path.replaceAll('%20', '+'), true), "A space in a path is '%20', not '+'."),
    guess('/', 'The path was left out when it was signed.'),
    guess(signable.path.replace(/(?<=.)\/$/, ''), 'The slash at its end was added after signing.'),
    guess(`${signable.path}/`, 'The slash at its end was removed after signing.'),
    signed(
      'path',
      { path: canonicalPath(request.target, true), query: '' },
      `${differs(request.target, path)} The query was signed as part of the path; give path and query to the signer apart.`,
    ),
    ...(query === ''
      ? []
      : [signed('path', { path: request.target, query: '' }, 'The query was signed within the path.')]),
  ]
}

const differs = (got: string, wanted: string): string =>
  `The path differs: the client signed '${got}', which should have been '${wanted}'.`

/** The client encoded or ordered the query in another way, or signed another query. */
export function guessQueries({ request, signable }: Mismatch): Guess[] {
  const { query } = splitTarget(request.target)
  if (query === '') return []
  const pieces = query.split('&').filter((piece) => piece !== '' && !piece.startsWith('X-Amz-Signature='))
  const raw = (list: readonly string[]) => list.join('&')
  const canonical = (list: readonly string[]) => canonicalQuery(raw(list))
  const pairs = parseQuery(raw(pieces))
  const spelt = (encode: (text: string) => string) =>
    pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).toSorted()
  const guess = (candidate: string, why: string) =>
    signed(
      'query',
      { query: candidate },
      `The query differs: the client signed '${candidate}', which should have been '${signable.query}'. ${why}`,
    )
  return [
    signed('query', { query: '' }, 'The query differs: it was added after signing, or not given to the signer.'),
    guess(spelt(encodeBytes).join('&'), 'Parameters are sorted by their encoded names.'),
    guess(raw(pairs.map(([name, value]) => `${encodeBytes(name)}=${encodeBytes(value)}`)), 'It was not sorted.'),
    guess(
      canonical(pieces.map((piece) => piece.replaceAll('+', '%2B'))),
      "A '+' in a query is a space: sign it as '%20'.",
    ),
    guess(
      spelt((text) => encodeBytes(text).replaceAll('%20', '+')).join('&'),
      "A space is signed as '%20', not as '+'.",
    ),
    guess(raw(pieces.toSorted()), 'It was signed as it was sent: names and values have to be encoded first.'),
    guess(raw(pieces), 'It was signed as it was sent: names and values have to be encoded, and then sorted.'),
    guess(raw(pieces.map(withEquals).toSorted()), 'It was signed as it was sent: names and values have to be encoded.'),
    guess(
      spelt((text) => lenient(text)).join('&'),
      "encodeURIComponent leaves !'()* as they are; they are encoded here.",
    ),
    guess(spelt((text) => encodeBytes(encodeBytes(text))).join('&'), 'It was encoded twice; once is right.'),
    guess(spelt(decodeBytes).join('&'), 'It was not encoded at all.'),
    guess(
      canonical(pieces.filter((piece) => piece.includes('='))),
      "Parameters without a value were left out: give them to the signer with an empty one ('refresh=').",
    ),
    guess(canonical(lastOfEach(pieces)), 'Of a parameter that is there more than once only the last was signed.'),
    guess(
      canonical(lastOfEach(pieces.toReversed())),
      'Of a parameter that is there more than once only the first was signed.',
    ),
  ]
}

const withEquals = (piece: string): string => (piece.includes('=') ? piece : `${piece}=`)
const nameOf = (piece: string): string => piece.split('=', 1)[0] ?? ''
const lastOfEach = (pieces: readonly string[]): string[] => [
  ...new Map(pieces.map((piece) => [nameOf(piece), piece])).values(),
]
const lenient = (text: string): string => text.replace(/[^A-Za-z0-9\-._~!'()*]/g, encodeBytes)
