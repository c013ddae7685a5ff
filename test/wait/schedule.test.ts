import { expect, test } from 'vitest'
import { every, growing } from '../../src/wait/schedule.ts'

const moment = (polls: number) => ({ elapsedMs: 0, polls, state: 'starting' })

test('an even schedule always has the same pause', () => {
  expect([1, 2, 50].map((polls) => every(100)(moment(polls)))).toEqual([100, 100, 100])
})

test('growing pauses grow by their factor up to the longest, after any number of polls', () => {
  const schedule = growing({ fromMs: 100, toMs: 1_000, factor: 2 })
  expect([1, 2, 3, 4, 5, 6, 5_000].map((polls) => schedule(moment(polls)))).toEqual([
    100, 200, 400, 800, 1_000, 1_000, 1_000,
  ])
  expect(growing({ fromMs: 250, toMs: 10_000 })(moment(2))).toBe(400)
})
