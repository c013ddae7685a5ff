import { toStamp } from '../../sigv4/time-stamp.ts'
import type { Rejection, RejectionReason } from '../rejection.ts'

/*
 * What the services say when they reject a signature, as users quote it in public issues, and what the gate adds.
 */

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.'
const BAD_TOKEN = 'The security token included in the request is invalid.'

/** Signed neither in a header nor in the query. */
export const unsigned = (): Rejection =>
  forbidden('unsigned', 'MissingAuthenticationTokenException', 'Missing Authentication Token.', [
    'The request is not signed: it has no Authorization header, and no signature in its query.',
    'Sign it with AWS Signature Version 4, with the credentials of this run.',
  ])

/** Basic authentication, or another AWS algorithm. */
export const wrongAlgorithm = (algorithm: string): Rejection =>
  forbidden('wrong-algorithm', 'IncompleteSignatureException', `Unsupported AWS 'algorithm': '${algorithm}'.`, [
    'Only AWS4-HMAC-SHA256 is accepted.',
  ])

/** What the request says of its signature, or a header that needs, cannot be read. */
export const malformed = (problem: string): Rejection =>
  forbidden('malformed', 'IncompleteSignatureException', 'The request signature does not conform to AWS standards.', [
    problem,
  ])

/** The access key was not minted for this run. */
export const unknownKey = (accessKeyId: string): Rejection =>
  forbidden('unknown-key', 'UnrecognizedClientException', BAD_TOKEN, [
    `The access key '${accessKeyId}' is none of this run's.`,
    'The client took its credentials from elsewhere: a profile, a file, or a run that has ended.',
  ])

/** The key of a test that has ended. `test` is how messages name it. */
export const endedTest = (test: string): Rejection =>
  forbidden('ended-test', 'ExpiredTokenException', 'The security token included in the request is expired.', [
    `It is that of ${test}, which has ended.`,
    'Await all that the test starts, and use its fixtures in that test only.',
  ])

/** No session token, where the credentials are temporary. `wasSigned`: the signature covers one that is not there. */
export const missingToken = (form: 'header' | 'query', wasSigned: boolean): Rejection =>
  forbidden('missing-token', 'UnrecognizedClientException', BAD_TOKEN, [
    `The credentials are temporary, and the request has no X-Amz-Security-Token ${form === 'header' ? 'header' : 'in its query'}.`,
    wasSigned
      ? 'The signature covers one: it was signed and then lost, by a proxy or a client that passes on only some headers.'
      : 'The signer was not given it: pass the session token (AWS_SESSION_TOKEN) to the signer as well.',
  ])

/** A session token where the access key is a permanent one. */
export const strangeToken = (): Rejection =>
  forbidden('wrong-token', 'UnrecognizedClientException', BAD_TOKEN, [
    'The access key is a permanent one, and the request has an X-Amz-Security-Token.',
  ])

/** A session token that does not belong to the access key. `owner` is whose it is, where that is known. */
export const wrongToken = (owner: string | undefined): Rejection =>
  forbidden('wrong-token', 'UnrecognizedClientException', BAD_TOKEN, [
    owner === undefined
      ? 'The session token does not belong to the access key.'
      : `The session token does not belong to the access key: it is that of ${owner}.`,
    'Read key, secret and token together, at one moment, from the environment of the worker.',
  ])

/** Signed for another region. */
export const wrongRegion = (got: string, wanted: string): Rejection =>
  forbidden(
    'wrong-region',
    'InvalidSignatureException',
    `Credential should be scoped to a valid region, not '${got}'.`,
    [
      `This endpoint is in '${wanted}'.`,
      got === 'us-east-1' ? "'us-east-1' is what many signers take where no region is configured." : '',
      `Give the signer the region '${wanted}', or set AWS_REGION.`,
    ],
  )

/** What people take for the signing name. */
const otherServices: Readonly<Record<string, string>> = {
  aoss: 'the signing name of OpenSearch Serverless',
  opensearch: "which is no signing name (OpenSearch Service kept 'es')",
  rds: "the signing name of Neptune's control plane",
  neptune: 'which is no signing name',
  'neptune-graph': 'the signing name of Neptune Analytics',
  s3: 'the signing name of S3',
}

/** Signed for another service. */
export const wrongService = (got: string, wanted: string): Rejection =>
  forbidden(
    'wrong-service',
    'InvalidSignatureException',
    `Credential should be scoped to correct service: '${wanted}'.`,
    [
      `The request is signed for '${got}'${otherServices[got] === undefined ? '' : `, ${otherServices[got]}`}.`,
      `Give the signer the service '${wanted}'.`,
    ],
  )

/** The day in the scope is not the day of the signature. */
export const wrongDate = (scopeDate: string, stamp: string): Rejection =>
  forbidden('wrong-date', 'InvalidSignatureException', 'Date in Credential scope does not match YYYYMMDD.', [
    `The scope says ${scopeDate}, the request was signed at ${stamp}.`,
  ])

