import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock, toIsoTime } from '../../src/wait/clock.ts'
import { runScript, sourceOf } from '../support/run-script.ts'

afterEach(() => vi.useRealTimers())

test('the clock goes on when a test sets fake timers after the clock was imported', async () => {
  vi.useFakeTimers({ now: 0 })
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024, 0))
  await new Promise<void>((resolve) => systemClock.after(1, resolve))
})

test('the clock does not call a timer that was cancelled', async () => {
  const called: string[] = []
  const cancel = systemClock.after(1, () => called.push('first'))
  cancel()
  await new Promise<void>((resolve) => systemClock.after(5, resolve))
  expect(called).toEqual([])
})

test('the clock gives the real time when a test replaces Date or its functions', () => {
  const before = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(0)
  vi.spyOn(globalThis, 'Date').mockImplementation(function fake() {
    return { toISOString: () => 'never' } as Date
  })
  onTestFinished(() => void vi.restoreAllMocks())
  expect(systemClock.now()).toBeGreaterThanOrEqual(before)
  expect(toIsoTime(0)).toBe('1970-01-01T00:00:00.000Z')
})

test('an idle timer keeps no process alive', async () => {
  const clock = sourceOf('wait/clock.ts')
  const output = await runScript(`
    const { systemClock } = await import('${clock}')
    systemClock.after(3_600_000, () => {}, { isIdle: true })
    console.log('over')`)
  expect(output).toBe('over\n')
})
