import {
  headerValues,
  parseQuery,
  splitTarget,
  type WireHeader,
  type WireRequest,
} from '../../sigv4/canonical-request.ts'
import { ALGORITHM, type Scope } from '../../sigv4/signature.ts'
import { parseStamp, toStamp } from '../../sigv4/time-stamp.ts'
import type { Rejection } from '../rejection.ts'
import { malformed, unsigned, wrongAlgorithm } from './signature-rejections.ts'

/** What a request says of its own signature. Nothing of it is proved. */
export interface Claim extends Credential {
  /** Where the signature stands: in the header Authorization, or in the query, which is then called presigned. */
  readonly form: 'header' | 'query'
  /** Lower case and sorted. */
  readonly signedHeaders: readonly string[]
  /** 64 lower-case hex digits. */
  readonly signature: string
  readonly time: SigningTime
  /** How long it is to be good, in milliseconds; absent where it does not say. */
  readonly expiresMs?: number
  readonly sessionToken?: string
  /** What it says its body's SHA-256 is; absent where it does not say. */
  readonly payload?: string
}

/** Whose signature it is and what its key is good for. */
interface Credential {
  readonly accessKeyId: string
  readonly scope: Scope
}

/** Reads `<access key>/<date>/<region>/<service>/aws4_request`. A text says what is wrong with it. */
export function parseCredential(text: string): Credential | string {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split('/')
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    return `The credential is not <access key>/<date>/<region>/<service>/aws4_request.`
  }
  if (!/^\d{8}$/.test(date)) return `The date in the credential, '${date}', is not YYYYMMDD.`
  return { accessKeyId, scope: { date, region, service } }
}

/** Reads `host;x-amz-date`. A text says what is wrong with it. */
function parseSignedHeaders(text: string): readonly string[] | string {
  const names = text.split(';')
  if (text !== text.toLowerCase()) return 'The signed headers are not in lower case.'
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] ?? ''))) {
    return 'The signed headers are not sorted, or one is named twice.'
  }
  return names
}

/** What is wrong with a signature; `undefined` where it is 64 lower-case hex digits. */
function signatureFault(text: string): string | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? undefined : 'The signature is not 64 lower-case hex digits.'
}

interface SigningTime {
  /** The header it was read from: `x-amz-date`, or `date` where that is absent; in a query it is `X-Amz-Date`. */
  readonly source: 'x-amz-date' | 'date' | 'X-Amz-Date'
  /** `YYYYMMDDTHHMMSSZ`, as it goes into the string to sign. */
  readonly stamp: string
  readonly epochMs: number
}

/** When a request says, in its headers, it was signed. A text says what is wrong. */
function parseSigningTime(headers: readonly WireHeader[]): SigningTime | string {
  const source = headerValues(headers, 'x-amz-date').length > 0 ? 'x-amz-date' : 'date'
  const [value, second] = headerValues(headers, source).map((text) => text.trim())
  if (value === undefined) return 'There is neither an X-Amz-Date nor a Date header.'
  if (second !== undefined) return `There are two ${source} headers.`
  const stamped = parseStamp(value)
  if (stamped !== undefined) return { source, stamp: value, epochMs: stamped }
  const epochMs = source === 'date' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(epochMs)) return `The ${source} header, '${value}', is not a time.`
  return { source, stamp: toStamp(epochMs), epochMs }
}

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
