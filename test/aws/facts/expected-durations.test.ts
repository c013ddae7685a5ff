import { expect, test } from 'vitest'
import { schedulesFor } from '../../../src/aws/facts/expected-durations.ts'

const MINUTE = 60_000
const nothing = { ready: [], gone: [] }

test.for([
  ['opensearch-domain', 13, 10],
  ['neptune-cluster', 8, 8],
] as const)('without earlier runs a %s is expected to take as long as others report', ([type, ready, gone]) => {
  expect(schedulesFor(type, nothing).expected).toEqual({ readyMs: ready * MINUTE, goneMs: gone * MINUTE })
})

test('the durations of earlier runs change what is expected of creations and deletions separately', () => {
  const { expected } = schedulesFor('opensearch-domain', { ready: Array(20).fill(20 * MINUTE), gone: [] })
  expect(expected.readyMs).toBeGreaterThan(18 * MINUTE)
  expect(expected.goneMs).toBe(10 * MINUTE)
})

test('polls are most frequent around the expected time', () => {
  const { schedules } = schedulesFor('neptune-cluster', nothing)
  const pauseAt = (minutes: number) => schedules.ready({ elapsedMs: minutes * MINUTE, polls: 9, state: 'creating' })
  expect(pauseAt(9)).toBeLessThan(20_000)
  expect(pauseAt(2)).toBeGreaterThan(2 * pauseAt(9))
})

test('a type of resource without reported durations has a schedule as well', () => {
  const { schedules, expected } = schedulesFor('toy-engine', { ready: Array(10).fill(2_000), gone: [] })
  expect(schedules.gone({ elapsedMs: 0, polls: 1, state: 'stopping' })).toBeLessThan(500)
  expect(expected.readyMs).toBeLessThan(MINUTE)
})
