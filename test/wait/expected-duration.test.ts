import { expect, test } from 'vitest'
import { hazard, learnDurations } from '../../src/wait/expected-duration.ts'

const MINUTE = 60_000
const prior = { medianMs: 13 * MINUTE, spread: 0.35 }
const minutes = (...lasted: number[]) => lasted.map((each) => each * MINUTE)

test('the assumed duration stays when no duration was seen', () => {
  expect(learnDurations([], prior)).toEqual(prior)
  expect(learnDurations([0, -5, Number.NaN, Number.POSITIVE_INFINITY], prior)).toEqual(prior)
})

test('few durations change the expected one a little, and many change it more', () => {
  const [one, three, twenty] = [1, 3, 20].map((count) => learnDurations(Array(count).fill(26 * MINUTE), prior).medianMs)
  expect(one! / MINUTE).toBeCloseTo(15.46, 1)
  expect(three! / MINUTE).toBeCloseTo(18.38, 1)
  expect(twenty! / MINUTE).toBeGreaterThan(23)
  expect(twenty! / MINUTE).toBeLessThan(26)
})

test('one duration of hours hardly changes the expected one', () => {
  const usual = minutes(12, 13, 13, 14, 12, 13, 14, 13, 12, 13)
  const { medianMs, spread } = learnDurations(usual, prior)
  const withOutlier = learnDurations([...usual.slice(1), 300 * MINUTE], prior)
  expect(withOutlier.medianMs / medianMs).toBeCloseTo(1, 1)
  expect(withOutlier.spread).toBeLessThan(spread * 1.2)
})

test('durations that agree narrow the spread, and durations that differ widen it', () => {
  expect(learnDurations(Array(10).fill(13 * MINUTE), prior).spread).toBeLessThan(0.25)
  expect(learnDurations(minutes(4, 6, 9, 13, 19, 27, 40), prior).spread).toBeGreaterThan(0.5)
})

test('the spread never becomes smaller than the least that AWS can have', () => {
  const sure = { medianMs: 13 * MINUTE, spread: 0.1 }
  expect(learnDurations(Array(20).fill(13 * MINUTE), sure).spread).toBeCloseTo(0.1)
})

test('durations that contradict the assumption widen the spread over both', () => {
  const { medianMs, spread } = learnDurations(Array(10).fill(1_000), prior)
  expect(medianMs).toBeLessThan(MINUTE)
  expect(spread).toBeGreaterThan(2)
})

test('only the newest twenty durations count', () => {
  const old = Array(100).fill(60 * MINUTE)
  const now = Array(20).fill(13 * MINUTE)
  expect(learnDurations([...old, ...now], prior)).toEqual(learnDurations(now, prior))
})

test('the hazard rate is that of a log-logistic distribution', () => {
  // Survival, 1 / (1 + (t / median) ** shape), by its definition: the rate is minus the slope of its logarithm.
  const shape = Math.PI / (0.35 * Math.sqrt(3))
  const survival = (ms: number) => 1 / (1 + (ms / prior.medianMs) ** shape)
  for (const ms of minutes(1, 5, 13, 20, 90)) {
    const slope = (Math.log(survival(ms - 10)) - Math.log(survival(ms + 10))) / 20
    expect(hazard(prior, ms) / slope).toBeCloseTo(1, 4)
  }
})

test('the hazard rate of a very late resource falls with time, also near the largest number', () => {
  const sure = { medianMs: 1, spread: 0.001 }
  expect(hazard(sure, 1e9)).toBeCloseTo(Math.PI / (0.001 * Math.sqrt(3)) / 1e9)
})
