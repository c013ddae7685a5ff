import { expect, test } from 'vitest'
import { retry } from '../../src/wait/retry.ts'
import { FakeClock } from '../support/fake-clock.ts'

/** A call that fails with each of these errors in turn and then succeeds, and the times at which it was made. */
function failing(clock: FakeClock, errors: readonly Error[]) {
  const madeAt: number[] = []
  const call = async (attempt: number) => {
    madeAt.push(clock.now())
    const error = errors[attempt - 1]
    if (error) throw error
    return attempt
  }
  return { call, madeAt }
}

const busy = new Error('busy')
const isTemporary = (error: unknown) => error === busy
const always = { isTemporary, random: () => 1 }

test('a call that fails with a temporary error is repeated, after pauses that double', async () => {
  const clock = new FakeClock()
  const { call, madeAt } = failing(clock, [busy, busy, busy])
  expect(await clock.run(retry(call, { ...always, clock }))).toBe(4)
  expect(madeAt).toEqual([0, 200, 600, 1_400])
})

test('each pause before a repeated call is a random part of its full length, and at most the longest', async () => {
  const clock = new FakeClock()
  const { call, madeAt } = failing(clock, [busy, busy, busy])
  await clock.run(retry(call, { isTemporary, random: () => 0.5, baseMs: 100, maxMs: 150, clock }))
  expect(madeAt).toEqual([0, 50, 125, 200])
})

test('a call that fails with a permanent error is not repeated', async () => {
  const clock = new FakeClock()
  const { call, madeAt } = failing(clock, [busy, new Error('denied')])
  await expect(clock.run(retry(call, { ...always, clock }))).rejects.toThrow('denied')
  expect(madeAt).toHaveLength(2)
})

test('a repeated call fails with the last error when all attempts are used', async () => {
  const clock = new FakeClock()
  const { call, madeAt } = failing(clock, [busy, busy, busy, busy, busy, busy])
  await expect(clock.run(retry(call, { ...always, clock }))).rejects.toBe(busy)
  expect(madeAt).toHaveLength(5)
})

test('a repeated call stops at once when it is aborted during a pause', async () => {
  const clock = new FakeClock()
  const abort = new AbortController()
  const { call, madeAt } = failing(clock, [busy, busy])
  const work = retry(call, { ...always, signal: abort.signal, clock })
  await clock.advance(100)
  abort.abort(new Error('enough'))
  await expect(work).rejects.toThrow('enough')
  expect(madeAt).toEqual([0])
})

test('a repeated call waits as long as the failure asks for, and then for its own jitter', async () => {
  const clock = new FakeClock()
  const times: number[] = []
  const call = async (attempt: number) => {
    times.push(clock.now())
    if (attempt < 3) throw new Error('busy')
  }
  const asked = { isTemporary: () => true, askedPauseMs: () => 1_000, baseMs: 100, random: () => 1, clock }
  await clock.run(retry(call, asked))
  expect(times).toEqual([0, 1_100, 2_300])
})

test('a call is not repeated when its failure asks for more than the longest pause', async () => {
  const clock = new FakeClock()
  const call = () => Promise.reject(new Error('closed until tomorrow'))
  const options = { isTemporary: () => true, askedPauseMs: () => 60_001, clock }
  await expect(retry(call, options)).rejects.toThrow('closed until tomorrow')
  expect(clock.pendingTimers).toBe(0)
})

test('the pauses of a repeated call double from the first up to a minute', async () => {
  const clock = new FakeClock()
  const { call, madeAt } = failing(clock, Array(9).fill(busy))
  await clock.run(retry(call, { ...always, attempts: 10, baseMs: 1_000, clock }))
  const pauses = madeAt.slice(1).map((at, index) => (at - madeAt[index]!) / 1_000)
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('the pause that a failure asks for and its jitter together are at most the longest pause', async () => {
  const clock = new FakeClock()
  const { call, madeAt } = failing(clock, [busy])
  await clock.run(retry(call, { ...always, baseMs: 30_000, askedPauseMs: () => 59_000, clock }))
  expect(madeAt).toEqual([0, 60_000])
})

test('the pauses of a repeated call are drawn evenly between 0 and their full length', async () => {
  const clock = new FakeClock()
  const pauses: number[] = []
  for (let turn = 0; turn < 400; turn += 1) {
    const before = clock.now()
    await clock.run(retry(failing(clock, [busy]).call, { isTemporary, baseMs: 1_000, clock }))
    pauses.push(clock.now() - before)
  }
  expect(pauses.filter((ms) => ms < 250).length).toBeGreaterThan(50)
  expect(pauses.filter((ms) => ms > 750).length).toBeGreaterThan(50)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000)
})
