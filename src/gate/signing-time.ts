import { headerValues, type WireHeader } from './canonical-request.ts'

/** How far the time in a signature may be from ours, in milliseconds: five minutes, as on AWS. */
export const MAX_SKEW_MS = 5 * 60 * 1000

export interface SigningTime {
  /** The header it was read from: `x-amz-date`, or `date` where that is absent. */
  readonly header: 'x-amz-date' | 'date'
  /** `YYYYMMDDTHHMMSSZ`, as it goes into the string to sign. */
  readonly stamp: string
  readonly epochMs: number
}

/** When a request says it was signed. A text says what is wrong. */
export function parseSigningTime(headers: readonly WireHeader[]): SigningTime | string {
  const header = headerValues(headers, 'x-amz-date').length > 0 ? 'x-amz-date' : 'date'
  const [value, second] = headerValues(headers, header).map((text) => text.trim())
  if (value === undefined) return 'There is neither an X-Amz-Date nor a Date header.'
  if (second !== undefined) return `There are two ${header} headers.`
  const epochMs = parseStamp(value) ?? (header === 'date' ? Date.parse(value) : Number.NaN)
  if (Number.isNaN(epochMs)) return `The ${header} header, '${value}', is not a time.`
  return { header, stamp: toStamp(epochMs), epochMs }
}

/** `YYYYMMDDTHHMMSSZ`. */
export function toStamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

function parseStamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}
