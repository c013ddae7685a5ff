import { toIsoTime } from '../wait/clock.ts'

/** A time as SigV4 writes it: `YYYYMMDDTHHMMSSZ`. */
export function toStamp(epochMs: number): string {
  const second = Math.floor(epochMs / 1000)
  if (last.second !== second) last = { second, stamp: toIsoTime(epochMs).replace(/[-:]|\.\d+/g, '') }
  return last.stamp
}

/** The time that was written or read last. It is cached, because many requests are signed in one second. */
let last = { second: Number.NaN, stamp: '' }

/** Milliseconds since the Unix epoch. `undefined`: the text is not `YYYYMMDDTHHMMSSZ`, or no valid time. */
export function parseStamp(text: string): number | undefined {
  if (text === last.stamp) return last.second * 1000
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  const epochMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(epochMs)) return undefined
  last = { second: epochMs / 1000, stamp: text }
  return epochMs
}
