import type { Clock } from '../wait/clock.ts'

/** A download of which nothing has come for this long is given up and tried again, in milliseconds. */
const STALL_TIMEOUT_MS = 30_000

export interface StallAlarm {
  readonly signal: AbortSignal
  /** Called whenever something has come. */
  postpone(): void
  end(): void
}

/** Aborts its signal when nothing has postponed it for half a minute. */
export function stallAlarm(url: string, clock: Clock): StallAlarm {
  const stalled = new AbortController()
  const ring = () => stalled.abort(new Error(`nothing came from ${url} for ${STALL_TIMEOUT_MS / 1000} s`))
  let cancel = clock.after(STALL_TIMEOUT_MS, ring)
  return {
    signal: stalled.signal,
    postpone() {
      cancel()
      cancel = clock.after(STALL_TIMEOUT_MS, ring)
    },
    end: () => cancel(),
  }
}
