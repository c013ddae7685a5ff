import { timingSafeEqual } from 'node:crypto'
import { headerValues, valuesByName, type WireRequest } from '../../sigv4/canonical-request.ts'
import { canonicalRequest, type Signable, signableOf, signatureOf, stringToSign } from '../../sigv4/signature.ts'
import type { Mismatch } from '../diagnose/guess.ts'
import { otherPayloads } from '../diagnose/guess-payload.ts'
import { type Identity, identityName, testName } from '../gate.ts'
import type { Rejection } from '../rejection.ts'
import { type Claim, readClaim } from './claim.ts'
import * as reject from './signature-rejections.ts'

/** How far the time in a signature may be from ours, in milliseconds: five minutes, as on AWS. */
const MAX_SKEW_MS = 5 * 60 * 1000

export interface VerifierOptions {
  /** The region every signature must be scoped to. */
  readonly region: string
  /** The signing name of the service: `es`, `neptune-db`. */
  readonly service: string
  /** Whose key it is; `undefined`: nobody we know. */
  readonly identify: (accessKeyId: string) => Identity | undefined
  /** Everybody whose key is known, so that a rejection can tell whose credentials were mixed up; default nobody. */
  readonly identities?: () => Iterable<Identity>
  /** The values of the `host` header that are ours, the usual one first. */
  readonly hosts: readonly string[]
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Says why a signature does not fit; default nothing. It costs some milliseconds, a good signature nothing. */
  readonly explain?: (mismatch: Mismatch) => string
  /** Whether the path is normalised before it is signed; default true, as for every service except S3. */
  readonly normalizePath?: boolean
}

/** Who sent a request, or why it is rejected, and the worker whose access key it bears, where that is one of ours. */
export type Verdict = { readonly identity: Identity } | Rejected

/** Why a request is rejected. */
export interface Rejected {
  readonly rejection: Rejection
  readonly worker?: number
}

/**
 * Verifies AWS Signature Version 4, in a header or in the query, the way the services do.
 *
 * The session token must be there and be right; it may be signed or have been added after signing, for AWS documents
 * both and has vectors of both. Every other `x-amz-*` header that is sent has to be signed, and so has `host`. The real
 * hash of the body counts in both forms: only S3 takes a payload for granted.
 */
export function verifySignature(request: WireRequest, options: VerifierOptions): Verdict {
  const head = checkHead(request, options)
  if ('rejection' in head) return head
  const { claim, identity } = head
  const rejection = checkBody(request, claim) ?? checkSignature(request, claim, identity, options)
  return rejection ? { rejection, worker: identity.worker } : { identity }
}

/** Why a request is rejected whatever its body is, as far as its headers tell. The signature itself covers the body. */
export function headRejection(request: WireRequest, options: VerifierOptions): Rejected | undefined {
  const head = checkHead(request, options)
  return 'rejection' in head ? head : undefined
}

function checkHead(
  request: WireRequest,
  options: VerifierOptions,
): { readonly claim: Claim; readonly identity: Identity } | Rejected {
  const claim = readClaim(request)
  if ('rejection' in claim) return claim
  const identity = options.identify(claim.accessKeyId)
  if (identity === undefined) return { rejection: reject.unknownKey(claim.accessKeyId) }
  const rejection =
    checkToken(claim, identity, options) ??
    checkTest(identity) ??
    checkScope(claim, options) ??
    checkHost(request, claim, options) ??
    checkTime(claim, options) ??
    checkSignedHeaders(request, claim)
  return rejection ? { rejection, worker: identity.worker } : { claim, identity }
}

function checkToken(claim: Claim, { credentials }: Identity, options: VerifierOptions): Rejection | undefined {
  const { sessionToken: token } = claim
  if (credentials.sessionToken === undefined) return token === undefined ? undefined : reject.strangeToken()
  if (token === undefined) {
    return reject.missingToken(claim.form, claim.signedHeaders.includes('x-amz-security-token'))
  }
  if (isSame(token, credentials.sessionToken)) return undefined
  const owner = [...(options.identities?.() ?? [])].find((other) => other.credentials.sessionToken === token)
  return reject.wrongToken(owner && identityName(owner))
}

