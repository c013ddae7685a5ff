import { expect, test } from 'vitest'
import { compressedClock } from './compressed-clock.ts'

test('a compressed clock makes minutes milliseconds, runs timers in the order of time, and can cancel them', async () => {
  using clock = compressedClock(10_000)
  const started = clock.now()
  const order: string[] = []
  await new Promise<void>((resolve) => {
    clock.after(120_000, resolve)
    clock.after(60_000, () => order.push('later'))
    clock.after(50_000, () => order.push('sooner'))
    clock.after(40_000, () => order.push('never'))()
  })
  expect(order).toEqual(['sooner', 'later'])
  expect(clock.now() - started).toBeGreaterThanOrEqual(120_000)
})

test('a compressed clock stands still while the process cannot run', async () => {
  using clock = compressedClock(1_000)
  const started = clock.now()
  const busyUntil = performance.now() + 60
  while (performance.now() < busyUntil);
  await new Promise((resolve) => setImmediate(resolve))
  expect(clock.now() - started).toBeLessThan(20_000)
})
