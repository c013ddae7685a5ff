import { expect, test } from 'vitest'
import * as messages from '../../src/report/messages.ts'
import type { WaitingEvent } from '../../src/report/resource-events.ts'
import { cluster, domain, printed, reported, screenOf } from './reported.ts'

const waiting: WaitingEvent = {
  type: 'waiting',
  what: domain,
  wanted: 'Active',
  state: 'Creating',
  elapsedMs: 0,
  expectedMs: 780_000,
}

/** The line of a wait that differs from `waiting` in these facts. */
function line(seen: Partial<WaitingEvent>): string {
  const { what, state, wanted, elapsedMs, expectedMs } = { ...waiting, ...seen }
  return messages.waiting(what, state, wanted, elapsedMs, expectedMs)
}

test('a log has a line of a wait after a minute, and then more and more rarely', () => {
  const { lines, report } = reported()
  for (let elapsedMs = 0; elapsedMs <= 1_500_000; elapsedMs += 5_000) report({ ...waiting, elapsedMs })
  report({ ...waiting, state: 'Active', elapsedMs: 1_505_000 })
  const minutes = [1, 3, 7, 12, 17, 22]
  expect(lines).toEqual(printed(...minutes.map((each) => line({ elapsedMs: each * 60_000 }))))
})

test('a log has a line of a change of state at once, and the next line of the wait a minute after it', () => {
  const { lines, report } = reported()
  report({ type: 'resource-state', what: domain, state: 'Creating', detail: 'validating', elapsedMs: 0 })
  report({ ...waiting, elapsedMs: 55_000 })
  report({ type: 'resource-state', what: domain, state: 'Modifying', elapsedMs: 58_000 })
  report({ ...waiting, state: 'Modifying', elapsedMs: 100_000 })
  report({ ...waiting, state: 'Modifying', elapsedMs: 118_000 })
  expect(lines).toEqual(
    printed(
      messages.stateSeen(domain, 'Creating', 0, 'validating'),
      messages.stateSeen(domain, 'Modifying', 58_000, undefined),
      line({ state: 'Modifying', elapsedMs: 118_000 }),
    ),
  )
})

test('the line of a wait does not say how long it usually takes where that is not known', () => {
  const { lines, report } = reported()
  report({ ...waiting, expectedMs: undefined, elapsedMs: 60_000 })
  expect(lines).toEqual(printed(line({ expectedMs: undefined, elapsedMs: 60_000 })))
})

test('a new wait for the same resource has its first line a minute after its own beginning', () => {
  const { lines, report } = reported()
  report({ ...waiting, elapsedMs: 60_000 })
  report({ ...waiting, elapsedMs: 300_000 })
  report({ type: 'run-failed', message: 'no', elapsedMs: 300_000 })
  report({ ...waiting, wanted: 'absent', elapsedMs: 60_000 })
  expect(lines.slice(2)).toEqual(printed(line({ wanted: 'absent', elapsedMs: 60_000 })))
})

test('a terminal shows each wait in a line that changes every second, also between two polls', async () => {
  const { lines, clock, report } = reported({ columns: 100 })
  report(waiting)
  report({ ...waiting, what: cluster, state: 'creating', wanted: 'available', expectedMs: undefined })
  await clock.advance(2_999)
  expect(lines).toHaveLength(7)
  expect(screenOf(lines)).toEqual(
    printed(
      line({ elapsedMs: 2_000 }),
      line({ what: cluster, state: 'creating', expectedMs: undefined, elapsedMs: 2_000 }),
    ),
  )
})

test('on a terminal a line that stays is printed above the lines that change', async () => {
  const { lines, clock, report } = reported({ columns: 100 })
  report(waiting)
  report({ ...waiting, what: cluster, state: 'creating' })
  await clock.advance(1_000)
  report({ type: 'resource-created', what: cluster, elapsedMs: 1_000 })
  await clock.advance(1_000)
  const created = messages.resourceCreated(cluster, 1_000)
  expect(screenOf(lines)).toEqual(printed(created, line({ elapsedMs: 2_000 })))
  report({ type: 'run-ready', target: 'aws', elapsedMs: 2_000 })
  expect(screenOf(lines)).toEqual(printed(created, messages.readyForTests('aws', 2_000)))
  expect(clock.pendingTimers).toBe(0)
})

test('a line that would wrap is cut at its end, so that its time stays', () => {
  const { lines, report } = reported({ columns: 60 })
  report(waiting)
  expect(lines).toEqual([' aws-fixtures  waiting 0 s of about 13 min: OpenSearch doma'])
  expect(lines[0]).toHaveLength(59)
})

test('a download and a wait change in lines of their own', () => {
  const { lines, report } = reported({ columns: 100 })
  const download = { type: 'downloading', what: 'OpenSearch', totalBytes: 2e6, byAnother: false } as const
  report(waiting)
  report({ ...download, receivedBytes: 1e6 })
  report({ ...download, receivedBytes: 2e6 })
  expect(screenOf(lines)).toEqual(
    printed(messages.downloading('OpenSearch', false, 2e6, 2e6, 0), line({ elapsedMs: 0 })),
  )
})
