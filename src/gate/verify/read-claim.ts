import { headerValues, parseQuery, splitTarget, type WireRequest } from '../../sigv4/canonical-request.ts'
import { ALGORITHM } from '../../sigv4/signature.ts'
import { parseStamp } from '../../sigv4/time-stamp.ts'
import type { Rejection } from '../rejection.ts'
import { type Claim, parseCredential, parseSignedHeaders, parseSigningTime, signatureFault } from './claim.ts'
import { malformed, unsigned, wrongAlgorithm } from './signature-rejections.ts'

/** Reads what a request says of its signature, in either form. */
export function readClaim(request: WireRequest): Claim | { readonly rejection: Rejection } {
  const [authorization, second] = headerValues(request.headers, 'authorization')
  const isPresigned = namesSignature(splitTarget(request.target).query)
  if (authorization === undefined) return isPresigned ? readQueryClaim(request) : { rejection: unsigned() }
  if (second !== undefined) return { rejection: malformed('There are two Authorization headers.') }
  if (isPresigned) return { rejection: malformed('The request is signed twice: in a header and in its query.') }
  return readHeaderClaim(request, authorization.trim())
}

/** By decoded names: a name can be spelt with escapes, and the canonical form leaves the signature out by what it means. */
function namesSignature(query: string): boolean {
  if (!/%|X-Amz-/.test(query)) return false
  return parseQuery(query).some(([name]) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm')
}

/** Reads `AWS4-HMAC-SHA256 Credential=…/…/…/…/aws4_request, SignedHeaders=…, Signature=…` and the headers beside it. */
function readHeaderClaim(request: WireRequest, authorization: string): Claim | { readonly rejection: Rejection } {
  if (!/^AWS4-HMAC-SHA256(?:\s|$)/.test(authorization)) {
    return { rejection: wrongAlgorithm(authorization.split(/\s/, 1)[0] ?? '') }
  }
  const fields = parseFields(authorization.slice(ALGORITHM.length))
  if (typeof fields === 'string') return { rejection: malformed(fields) }

  const time = parseSigningTime(request.headers)
  if (typeof time === 'string') return { rejection: malformed(time) }
  const [sessionToken, second] = headerValues(request.headers, 'x-amz-security-token')
  if (second !== undefined) return { rejection: malformed('There are two X-Amz-Security-Token headers.') }
  const [payload] = headerValues(request.headers, 'x-amz-content-sha256')
  return {
    form: 'header',
    ...fields,
    time,
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.trim() }),
    ...(payload === undefined ? {} : { payload: payload.trim() }),
  }
}

type Fields = Pick<Claim, 'accessKeyId' | 'scope' | 'signedHeaders' | 'signature'>

/** Reads what follows the algorithm. A text says what is wrong with it. */
function parseFields(text: string): Fields | string {
  const parts = splitFields(text)
  if (typeof parts === 'string') return parts
  const [credentialText, headersText, signature] = parts
  if (!credentialText) return `It has no 'Credential'.`
  if (!headersText) return `It has no 'SignedHeaders'.`
  if (!signature) return `It has no 'Signature'.`
  const fault = signatureFault(signature)
  if (fault !== undefined) return fault
  const credential = parseCredential(credentialText)
  if (typeof credential === 'string') return credential
  const signedHeaders = parseSignedHeaders(headersText)
  return typeof signedHeaders === 'string' ? signedHeaders : { ...credential, signedHeaders, signature }
}

/** As every signer writes it. */
const usual = /^\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/

/** Credential, signed headers and signature, where they are there. A text says what is wrong. */
function splitFields(text: string): readonly (string | undefined)[] | string {
  const match = usual.exec(text)
  if (match) return match.slice(1)
  const parts = new Map<string, string>()
  for (const piece of text.split(',')) {
    const part = piece.trim()
    const equals = part.indexOf('=')
    if (equals < 0) return `'${part}' is not a key=value pair.`
    const key = part.slice(0, equals)
    if (parts.has(key)) return `'${key}' is there twice.`
    parts.set(key, part.slice(equals + 1))
  }
  return ['Credential', 'SignedHeaders', 'Signature'].map((key) => parts.get(key))
}

/** The longest a presigned request may be good for, in seconds: seven days, as on AWS. */
const LONGEST_S = 7 * 24 * 60 * 60

/** Reads the query form: `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=…&X-Amz-Signature=…`. */
function readQueryClaim(request: WireRequest): Claim | { readonly rejection: Rejection } {
  const parameters = new Map<string, string>()
  for (const [name, value] of parseQuery(splitTarget(request.target).query)) {
    if (!name.toLowerCase().startsWith('x-amz-')) continue
    if (parameters.has(name)) return { rejection: malformed(`The query has ${name} twice.`) }
    parameters.set(name, value)
  }
  const algorithm = parameters.get('X-Amz-Algorithm')
  if (algorithm !== undefined && algorithm !== ALGORITHM) return { rejection: wrongAlgorithm(algorithm) }
  const claim = readParameters(parameters)
  return typeof claim === 'string' ? { rejection: malformed(claim) } : claim
}

function readParameters(parameters: ReadonlyMap<string, string>): Claim | string {
  const required = ['Algorithm', 'Credential', 'Date', 'SignedHeaders', 'Signature'].map((name) => `X-Amz-${name}`)
  const missing = required.find((name) => !parameters.get(name))
  if (missing !== undefined) return `The query has no ${missing}.`
  const [, credentialText = '', stamp = '', headersText = '', signature = ''] = required.map((name) =>
    parameters.get(name),
  )
  const fault = signatureFault(signature)
  if (fault !== undefined) return fault
  const credential = parseCredential(credentialText)
  if (typeof credential === 'string') return credential
  const signedHeaders = parseSignedHeaders(headersText)
  if (typeof signedHeaders === 'string') return signedHeaders
  const epochMs = parseStamp(stamp)
  if (epochMs === undefined) return `X-Amz-Date, '${stamp}', is not a time.`
  const expires = parseExpires(parameters.get('X-Amz-Expires'))
  if (typeof expires === 'string') return expires
  const sessionToken = parameters.get('X-Amz-Security-Token')
  // Signers move a header of that name into the query as they find it.
  const payload = [...parameters].find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1]
  return {
    form: 'query',
    ...credential,
    signedHeaders,
    signature,
    time: { source: 'X-Amz-Date', stamp, epochMs },
    ...expires,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(payload === undefined ? {} : { payload }),
  }
}

/** Without it the signature is good for as long as one in a header: aws4 leaves it out for all services but S3. */
function parseExpires(text: string | undefined): { expiresMs: number } | Record<never, never> | string {
  if (text === undefined) return {}
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= 1 && seconds <= LONGEST_S) return { expiresMs: seconds * 1000 }
  return `X-Amz-Expires, '${text}', is not a number of seconds from 1 to ${LONGEST_S}.`
}