/** Signed too long ago. `expiresMs`: how long it was good for. */
export function stale(signedAt: number, now: number, expiresMs: number): Rejection {
  return forbidden(
    'stale',
    'InvalidSignatureException',
    `Signature expired: ${toStamp(signedAt)} is now earlier than ${toStamp(now - expiresMs)} (${toStamp(now)} - ${minutesOf(expiresMs)} min.)`,
    [
      `It is ${inMinutes(now - signedAt)} minutes old.`,
      localTime(now - signedAt) ??
        'Client and gate share one clock, so it was made once and used again (headers that were signed before a ' +
          'reconnect), or with a clock that a test has set (vi.useFakeTimers).',
      SIGN_LATE,
    ],
  )
}

/** Signed in the future. `skewMs`: how far the time may be from ours. */
export function early(signedAt: number, now: number, skewMs: number): Rejection {
  return forbidden(
    'future',
    'InvalidSignatureException',
    `Signature not yet current: ${toStamp(signedAt)} is still later than ${toStamp(now + skewMs)} (${toStamp(now)} + ${minutesOf(skewMs)} min.)`,
    [
      `It is ${inMinutes(signedAt - now)} minutes in the future.`,
      localTime(signedAt - now) ??
        'Client and gate share one clock, so it was made with a clock that a test has set (vi.setSystemTime).',
      SIGN_LATE,
    ],
  )
}

const SIGN_LATE = 'Sign each request, and each connect, when it is sent, with the real time.'
const inMinutes = (ms: number): string => (ms / 60_000).toFixed(1)
const minutesOf = (ms: number): number => Number(inMinutes(ms))

/** Time zones lie whole half hours apart, up to fourteen hours. */
function localTime(skewMs: number): string | undefined {
  const half = 30 * 60_000
  const steps = Math.round(skewMs / half)
  const isZone = steps >= 1 && steps <= 28 && Math.abs(skewMs - steps * half) < 60_000
  return isZone ? 'That is a whole number of half hours: local time was signed as if it were UTC.' : undefined
}

/** A header that has to be signed is not. */
export const unsignedHeader = (name: string): Rejection =>
  forbidden('unsigned-header', 'InvalidSignatureException', MISMATCH, [
    `The header '${name}' has to be among the signed headers.`,
  ])

/** Signed for another host. */
export const wrongHost = (got: string, wanted: readonly string[]): Rejection =>
  forbidden('wrong-host', 'InvalidSignatureException', MISMATCH, [
    `The host differs: the request is for '${got}', and this endpoint is '${wanted[0]}'.`,
    otherHost(got, wanted[0] ?? ''),
  ])

function otherHost(got: string, wanted: string): string {
  if (/^[\w-]+\.[\w-]+\.amazonaws\.com$/.test(got)) {
    return 'That is the address of the service itself, which a signer signs for if it is given no host.'
  }
  if (got.endsWith('.amazonaws.com') || got.includes('.amazonaws.com:')) {
    return 'That is an address on AWS: the client signs for a real resource and is sent here.'
  }
  return got.replace(/:\d+$/, '') === wanted.replace(/:\d+$/, '') || got.startsWith('localhost')
    ? 'The port is another one: the client took its address from an earlier run, or bypasses the gate.'
    : 'Sign and send the host of the endpoint that is configured.'
}

/** The body is not the one whose hash is declared. `why`: what is known of the body that was hashed. */
export const changedBody = (declared: string, real: string, why: string | undefined): Rejection =>
  forbidden('changed-body', 'InvalidSignatureException', MISMATCH, [
    `The payload differs: the header x-amz-content-sha256 says '${declared}', and the SHA-256 of the body that came is '${real}'.`,
    why ?? 'The body was changed after it had been signed.',
  ])

/** The payload was left out of the signature. */
export const unsignedPayload = (): Rejection =>
  forbidden('unsigned-payload', 'InvalidSignatureException', MISMATCH, [
    "The payload differs: x-amz-content-sha256 is 'UNSIGNED-PAYLOAD', which only S3 accepts. Sign the SHA-256 of the body.",
  ])

/** The payload is signed in chunks. */
export const streamingPayload = (declared: string): Rejection =>
  forbidden('streaming-payload', 'InvalidSignatureException', MISMATCH, [
    `The payload differs: x-amz-content-sha256 is '${declared}', and only S3 accepts a payload signed in chunks. Sign ` +
      'the SHA-256 of the whole body.',
  ])

/** Everything is in place, and the signature is another one. `why`: which part differs, as far as it is known. */
export const wrongSignature = (why: string, canonicalRequest: string, stringToSign: string): Rejection =>
  forbidden('wrong-signature', 'InvalidSignatureException', MISMATCH, [
    `${hideToken(why)}\n\nThe Canonical String for this request should have been\n'${hideToken(canonicalRequest)}'\n\n` +
      `The String-to-Sign should have been\n'${stringToSign}'\n`,
  ])

const hideToken = (text: string): string =>
  text.replace(/^(x-amz-security-token:).+$/gm, '$1<token>').replace(/(X-Amz-Security-Token=)[^&'\n]+/g, '$1<token>')

function forbidden(reason: RejectionReason, type: string, sentence: string, explanation: readonly string[]): Rejection {
  return { reason, status: 403, type, sentence, explanation: explanation.filter((text) => text !== '').join(' ') }
}
