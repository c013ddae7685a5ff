import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/report/events.ts'
import { reportPolls } from '../../src/report/report-polls.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'
import { FakeClock } from '../support/fake-clock.ts'

test('each poll is reported, and each change of state once; a poll that sees nothing changes no state', async () => {
  const clock = new FakeClock()
  const events: RunEvent[] = []
  const seen = [
    undefined,
    { state: 'Creating', detail: 'validating' },
    'throttled',
    { state: 'Creating' },
    { state: 'Active' },
  ]
  const options = { what: 'domain a', wanted: 'Active', expectedMs: 60_000 }
  await clock.run(
    waitForState({
      what: options.what,
      target: options.wanted,
      pending: 'any',
      timeoutMs: 60_000,
      intervalMs: 1_000,
      clock,
      tolerate: () => 'slow-down',
      random: () => 0,
      observe: async () => {
        const look = seen.shift()
        if (typeof look === 'string') throw new Error(look)
        return look
      },
      onPoll: reportPolls((event) => events.push(event), options),
    }),
  )
  const waiting = { type: 'waiting', what: 'domain a', wanted: 'Active', expectedMs: 60_000 }
  expect(events).toEqual([
    { type: 'resource-state', what: 'domain a', state: 'absent', elapsedMs: 0 },
    { ...waiting, state: 'absent', elapsedMs: 0 },
    { type: 'resource-state', what: 'domain a', state: 'Creating', detail: 'validating', elapsedMs: 1_000 },
    { ...waiting, state: 'Creating', elapsedMs: 1_000 },
    { ...waiting, state: 'throttled', elapsedMs: 2_000 },
    { ...waiting, state: 'Creating', elapsedMs: 3_000 },
    { type: 'resource-state', what: 'domain a', state: 'Active', elapsedMs: 4_000 },
    { ...waiting, state: 'Active', elapsedMs: 4_000 },
  ])
})
