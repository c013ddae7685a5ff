import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ExpectedAt, expectedAt } from '../../src/wait/expected-at.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'
import { FakeClock } from '../support/fake-clock.ts'

const MINUTE = 60_000
const expected: ExpectedAt = { medianMs: 13 * MINUTE, spread: 0.35, random: () => 0 }

/** The times of the polls until `untilMs`, where a poll takes no time. */
function looksOf(options: ExpectedAt, untilMs: number): number[] {
  const schedule = expectedAt(options)
  const times = [0]
  for (let elapsedMs = 0; elapsedMs < untilMs; times.push(elapsedMs)) {
    elapsedMs += schedule({ elapsedMs, polls: times.length, state: 'creating' })
  }
  return times
}

/** The pause that a wait is in at a time. */
function pauseAt(times: readonly number[], ms: number): number {
  const next = times.findIndex((time) => time > ms)
  return times[next]! - times[next - 1]!
}

test('the schedule polls soon at first, and then after pauses that grow with the time that has passed', () => {
  const times = looksOf({ ...expected, random: () => 0.5 }, 30_000)
  expect(times[1]).toBeLessThanOrEqual(250)
  expect(times.length).toBeGreaterThan(4)
  expect(times.length).toBeLessThan(9)
  for (const [at, time] of times.slice(2).entries()) expect(time).toBeLessThanOrEqual(3 * times[at + 1]! + 250)
})

test('the schedule polls often around the expected time, and rarely before and after', () => {
  const times = looksOf(expected, 120 * MINUTE)
  const around = pauseAt(times, 13 * MINUTE)
  expect(pauseAt(times, 2 * MINUTE)).toBeGreaterThan(4 * around)
  expect(pauseAt(times, 100 * MINUTE)).toBeGreaterThan(1.5 * around)
})

test('a pause follows from the hazard rate: a poll that costs four times as much doubles it', () => {
  const cheap = pauseAt(looksOf({ ...expected, pollCostMs: 100 }, 20 * MINUTE), 13 * MINUTE)
  const dear = pauseAt(looksOf({ ...expected, pollCostMs: 400 }, 20 * MINUTE), 13 * MINUTE)
  expect(dear / cheap).toBeGreaterThan(1.8)
  expect(dear / cheap).toBeLessThan(2.2)
})

test('the pauses stay within bounds when a resource is much later than expected', () => {
  const times = looksOf({ ...expected, spread: 0.1 }, 24 * 60 * MINUTE)
  expect(pauseAt(times, 60 * MINUTE)).toBeGreaterThan(5_000)
  expect(pauseAt(times, 60 * MINUTE)).toBeLessThan(30_000)
  expect(pauseAt(times, 23 * 60 * MINUTE)).toBeLessThanOrEqual(120_000)
})

test('a resource that was expected within a second and takes minutes is not polled too often', () => {
  const times = looksOf({ medianMs: 1_000, spread: 0.1, random: () => 0 }, 13 * MINUTE)
  expect(times.length).toBeLessThan((13 * MINUTE) / 2_000)
  expect(pauseAt(times, 12 * MINUTE)).toBeGreaterThan(3_000)
})

test('runs that begin together poll at different times, evenly spread, and equally often', () => {
  const runs = [0, 0.25, 0.5, 0.75].map((phase) => looksOf({ ...expected, random: () => phase }, 20 * MINUTE))
  const around = runs.map((times) => times.find((time) => time > 13 * MINUTE)!).sort((a, b) => a - b)
  const pauseMs = pauseAt(runs[0]!, 13 * MINUTE)
  for (const [at, time] of around.slice(1).entries()) expect(time - around[at]!).toBeGreaterThan(pauseMs / 6)
  const counts = runs.map((times) => times.length)
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
})

test('a late answer does not bring the next poll closer', () => {
  const schedule = expectedAt(expected)
  const onTime = schedule({ elapsedMs: 13 * MINUTE, polls: 9, state: 'creating' })
  // Each answer takes most of the pause.
  for (let elapsedMs = 13 * MINUTE; elapsedMs < 20 * MINUTE; ) {
    const pauseMs = schedule({ elapsedMs, polls: 9, state: 'creating' })
    expect(pauseMs).toBeGreaterThan(onTime / 4)
    elapsedMs += pauseMs * 1.9
  }
})

test('one schedule serves two waits that began at different times', () => {
  const shared = expectedAt(expected)
  const moment = { polls: 1, state: 'creating' }
  const [early, late] = [1_000, 20 * MINUTE].map((elapsedMs) => expectedAt(expected)({ ...moment, elapsedMs }))
  for (let turn = 0; turn < 2; turn += 1) {
    expect(shared({ ...moment, elapsedMs: 20 * MINUTE })).toBeCloseTo(late!, 0)
    expect(shared({ ...moment, elapsedMs: 1_000 })).toBeCloseTo(early!, 0)
  }
})

test('a clock that is set back does not cause a long pause', () => {
  expect(expectedAt(expected)({ elapsedMs: -50 * MINUTE, polls: 9, state: 'creating' })).toBeLessThan(1_000)
})

test('the pauses stay within bounds whatever duration is expected', () => {
  const durations = fc.double({ min: 1, max: 1e9, noNaN: true })
  const expectations = fc.record({
    medianMs: durations,
    spread: fc.double({ min: 0.01, max: 10, noNaN: true }),
    pollCostMs: fc.double({ min: 1, max: 1e6, noNaN: true }),
  })
  const phases = fc.double({ min: 0, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(expectations, phases, durations, (expectation, phase, elapsedMs) => {
      const pauseMs = expectedAt({ ...expectation, random: () => phase })({ elapsedMs, polls: 3, state: 'creating' })
      expect(pauseMs).toBeGreaterThanOrEqual(100)
      expect(pauseMs).toBeLessThanOrEqual(200_000)
    }),
  )
})

test('a wait with this schedule notices an emulator within a second, and a domain within seconds', async () => {
  for (const [readyMs, within] of [
    [1_000, 1_500],
    [13 * MINUTE, 15_000],
    [70 * MINUTE, 60_000],
  ] as const) {
    const clock = new FakeClock()
    const waiting = waitForState({
      what: 'OpenSearch domain a',
      observe: async () => ({ state: clock.now() >= readyMs ? 'active' : 'creating' }),
      target: 'active',
      pending: ['creating'],
      timeoutMs: 90 * MINUTE,
      schedule: expectedAt(expected),
      clock,
    })
    await clock.run(waiting)
    expect(clock.now() - readyMs).toBeLessThan(within)
  }
})
