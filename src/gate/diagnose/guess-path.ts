import { canonicalPath, decodeBytes, encodePath, resolveDots, splitTarget } from '../../sigv4/canonical-request.ts'
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
