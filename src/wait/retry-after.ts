/**
 * The pause that an answer asks for, in milliseconds, by its headers (their names in lower case): `Retry-After` in seconds or
 * as a date, or AWS's own in milliseconds. `undefined` where there is none, or it cannot be read.
 */
export function retryAfterMs(headers: unknown, now: number): number | undefined {
  const { 'retry-after': after, 'x-amz-retry-after': amazons } = (headers ?? {}) as Record<string, unknown>
  return pauseOf(after, now) ?? millisecondsOf(amazons, 1)
}

function pauseOf(after: unknown, now: number): number | undefined {
  const pauseMs = millisecondsOf(after, 1_000)
  // Node reads almost anything as a date; those of HTTP name their day.
  if (pauseMs !== undefined || typeof after !== 'string' || !/^\s*[A-Z]/i.test(after)) return pauseMs
  const at = Date.parse(after)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

function millisecondsOf(text: unknown, unitMs: number): number | undefined {
  return typeof text === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * unitMs : undefined
}
