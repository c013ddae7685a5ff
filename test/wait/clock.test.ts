import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/wait/clock.ts'

afterEach(() => vi.useRealTimers())

test('goes on under fake timers that were set after it was imported', async () => {
  vi.useFakeTimers({ now: 0 })
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024, 0))
  await new Promise<void>((resolve) => systemClock.after(1, resolve))
})

test('does not call back what was cancelled', async () => {
  const called: string[] = []
  const cancel = systemClock.after(1, () => called.push('first'))
  cancel()
  await new Promise<void>((resolve) => systemClock.after(5, resolve))
  expect(called).toEqual([])
})
