import type { Clock } from '../../../src/wait/clock.ts'

/** The most real milliseconds that pass at once; a longer pause of the machine does not count. */
const LONGEST_STEP_MS = 5

/**
 * A clock that runs `factor` times as fast, for a simulator and the product in one process: minutes become milliseconds.
 *
 * It stands still while the process cannot run, so that nothing times out on a busy machine. It starts at 2026-01-01.
 */
export function compressedClock(factor: number): Clock & Disposable {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  let now = Date.UTC(2026, 0, 1)
  let last = performance.now()
  const tick = setInterval(() => {
    const passed = performance.now() - last
    last += passed
    now += Math.min(passed, LONGEST_STEP_MS) * factor
    const due = [...timers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    for (const timer of due) if (timers.delete(timer)) timer.callback()
  }, 1)
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    [Symbol.dispose]: () => clearInterval(tick),
  }
}
