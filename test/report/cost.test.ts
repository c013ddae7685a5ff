import { expect, test } from 'vitest'
import { costOf } from '../../src/report/cost.ts'
import { costOfAnHour, sum } from '../../src/report/messages.ts'

test.for<[number, string]>([
  [0.003, 'less than $0.01'],
  [0.0377, 'about $0.038'],
  [0.1357, 'about $0.14'],
  [0.5, 'about $0.50'],
  [3.216, 'about $3.22'],
])('a price of $%f an hour is printed with the digits that are known', ([perHourUsd, shown]) => {
  expect(costOfAnHour({ perHourUsd, by: '' })).toBe(`${shown} an hour`)
})

test('a price that depends on the load is printed as a maximum', () => {
  expect(costOfAnHour({ perHourUsd: 0.8, isAtMost: true, by: '' })).toMatch(/^at most .*\$0\.80/)
})

test('a type without a price is named together with the option that sets one, and has no cost', () => {
  const cost = { unpriced: 'r9.large.search' }
  expect(costOfAnHour(cost)).toContain('r9.large.search')
  expect(costOfAnHour(cost)).toContain("'aws.pricesPerHour'")
  expect(costOf(cost, 1)).toBe(undefined)
})

test('a length of time costs its part of an hour, in whole cents', () => {
  expect(sum(costOf({ perHourUsd: 0.098, by: '' }, 90 * 60_000)!, false)).toContain('$0.15')
})
