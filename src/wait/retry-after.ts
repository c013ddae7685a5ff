/**
 * The pause that the headers of an answer ask for, in milliseconds: `Retry-After` in seconds or as a date, or AWS's own header
 * in milliseconds. Header names are in lower case. `undefined`: there is no such header, or it cannot be parsed.
 */
export function retryAfterMs(headers: unknown, now: number): number | undefined {
  const { 'retry-after': after, 'x-amz-retry-after': amazons } = (headers ?? {}) as Record<string, unknown>
  return pauseOf(after, now) ?? millisecondsOf(amazons, 1)
}

function pauseOf(after: unknown, now: number): number | undefined {
  const pauseMs = millisecondsOf(after, 1_000)
  // Node parses almost anything as a date; an HTTP date begins with the weekday.
  if (pauseMs !== undefined || typeof after !== 'string' || !/^\s*[A-Z]/i.test(after)) return pauseMs
  const at = Date.parse(after)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

function millisecondsOf(text: unknown, unitMs: number): number | undefined {
  return typeof text === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * unitMs : undefined
}
