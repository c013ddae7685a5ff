import { expect, test } from 'vitest'
import { every, growing } from '../../src/wait/schedule.ts'

const moment = (looks: number) => ({ elapsedMs: 0, looks, state: 'starting' })

test('an even schedule has one pause', () => {
  expect([1, 2, 50].map((looks) => every(100)(moment(looks)))).toEqual([100, 100, 100])
})

test('growing pauses grow by their factor up to the longest, however many looks there were', () => {
  const schedule = growing({ fromMs: 100, toMs: 1_000, factor: 2 })
  expect([1, 2, 3, 4, 5, 6, 5_000].map((looks) => schedule(moment(looks)))).toEqual([
    100, 200, 400, 800, 1_000, 1_000, 1_000,
  ])
  expect(growing({ fromMs: 250, toMs: 10_000 })(moment(2))).toBe(400)
})
