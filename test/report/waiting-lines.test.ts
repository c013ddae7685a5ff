import { expect, test } from 'vitest'
import type { WaitingEvent } from '../../src/report/resource-events.ts'
import { cluster, domain, reported, screenOf } from './reported.ts'

const waiting: WaitingEvent = {
  type: 'waiting',
  what: domain,
  wanted: 'Active',
  state: 'Creating',
  elapsedMs: 0,
  expectedMs: 780_000,
}

test('a log tells of a wait after a minute, and then ever more rarely', () => {
  const { lines, report } = reported()
  for (let elapsedMs = 0; elapsedMs <= 1_500_000; elapsedMs += 5_000) report({ ...waiting, elapsedMs })
  report({ ...waiting, state: 'Active', elapsedMs: 1_505_000 })
  expect(lines).toEqual([
    ` aws-fixtures  waiting 1 min of about 13 min: ${domain} is Creating`,
    ` aws-fixtures  waiting 3 min of about 13 min: ${domain} is Creating`,
    ` aws-fixtures  waiting 7 min of about 13 min: ${domain} is Creating`,
    ` aws-fixtures  waiting 12 min of about 13 min: ${domain} is Creating`,
    ` aws-fixtures  waiting 17 min, usually about 13 min: ${domain} is Creating`,
    ` aws-fixtures  waiting 22 min, usually about 13 min: ${domain} is Creating`,
  ])
})

test('a change of state is told at once, and counts as having been told', () => {
  const { lines, report } = reported()
  report({ type: 'resource-state', what: domain, state: 'Creating', detail: 'validating', elapsedMs: 0 })
  report({ ...waiting, elapsedMs: 55_000 })
  report({ type: 'resource-state', what: domain, state: 'Modifying', elapsedMs: 58_000 })
  report({ ...waiting, state: 'Modifying', elapsedMs: 100_000 })
  report({ ...waiting, state: 'Modifying', elapsedMs: 118_000 })
  expect(lines).toEqual([
    ` aws-fixtures  ${domain} is Creating: validating`,
    ` aws-fixtures  ${domain} is Modifying after 58.0 s`,
    ` aws-fixtures  waiting 1 min 58 s of about 13 min: ${domain} is Modifying`,
  ])
})

test.for([
  [{ state: 'absent' }, `${domain} is not there yet`],
  [{ state: 'unanswered' }, `${domain} gives no answer`],
  [{ state: 'throttled' }, `${domain} wants to be asked less often`],
  [{ state: 'Deleting', wanted: 'absent' }, `${domain} is Deleting, to be gone`],
] as const)('%o is told in words', ([seen, words]) => {
  const { lines, report } = reported()
  report({ ...waiting, expectedMs: undefined, ...seen, elapsedMs: 60_000 })
  expect(lines).toEqual([` aws-fixtures  waiting 1 min: ${words}`])
})

test('a new wait for the same resource is told of from its own beginning', () => {
  const { lines, report } = reported()
  report({ ...waiting, elapsedMs: 60_000 })
  report({ ...waiting, elapsedMs: 300_000 })
  report({ type: 'run-failed', message: 'no', elapsedMs: 300_000 })
  report({ ...waiting, wanted: 'absent', elapsedMs: 60_000 })
  expect(lines.slice(2)).toEqual([` aws-fixtures  waiting 1 min of about 13 min: ${domain} is Creating, to be gone`])
})

test('a terminal shows each wait in a line that changes every second, also between two looks', async () => {
  const { lines, clock, report } = reported({ columns: 100 })
  report(waiting)
  report({ ...waiting, what: cluster, state: 'creating', wanted: 'available', expectedMs: undefined })
  await clock.advance(2_999)
  expect(lines).toHaveLength(7)
  expect(screenOf(lines)).toEqual([
    ` aws-fixtures  waiting 2 s of about 13 min: ${domain} is Creating`,
    ` aws-fixtures  waiting 2 s: ${cluster} is creating`,
  ])
})

test('on a terminal a line that stays takes the place of those that change, which come again below it', async () => {
  const { lines, clock, report } = reported({ columns: 100 })
  report(waiting)
  report({ ...waiting, what: cluster, state: 'creating' })
  await clock.advance(1_000)
  report({ type: 'resource-created', what: cluster, elapsedMs: 1_000 })
  await clock.advance(1_000)
  expect(screenOf(lines)).toEqual([
    ` aws-fixtures  ${cluster} created in 1.0 s`,
    ` aws-fixtures  waiting 2 s of about 13 min: ${domain} is Creating`,
  ])
  report({ type: 'run-ready', target: 'aws', elapsedMs: 2_000 })
  expect(screenOf(lines)).toEqual([
    ` aws-fixtures  ${cluster} created in 1.0 s`,
    ' aws-fixtures  target aws ready for tests after 2.0 s',
  ])
  expect(clock.pendingTimers).toBe(0)
})

test('a line that would wrap is cut, and keeps its time', () => {
  const { lines, report } = reported({ columns: 60 })
  report(waiting)
  expect(lines).toEqual([' aws-fixtures  waiting 0 s of about 13 min: OpenSearch doma'])
  expect(lines[0]).toHaveLength(59)
})

test('a download and a wait change side by side', () => {
  const { lines, report } = reported({ columns: 100 })
  const download = { type: 'downloading', what: 'OpenSearch', totalBytes: 2e6, byAnother: false } as const
  report(waiting)
  report({ ...download, receivedBytes: 1e6 })
  report({ ...download, receivedBytes: 2e6 })
  expect(screenOf(lines)).toEqual([
    ' aws-fixtures  downloading OpenSearch: 2.0 of 2.0 MB',
    ` aws-fixtures  waiting 0 s of about 13 min: ${domain} is Creating`,
  ])
})
