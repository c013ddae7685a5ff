import type { Refusal, RefusalReason } from './refusal.ts'
import { MAX_SKEW_MS, toStamp } from './signing-time.ts'

/*
 * What the services say when they refuse a signature, as users quote it in public issues, and what the gate adds.
 */

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.'
const BAD_TOKEN = 'The security token included in the request is invalid.'

/** Neither an Authorization header nor a presigned query. */
export const unsigned = (): Refusal =>
  forbidden('unsigned', 'MissingAuthenticationTokenException', 'Missing Authentication Token.', [
    'The request is not signed: it has no Authorization header.',
    'Sign it with AWS Signature Version 4, with the credentials of this run.',
  ])

/** Signed in the query. */
export const presigned = (): Refusal =>
  forbidden('presigned', 'MissingAuthenticationTokenException', 'Missing Authentication Token.', [
    'The request is presigned (signed in its query), which the stand-in does not verify. Sign it in its headers.',
  ])

/** Basic authentication, or another AWS algorithm. */
export const wrongAlgorithm = (algorithm: string): Refusal =>
  forbidden('wrong-algorithm', 'IncompleteSignatureException', `Unsupported AWS 'algorithm': '${algorithm}'.`, [
    'Only AWS4-HMAC-SHA256 is accepted.',
  ])

/** The Authorization header, or a header it needs, cannot be read. */
export const malformed = (problem: string): Refusal =>
  forbidden('malformed', 'IncompleteSignatureException', 'The request signature does not conform to AWS standards.', [
    problem,
  ])

/** The access key was not minted for this run. */
export const unknownKey = (accessKeyId: string): Refusal =>
  forbidden('unknown-key', 'UnrecognizedClientException', BAD_TOKEN, [
    `The access key '${accessKeyId}' is none of this run's.`,
    'The client took its credentials from elsewhere: a profile, a file, or a run that has ended.',
  ])

/** No session token, where the credentials are temporary. */
export const missingToken = (): Refusal =>
  forbidden('missing-token', 'UnrecognizedClientException', BAD_TOKEN, [
    'The credentials are temporary, and the request has no X-Amz-Security-Token header.',
    'Pass the session token (AWS_SESSION_TOKEN) to the signer as well.',
  ])

/** A session token that does not belong to the access key. */
export const wrongToken = (hasToken: boolean): Refusal =>
  forbidden('wrong-token', 'UnrecognizedClientException', BAD_TOKEN, [
    hasToken
      ? 'The session token does not belong to the access key.'
      : 'The access key is a permanent one, and the request has an X-Amz-Security-Token header.',
  ])

/** Signed for another region. */
export const wrongRegion = (got: string, wanted: string): Refusal =>
  forbidden(
    'wrong-region',
    'InvalidSignatureException',
    `Credential should be scoped to a valid region, not '${got}'.`,
    [`This endpoint is in '${wanted}'.`],
  )

/** Signed for another service. */
export const wrongService = (got: string, wanted: string): Refusal =>
  forbidden(
    'wrong-service',
    'InvalidSignatureException',
    `Credential should be scoped to correct service: '${wanted}'.`,
    [`The request is signed for '${got}'.`],
  )

/** The day in the scope is not the day of the signature. */
export const wrongDate = (scopeDate: string, stamp: string): Refusal =>
  forbidden('wrong-date', 'InvalidSignatureException', 'Date in Credential scope does not match YYYYMMDD.', [
    `The scope says ${scopeDate}, the request was signed at ${stamp}.`,
  ])

/** Signed too long ago, or in the future. */
export function skewed(signedAt: number, now: number): Refusal {
  const minutes = (Math.abs(now - signedAt) / 60_000).toFixed(1)
  const advice = 'Sign each request, and each connect, when it is sent, with the real time.'
  if (signedAt < now) {
    const sentence = `Signature expired: ${toStamp(signedAt)} is now earlier than ${toStamp(now - MAX_SKEW_MS)} (${toStamp(now)} - 5 min.)`
    return forbidden('stale', 'InvalidSignatureException', sentence, [`It is ${minutes} minutes old. ${advice}`])
  }
  const sentence = `Signature not yet current: ${toStamp(signedAt)} is still later than ${toStamp(now + MAX_SKEW_MS)} (${toStamp(now)} + 5 min.)`
  return forbidden('future', 'InvalidSignatureException', sentence, [
    `It is ${minutes} minutes in the future. ${advice}`,
  ])
}

/** A header that has to be signed is not. */
export const unsignedHeader = (name: string): Refusal =>
  forbidden('unsigned-header', 'InvalidSignatureException', MISMATCH, [
    `The header '${name}' has to be among the signed headers.`,
  ])

/** Signed for another host. */
export const wrongHost = (got: string, wanted: readonly string[]): Refusal =>
  forbidden('wrong-host', 'InvalidSignatureException', MISMATCH, [
    `The request is for the host '${got}', and this endpoint is '${wanted[0]}'.`,
  ])

/** The body is not the one whose hash is in the header. */
export const changedBody = (declared: string, real: string): Refusal =>
  forbidden('changed-body', 'InvalidSignatureException', MISMATCH, [
    `The header x-amz-content-sha256 says '${declared}', and the SHA-256 of the body that came is '${real}'.`,
  ])

/** Everything is in place, and the signature is another one. */
export const wrongSignature = (canonicalRequest: string, stringToSign: string): Refusal =>
  forbidden('wrong-signature', 'InvalidSignatureException', MISMATCH, [
    `\n\nThe Canonical String for this request should have been\n'${hideToken(canonicalRequest)}'`,
    `\n\nThe String-to-Sign should have been\n'${stringToSign}'\n`,
  ])

const hideToken = (text: string): string => text.replace(/^(x-amz-security-token:).+$/m, '$1<token>')

function forbidden(reason: RefusalReason, type: string, sentence: string, explanation: readonly string[]): Refusal {
  return { reason, status: 403, type, sentence, explanation: explanation.join(' ') }
}
