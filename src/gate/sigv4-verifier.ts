import { createHmac, timingSafeEqual } from 'node:crypto'
import { ALGORITHM, type Authorization, parseAuthorization } from './authorization.ts'
import { canonicalRequest, headerValues, sha256, splitTarget, type WireRequest } from './canonical-request.ts'
import type { Identity } from './gate.ts'
import type { Refusal } from './refusal.ts'
import * as refuse from './signature-refusals.ts'
import { MAX_SKEW_MS, parseSigningTime, type SigningTime } from './signing-time.ts'

export interface VerifierOptions {
  /** The region every signature must be scoped to. */
  readonly region: string
  /** The signing name of the service: `es`, `neptune-db`. */
  readonly service: string
  /** Whose key it is; `undefined`: nobody we know. */
  readonly identify: (accessKeyId: string) => Identity | undefined
  /** The values of the `host` header that are ours. */
  readonly hosts: readonly string[]
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Whether the path is normalised before it is signed; default true, as for every service except S3. */
  readonly normalizePath?: boolean
}

/** Who sent a request, or why it is refused. */
export type Verdict = { readonly identity: Identity } | { readonly refusal: Refusal }

/**
 * Verifies the header form of AWS Signature Version 4 the way the services do.
 *
 * `x-amz-security-token` must be there and be right; it may be signed or have been added after signing, for AWS
 * documents both. Every other `x-amz-*` header that is sent has to be signed, and so has `host`.
 */
export function verifySignature(request: WireRequest, options: VerifierOptions): Verdict {
  const found = readAuthorization(request)
  if ('refusal' in found) return found
  const { authorization } = found
  const identity = options.identify(authorization.accessKeyId)
  if (identity === undefined) return { refusal: refuse.unknownKey(authorization.accessKeyId) }
  const time = parseSigningTime(request.headers)
  if (typeof time === 'string') return { refusal: refuse.malformed(time) }
  const refusal =
    checkToken(request, identity) ??
    checkScope(authorization, options) ??
    checkHost(request, authorization, options) ??
    checkTime(authorization, time, options) ??
    checkSignedHeaders(request, authorization, time) ??
    checkBody(request) ??
    checkSignature(request, authorization, time, identity, options)
  return refusal ? { refusal } : { identity }
}

function readAuthorization(request: WireRequest): { authorization: Authorization } | { refusal: Refusal } {
  const [header, second] = headerValues(request.headers, 'authorization')
  if (header === undefined) {
    const isPresigned = /(^|&)X-Amz-(Signature|Algorithm)=/i.test(splitTarget(request.target).query)
    return { refusal: isPresigned ? refuse.presigned() : refuse.unsigned() }
  }
  if (second !== undefined) return { refusal: refuse.malformed('There are two Authorization headers.') }
  const algorithm = header.trim().split(/\s/, 1)[0] ?? ''
  if (algorithm !== ALGORITHM) return { refusal: refuse.wrongAlgorithm(algorithm) }
  const authorization = parseAuthorization(header.trim())
  if (typeof authorization === 'string') return { refusal: refuse.malformed(authorization) }
  return { authorization }
}

function checkToken(request: WireRequest, { credentials }: Identity): Refusal | undefined {
  const [token, second] = headerValues(request.headers, 'x-amz-security-token')
  if (second !== undefined) return refuse.malformed('There are two X-Amz-Security-Token headers.')
  if (credentials.sessionToken === undefined) return token === undefined ? undefined : refuse.wrongToken(false)
  if (token === undefined) return refuse.missingToken()
  return equalText(token.trim(), credentials.sessionToken) ? undefined : refuse.wrongToken(true)
}

function checkScope(authorization: Authorization, options: VerifierOptions): Refusal | undefined {
  if (authorization.region !== options.region) return refuse.wrongRegion(authorization.region, options.region)
  if (authorization.service !== options.service) return refuse.wrongService(authorization.service, options.service)
  return undefined
}

function checkHost(request: WireRequest, authorization: Authorization, options: VerifierOptions): Refusal | undefined {
  if (!authorization.signedHeaders.includes('host')) return refuse.unsignedHeader('host')
  const host = headerValues(request.headers, 'host').join(',').trim().toLowerCase()
  return options.hosts.includes(host) ? undefined : refuse.wrongHost(host, options.hosts)
}

function checkTime(authorization: Authorization, time: SigningTime, options: VerifierOptions): Refusal | undefined {
  const now = options.now()
  if (Math.abs(now - time.epochMs) > MAX_SKEW_MS) return refuse.skewed(time.epochMs, now)
  return time.stamp.startsWith(authorization.date) ? undefined : refuse.wrongDate(authorization.date, time.stamp)
}

function checkSignedHeaders(
  request: WireRequest,
  authorization: Authorization,
  time: SigningTime,
): Refusal | undefined {
  const signed = new Set(authorization.signedHeaders)
  const sent = new Set(request.headers.map(([name]) => name.toLowerCase()))
  const absent = authorization.signedHeaders.find((name) => !sent.has(name))
  if (absent !== undefined) return refuse.malformed(`The header '${absent}' is signed but was not sent.`)
  if (!signed.has(time.header)) return refuse.unsignedHeader(time.header)
  const isRequired = (name: string) => name.startsWith('x-amz-') && name !== 'x-amz-security-token'
  const unsigned = [...sent].find((name) => isRequired(name) && !signed.has(name))
  return unsigned === undefined ? undefined : refuse.unsignedHeader(unsigned)
}

function checkBody(request: WireRequest): Refusal | undefined {
  const [declared] = headerValues(request.headers, 'x-amz-content-sha256')
  if (declared === undefined || declared.trim() === request.bodySha256) return undefined
  return refuse.changedBody(declared.trim(), request.bodySha256)
}

function checkSignature(
  request: WireRequest,
  authorization: Authorization,
  time: SigningTime,
  identity: Identity,
  options: VerifierOptions,
): Refusal | undefined {
  const { date, region, service, signedHeaders } = authorization
  const canonical = canonicalRequest(request, { signedHeaders, normalizePath: options.normalizePath ?? true })
  const scope = `${date}/${region}/${service}/aws4_request`
  const stringToSign = [ALGORITHM, time.stamp, scope, sha256(Buffer.from(canonical, 'latin1'))].join('\n')
  const secret = `AWS4${identity.credentials.secretAccessKey}`
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, secret)
  const expected = hmac(key, stringToSign).toString('hex')
  return equalText(expected, authorization.signature) ? undefined : refuse.wrongSignature(canonical, stringToSign)
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Compares in constant time, whatever the lengths: the digests are compared, not the texts. */
const equalText = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)))
