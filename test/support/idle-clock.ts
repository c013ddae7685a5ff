import type { Clock } from '../../src/wait/clock.ts'

/** So many milliseconds in a row in which nothing happened, and the process counts as idle. */
const QUIET_TICKS = 6
/** What a tick of a process with nothing to do may take, in milliseconds. */
const NOTHING_MS = 0.6
/** What has not been answered after so many ticks waits for time to pass: an address that swallows what it is sent. */
const LONGEST_TICKS = 300

/**
 * A clock that stands still while this process has something to do, and else goes on to the next timer at once: what it
 * shows is what was waited for, whatever the machine took. For a simulator and the product in one process. Starts at
 * 2026-01-01.
 */
export function idleClock(): Clock & Disposable {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  let now = Date.UTC(2026, 0, 1)
  let quiet = 0
  let ticks = 0
  let last = performance.eventLoopUtilization()
  const tick = setInterval(() => {
    const used = performance.eventLoopUtilization(last)
    last = performance.eventLoopUtilization()
    const isBusy = used.active > NOTHING_MS || process.getActiveResourcesInfo().some((name) => /Req|Connect/.test(name))
    quiet = isBusy ? 0 : quiet + 1
    ticks += 1
    if (timers.size === 0 || (quiet < QUIET_TICKS && ticks < LONGEST_TICKS)) return
    quiet = 0
    ticks = 0
    now = Math.max(now, Math.min(...[...timers].map(({ at }) => at)))
    for (const timer of [...timers].filter(({ at }) => at <= now)) if (timers.delete(timer)) timer.callback()
  }, 1)
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    [Symbol.dispose]: () => clearInterval(tick),
  }
}
