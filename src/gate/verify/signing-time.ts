import { headerValues, type WireHeader } from '../../sigv4/canonical-request.ts'
import { parseStamp, toStamp } from '../../sigv4/time-stamp.ts'

/** How far the time in a signature may be from ours, in milliseconds: five minutes, as on AWS. */
export const MAX_SKEW_MS = 5 * 60 * 1000

export interface SigningTime {
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
