import { expect, test } from 'vitest'
import { aboutDollars, costOf, costOfAnHour } from '../../src/report/cost.ts'

test.for<[number, string]>([
  [0.003, 'less than $0.01 an hour'],
  [0.0377, 'about $0.038 an hour'],
  [0.1357, 'about $0.14 an hour'],
  [0.5, 'about $0.50 an hour'],
  [3.216, 'about $3.22 an hour'],
])('an hour for %f is told in the digits that are known', ([perHourUsd, told]) => {
  expect(costOfAnHour({ perHourUsd, by: '' })).toBe(told)
})

test('what depends on the load is told as the most it can be', () => {
  expect(costOfAnHour({ perHourUsd: 0.8, isAtMost: true, by: '' })).toBe('at most about $0.80 an hour')
})

test('a type without a price is told as such, with the option that takes one', () => {
  expect(costOfAnHour({ unpriced: 'r9.large.search' })).toBe(
    "nobody has said here what r9.large.search costs ('aws.pricesPerHour')",
  )
  expect(costOf({ unpriced: 'r9.large.search' }, 1)).toBe(undefined)
})

test('a time costs its part of an hour, in whole cents', () => {
  expect(aboutDollars(costOf({ perHourUsd: 0.098, by: '' }, 90 * 60_000)!)).toBe('about $0.15')
  expect(aboutDollars(0.004)).toBe('less than $0.01')
})
