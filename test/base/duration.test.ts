import { expect, test } from 'vitest'
import { duration, passed } from '../../src/base/duration.ts'

test.for([
  [0, '0.0 s'],
  [7_940, '7.9 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min'],
  [440_000, '7 min 20 s'],
  [3_599_600, '1 h'],
  [3_900_000, '1 h 5 min'],
] as const)('a duration of %i ms is printed as %s', ([ms, words]) => {
  expect(duration(ms)).toBe(words)
})

test.for([
  [440_000, 793_000, '7 min 20 s of about 13 min'],
  [4_600, 43_000, '5 s of about 45 s'],
  [60_000, 138_000, '1 min of about 2 min 30 s'],
  [845_000, 793_000, '14 min 5 s, usually about 13 min'],
  [4_000_000, 5_000_000, '1 h 6 min of about 1 h 25 min'],
  [1_000, 100, '1 s, usually about 5 s'],
  [61_000, undefined, '1 min 1 s'],
] as const)('a wait that has taken %i ms of %s expected ms is printed as %s', ([elapsedMs, expectedMs, words]) => {
  expect(passed(elapsedMs, expectedMs)).toBe(words)
})
