import { createHash } from 'node:crypto'

/** One header as it came over the wire: name in any case, value untrimmed. */
export type WireHeader = readonly [name: string, value: string]

/** A request as it came over the wire. Each character of `target` stands for one byte, as Node's parser gives it. */
export interface WireRequest {
  readonly method: string
  /** Path and query: `/airports/_search?size=3`. */
  readonly target: string
  readonly headers: readonly WireHeader[]
  /** Lower-case hex of the SHA-256 of the body that was really received. */
  readonly bodySha256: string
}

export interface CanonicalOptions {
  /** The names the client says it signed, lower case, in its order. */
  readonly signedHeaders: readonly string[]
  /** Whether `.`, `..` and empty path segments are resolved, as all services except S3 do. */
  readonly normalizePath: boolean
}

/** The canonical request that SigV4 signs, built from what was received and not from what the client claims. */
export function canonicalRequest(request: WireRequest, options: CanonicalOptions): string {
  const { path, query } = splitTarget(request.target)
  return [
    request.method,
    canonicalPath(path, options.normalizePath),
    canonicalQuery(query),
    ...options.signedHeaders.map((name) => `${name}:${headerValues(request.headers, name).map(squeeze).join(',')}`),
    '',
    options.signedHeaders.join(';'),
    request.bodySha256,
  ].join('\n')
}

/** Path and query of a request target, both still as on the wire, the query without its `?`. */
export function splitTarget(target: string): { path: string; query: string } {
  const start = target.indexOf('?')
  return start < 0 ? { path: target, query: '' } : { path: target.slice(0, start), query: target.slice(start + 1) }
}

/**
 * The path, encoded once more than it is on the wire: `%20` becomes `%2520`. That second encoding is the rule for
 * every service except S3. A path that is not encoded at all, as in AWS's test vectors, is thereby encoded once.
 */
export function canonicalPath(path: string, normalize: boolean): string {
  const segments = path.split('/')
  const kept = normalize ? resolveDots(segments) : segments
  const encoded = kept.map(encodeBytes).join('/')
  return encoded.startsWith('/') ? encoded : `/${encoded}`
}

function resolveDots(segments: readonly string[]): string[] {
  const kept: string[] = []
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(segment)
  }
  const endsWithSlash = segments.at(-1) === '' && kept.length > 0
  return ['', ...kept, ...(endsWithSlash ? [''] : [])]
}

/**
 * Parameters decoded, encoded again in the one canonical way, and sorted by encoded name, then by encoded value.
 * A `+` counts as a space, as in a form: the official signers read a query so.
 */
export function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const equals = piece.indexOf('=')
      const [name, value] = equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)]
      return [recode(name), recode(value)] as const
    })
  return pairs
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** All values of a header, in the order in which they came; empty where it is absent. */
export function headerValues(headers: readonly WireHeader[], name: string): string[] {
  return headers.filter(([candidate]) => candidate.toLowerCase() === name).map(([, value]) => value)
}

/** Lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

const squeeze = (value: string): string => value.trim().replace(/\s+/g, ' ')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const recode = (text: string): string =>
  encodeBytes(
    text
      .replaceAll('+', ' ')
      .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  )

/** Percent-encodes every byte that is not unreserved (RFC 3986); each character of `bytes` stands for one byte. */
function encodeBytes(bytes: string): string {
  return bytes.replace(
    /[^A-Za-z0-9\-._~]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
