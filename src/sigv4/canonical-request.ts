import { hash } from 'node:crypto'

/** A header as it came over the wire: the name in any case, the value untrimmed. */
export type WireHeader = readonly [name: string, value: string]

/** A request as it came over the wire. Each character of `target` stands for one byte, as Node's parser gives it. */
export interface WireRequest {
  readonly method: string
  /** Path and query: `/airports/_search?size=3`. */
  readonly target: string
  readonly headers: readonly WireHeader[]
  /** The SHA-256 of the body that was received, in lower-case hex. */
  readonly bodySha256: string
  /** The body, where it is in memory. A rejection checks whether the body was signed in another form. */
  readonly body?: Buffer | undefined
}

/** Path and query of a request target as on the wire; the query has no `?`. */
export function splitTarget(target: string): { path: string; query: string } {
  const start = target.indexOf('?')
  return start < 0 ? { path: target, query: '' } : { path: target.slice(0, start), query: target.slice(start + 1) }
}

/**
 * The path, encoded once more than on the wire: `%20` becomes `%2520`, a plain `*` becomes `%2A`, and an encoded one becomes
 * `%252A`. Every service except S3 requires that second encoding, and OpenSearch Service quotes such paths in its rejections
 * (curl#7559, aws-sdk-js#853, smarty-archives/go-aws-auth#28). A path without any encoding, as in AWS's test vectors, is
 * encoded once.
 */
export function canonicalPath(path: string, normalize: boolean): string {
  const encoded = encodePath(normalize ? resolveDots(path) : path)
  return encoded.startsWith('/') ? encoded : `/${encoded}`
}

/** Without `.`, `..` and empty segments. */
export function resolveDots(path: string): string {
  if (!/\/[./]/.test(path)) return path
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '.' && segment !== '') kept.push(segment)
  }
  return `/${kept.join('/')}${path.endsWith('/') && kept.length > 0 ? '/' : ''}`
}

/**
 * Parameters decoded, encoded again in the one canonical way, and sorted by encoded name, then by encoded value.
 * A `+` counts as a space, as in a form, because the official signers read a query like that. `X-Amz-Signature` is left
 * out, because a signature cannot sign itself.
 */
export function canonicalQuery(query: string): string {
  if (query === '') return ''
  return parseQuery(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeBytes(name), encodeBytes(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** The parameters of a query, decoded to bytes, in the order in which they came. */
export function parseQuery(query: string): (readonly [name: string, value: string])[] {
  return query
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const equals = piece.indexOf('=')
      const [name, value] = equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)]
      return [decodeBytes(name.replaceAll('+', ' ')), decodeBytes(value.replaceAll('+', ' '))] as const
    })
}

/** All values of a header, in the order in which they came; empty where it is absent. `name` is in lower case. */
export function headerValues(headers: readonly WireHeader[], name: string): readonly string[] {
  return valuesByName(headers).get(name) ?? []
}

/** Each name in lower case with its values, in the order in which they came. */
export function valuesByName(headers: readonly WireHeader[]): ReadonlyMap<string, readonly string[]> {
  const known = indexed.get(headers)
  if (known) return known
  const found = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    const values = found.get(lower)
    if (values) values.push(value)
    else found.set(lower, [value])
  }
  indexed.set(headers, found)
  return found
}

/** Headers by name: a verifier asks for a dozen of them, but should read each received header only once. */
const indexed = new WeakMap<readonly WireHeader[], ReadonlyMap<string, readonly string[]>>()

/** The SHA-256 of a content, in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex')
}

/** A header's value as it is signed: trimmed, with one space for each sequence of white space. */
export const foldSpaces = (value: string): string => value.trim().replace(/\s+/g, ' ')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Percent-decodes to bytes; each character of the result stands for one byte. Anything but a valid escape stays as it is. */
export const decodeBytes = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Percent-encodes every byte that is not unreserved (RFC 3986); each character of `bytes` stands for one byte. */
export const encodeBytes = (bytes: string): string => bytes.replace(/[^A-Za-z0-9\-._~]/g, encodeByte)

/** Percent-encodes a path, but keeps its slashes. */
export const encodePath = (bytes: string): string => bytes.replace(/[^A-Za-z0-9\-._~/]/g, encodeByte)

const encodeByte = (byte: string): string => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
