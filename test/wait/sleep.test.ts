import { expect, test } from 'vitest'
import { sleep, withTimeout } from '../../src/wait/sleep.ts'
import { FakeClock } from '../support/fake-clock.ts'

test('a sleep lasts as long as it was told to', async () => {
  const clock = new FakeClock()
  let isAwake = false
  const sleeping = sleep(500, undefined, clock).then(() => {
    isAwake = true
  })
  await clock.advance(499)
  expect(isAwake).toBe(false)
  await clock.advance(1)
  expect(isAwake).toBe(true)
  await sleeping
})

test('a sleep that is aborted ends at once with the reason, and leaves no timer', async () => {
  const clock = new FakeClock()
  const abort = new AbortController()
  const sleeping = sleep(500, abort.signal, clock)
  abort.abort(new Error('enough'))
  await expect(sleeping).rejects.toThrow('enough')
  expect(clock.pendingTimers).toBe(0)
})

test('a sleep that begins after an abort ends at once', async () => {
  const clock = new FakeClock()
  await expect(sleep(500, AbortSignal.abort(new Error('too late')), clock)).rejects.toThrow('too late')
  expect(clock.pendingTimers).toBe(0)
})

test('a sleep that is over no longer listens for an abort', async () => {
  const clock = new FakeClock()
  const abort = new AbortController()
  await clock.run(sleep(500, abort.signal, clock))
  abort.abort(new Error('enough'))
  await clock.advance(1_000)
})

test('work that ends within its time limit settles as usual, and leaves no timer', async () => {
  const clock = new FakeClock()
  const onTimeout = () => new Error('late')
  expect(await withTimeout(Promise.resolve('done'), 100, onTimeout, clock)).toBe('done')
  await expect(withTimeout(Promise.reject(new Error('failed')), 100, onTimeout, clock)).rejects.toThrow('failed')
  expect(clock.pendingTimers).toBe(0)
})

test('work that exceeds its time limit fails with the error of the caller', async () => {
  const clock = new FakeClock()
  const endless = new Promise<never>(() => {})
  const work = withTimeout(endless, 100, () => new Error(`late after ${clock.now()} ms`), clock)
  await expect(clock.run(work)).rejects.toThrow('late after 100 ms')
})
