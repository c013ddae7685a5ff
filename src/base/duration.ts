const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A duration for people to read: `7.9 s`, `7 min 20 s`, `1 h 5 min`. */
export function duration(ms: number): string {
  // A duration that would be rounded to 60.0 s is printed as a minute.
  return ms < MINUTE_MS - 50 ? `${(ms / 1000).toFixed(1)} s` : wholeDuration(ms)
}

/** How much of a wait has passed: `7 min 20 s of about 13 min`. Tenths are left out, because they would flicker. */
export function passed(elapsedMs: number, expectedMs?: number): string {
  const elapsed = wholeDuration(elapsedMs)
  if (expectedMs === undefined) return elapsed
  const expected = `about ${wholeDuration(rounded(expectedMs))}`
  return elapsedMs <= expectedMs ? `${elapsed} of ${expected}` : `${elapsed}, usually ${expected}`
}

function wholeDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? both(`${minutes} min`, seconds % 60, 's')
    : both(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min')
}

const both = (larger: string, smaller: number, unit: string) =>
  smaller === 0 ? larger : `${larger} ${smaller} ${unit}`

/** Rounds an expected duration, because it is not known to the second. */
function rounded(ms: number): number {
  const step = ms < MINUTE_MS ? 5_000 : ms < 5 * MINUTE_MS ? 30_000 : ms < HOUR_MS ? MINUTE_MS : 5 * MINUTE_MS
  return Math.max(step, Math.round(ms / step) * step)
}
