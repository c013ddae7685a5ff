import { createHmac } from 'node:crypto'
import type { WireRequest } from './canonical-request.ts'
import { canonicalPath, canonicalQuery, foldSpaces, headerValues, sha256, splitTarget } from './canonical-request.ts'
import { HmacKey } from './hmac-key.ts'

export const ALGORITHM = 'AWS4-HMAC-SHA256'

/** The credential scope of a signing key. */
export interface Scope {
  /** `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  /** The signing name: `es`. */
  readonly service: string
}

/** Everything a signature covers, part by part and in canonical form. */
export interface Signable {
  readonly method: string
  readonly path: string
  readonly query: string
  /** Lower-case names, sorted; folded values. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Lower-case hex of the SHA-256 of the body. */
  readonly payload: string
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly stamp: string
  readonly scope: Scope
}

/** The parts that a signature of a request covers, as they were received and not as the client claims. */
export function signableOf(
  request: WireRequest,
  signing: { readonly signedHeaders: readonly string[]; readonly stamp: string; readonly scope: Scope },
  normalizePath = true,
): Signable {
  const { path, query } = splitTarget(request.target)
  return {
    method: request.method,
    path: canonicalPath(path, normalizePath),
    query: canonicalQuery(query),
    headers: signing.signedHeaders.map((name) => [name, headerValues(request.headers, name).map(foldSpaces).join(',')]),
    payload: request.bodySha256,
    stamp: signing.stamp,
    scope: signing.scope,
  }
}

/** The canonical request of SigV4; each character stands for one byte. */
export function canonicalRequest({ method, path, query, headers, payload }: Signable): string {
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('')
  return `${method}\n${path}\n${query}\n${lines}\n${headers.map(([name]) => name).join(';')}\n${payload}`
}

/** The string to sign of SigV4. */
export function stringToSign({ stamp, scope }: Signable, canonical: string): string {
  const { date, region, service } = scope
  const digest = sha256(Buffer.from(canonical, 'latin1'))
  return `${ALGORITHM}\n${stamp}\n${date}/${region}/${service}/aws4_request\n${digest}`
}

/** 64 lower-case hex digits. */
export function signatureOf(signable: Signable, secretAccessKey: string): string {
  const text = stringToSign(signable, canonicalRequest(signable))
  return signingKey(secretAccessKey, signable.scope).sign(text)
}

/** Derived keys by secret and scope. Clients use only a few at a time, and a key is valid for one day. */
const derived = new Map<string, HmacKey>()
const MOST_KEYS = 100

function signingKey(secret: string, { date, region, service }: Scope): HmacKey {
  const name = [secret, date, region, service].join('\n')
  const known = derived.get(name)
  if (known) return known
  const key = new HmacKey([region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date)))
  if (derived.size >= MOST_KEYS) derived.clear()
  derived.set(name, key)
  return key
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