const checkTest = ({ test }: Identity): Rejection | undefined =>
  test?.hasEnded ? reject.endedTest(testName(test)) : undefined

function checkScope({ scope }: Claim, options: VerifierOptions): Rejection | undefined {
  if (scope.region !== options.region) return reject.wrongRegion(scope.region, options.region)
  if (scope.service !== options.service) return reject.wrongService(scope.service, options.service)
  return undefined
}

function checkHost(request: WireRequest, claim: Claim, options: VerifierOptions): Rejection | undefined {
  if (!claim.signedHeaders.includes('host')) return reject.unsignedHeader('host')
  const host = headerValues(request.headers, 'host').join(',').trim().toLowerCase()
  return options.hosts.includes(host) ? undefined : reject.wrongHost(host, options.hosts)
}

function checkTime({ time, scope, expiresMs = MAX_SKEW_MS }: Claim, options: VerifierOptions): Rejection | undefined {
  const now = options.now()
  if (time.epochMs > now + MAX_SKEW_MS) return reject.early(time.epochMs, now, MAX_SKEW_MS)
  if (time.epochMs < now - expiresMs) return reject.stale(time.epochMs, now, expiresMs)
  return time.stamp.startsWith(scope.date) ? undefined : reject.wrongDate(scope.date, time.stamp)
}

function checkSignedHeaders({ headers }: WireRequest, { form, signedHeaders, time }: Claim): Rejection | undefined {
  const sent = valuesByName(headers)
  const absent = signedHeaders.find((name) => !sent.has(name))
  if (absent !== undefined) return reject.malformed(`The header '${absent}' is signed but was not sent.`)
  if (form === 'header' && !signedHeaders.includes(time.source)) return reject.unsignedHeader(time.source)
  const mayBeUnsigned = form === 'header' ? 'x-amz-security-token' : undefined
  for (const name of sent.keys()) {
    if (!name.startsWith('x-amz-') || name === mayBeUnsigned || signedHeaders.includes(name)) continue
    return reject.unsignedHeader(name)
  }
  return undefined
}

function checkBody({ bodySha256, body }: WireRequest, { payload }: Claim): Rejection | undefined {
  if (payload === undefined || payload === bodySha256) return undefined
  if (payload === 'UNSIGNED-PAYLOAD') return reject.unsignedPayload()
  if (payload.startsWith('STREAMING-')) return reject.streamingPayload(payload)
  return reject.changedBody(payload, bodySha256, otherPayloads(body).get(payload))
}

function checkSignature(
  request: WireRequest,
  claim: Claim,
  identity: Identity,
  options: VerifierOptions,
): Rejection | undefined {
  const { signedHeaders, scope, time } = claim
  const signable = signableOf(request, { signedHeaders, scope, stamp: time.stamp }, options.normalizePath)
  if (fits(signable, claim, identity)) return undefined
  const withoutToken = { ...signable, query: signable.query.replace(/(?:^|&)X-Amz-Security-Token=[^&]*/, '') }
  if (claim.form === 'query' && fits(withoutToken, claim, identity)) return undefined
  const { hosts, identities = () => [], explain = () => '' } = options
  const why = explain({ request, claim, identity, hosts, identities: [...identities()], signable })
  const canonical = canonicalRequest(signable)
  return reject.wrongSignature(why, canonical, stringToSign(signable, canonical))
}

function fits(signable: Signable, { signature }: Claim, { credentials }: Identity): boolean {
  return isSame(signatureOf(signable, credentials.secretAccessKey), signature)
}

/** Compares in a time that depends on nothing but the lengths, which are no secret. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
