/**
 * What the engine does to a date in the name of an index, as far as it is the same in all locales. Dates are what clocks show
 * in a time zone, as if that was UTC.
 */

/** What clocks show in a time zone now; `undefined` for a zone that is not known. */
export function wallClock(now: number, zone: string): Date | undefined {
  if (zone === 'UTC' || zone === 'Z') return new Date(now)
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { ...SHOWN, timeZone: zone }).formatToParts(now)
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
    const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
    return new Date(local + (now % 1000))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const SHOWN = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  hourCycle: 'h23',
} as const

/** A date after `+1d-2h/M`: moved by units, or taken back to where one begins. */
export function roundedAndMoved(date: Date, math: string): Date {
  let moved = date
  for (const [, operator, count, unit = ''] of math.matchAll(/([+/-])(\d*)(\w)/g)) {
    const by = count ? Number(count) : 1
    moved = operator === '/' ? beginOf(moved, unit) : moveBy(moved, operator === '-' ? -by : by, unit)
  }
  return moved
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  H: 3_600_000,
  m: 60_000,
  s: 1_000,
}

function moveBy(date: Date, by: number, unit: string): Date {
  const length = MILLISECONDS[unit]
  if (length) return new Date(date.getTime() + by * length)
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + (unit === 'y' ? by * 12 : by)
  // A month that has no such day gives its last one.
  const [year, month] = [Math.floor(months / 12), months % 12]
  const day = Math.min(date.getUTCDate(), new Date(Date.UTC(year, month + 1, 0)).getUTCDate())
  const moved = new Date(date)
  moved.setUTCFullYear(year, month, day)
  return moved
}

function beginOf(date: Date, unit: string): Date {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  if (unit === 'y') return new Date(Date.UTC(year, 0))
  if (unit === 'M') return new Date(Date.UTC(year, month))
  // Weeks begin on Mondays.
  if (unit === 'w') return new Date(Date.UTC(year, month, date.getUTCDate() - ((date.getUTCDay() + 6) % 7)))
  const length = MILLISECONDS[unit]!
  return new Date(Math.floor(date.getTime() / length) * length)
}

/** A date in a pattern of Java's; `undefined` for one with more than numbers of the calendar in it, as names of months. */
export function formatDate(date: Date, pattern: string): string | undefined {
  const numbers: Readonly<Record<string, number>> = {
    u: date.getUTCFullYear(),
    y: date.getUTCFullYear(),
    M: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    H: date.getUTCHours(),
    m: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
  }
  const pieces = pattern.match(/'[^']+'|([a-zA-Z])\1*|[^a-zA-Z'[\]#{}]/g) ?? []
  if (pieces.join('') !== pattern) return undefined
  const texts = pieces.map((piece) => {
    if (piece.startsWith("'")) return piece.slice(1, -1)
    if (!/[a-zA-Z]/.test(piece)) return piece
    const number = numbers[piece[0]!]
    const isYear = piece[0] === 'y' || piece[0] === 'u'
    if (number === undefined || (isYear ? piece.length !== 4 : piece.length > 2)) return undefined
    return String(number).padStart(piece.length, '0')
  })
  return texts.includes(undefined) ? undefined : texts.join('')
}
