import { headerValues, type WireHeader } from '../../sigv4/canonical-request.ts'
import type { Scope } from '../../sigv4/signature.ts'
import { parseStamp, toStamp } from '../../sigv4/time-stamp.ts'

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
export function parseSignedHeaders(text: string): readonly string[] | string {
  const names = text.split(';')
  if (text !== text.toLowerCase()) return 'The signed headers are not in lower case.'
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] ?? ''))) {
    return 'The signed headers are not sorted, or one is named twice.'
  }
  return names
}

/** What is wrong with a signature; `undefined` where it is 64 lower-case hex digits. */
export function signatureFault(text: string): string | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? undefined : 'The signature is not 64 lower-case hex digits.'
}

/** How far the time in a signature may be from ours, in milliseconds: five minutes, as on AWS. */
export const MAX_SKEW_MS = 5 * 60 * 1000

interface SigningTime {
  /** The header it was read from: `x-amz-date`, or `date` where that is absent; in a query it is `X-Amz-Date`. */
  readonly source: 'x-amz-date' | 'date' | 'X-Amz-Date'
  /** `YYYYMMDDTHHMMSSZ`, as it goes into the string to sign. */
  readonly stamp: string
  readonly epochMs: number
}

/** When a request says, in its headers, it was signed. A text says what is wrong. */
export function parseSigningTime(headers: readonly WireHeader[]): SigningTime | string {
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
