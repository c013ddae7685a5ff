import { expect, test } from 'vitest'
import { receipt } from '../../src/report/receipt.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { cluster, domain, reported } from './reported.ts'

const MINUTE = 60_000
const cheap = { perHourUsd: 0.036, by: 'by a list' }
const dear = { perHourUsd: 0.6, by: 'by a list' }
const none = { elapsedMs: 0 }

test('each resource costs from before it is asked for until it is gone, and both together', async () => {
  const { lines, clock, report } = reported()
  report({ type: 'resource-asked', what: domain, cost: cheap })
  await clock.advance(5 * MINUTE)
  report({ type: 'resource-asked', what: cluster, cost: dear })
  await clock.advance(10 * MINUTE)
  report({ type: 'resource-created', what: domain, elapsedMs: 15 * MINUTE })
  report({ type: 'resource-created', what: cluster, elapsedMs: 10 * MINUTE })
  await clock.advance(20 * MINUTE)
  report({ type: 'resource-deleted', what: cluster, elapsedMs: 4 * MINUTE })
  await clock.advance(15 * MINUTE)
  report({ type: 'resource-deleted', what: domain, elapsedMs: 9 * MINUTE })
  await clock.advance(MINUTE)
  report({ type: 'cleanup-proved', removed: [domain, cluster], elapsedMs: 1 })
  expect(lines).toEqual(
    expect.arrayContaining([
      ` aws-fixtures  ${domain} is asked for: about $0.036 an hour while it is there, by a list`,
      ` aws-fixtures  ${cluster} is asked for: about $0.60 an hour while it is there, by a list`,
    ]),
  )
  // 50 min of 0.036 and 30 min of 0.6 an hour.
  const [start] = lines.flatMap((line, at) => (line.includes('what this run cost') ? [at] : []))
  expect(lines.slice(start, (start ?? 0) + 4)).toEqual([
    ' aws-fixtures  what this run cost, estimated:',
    `   - ${domain}: 50 min, about $0.03`,
    `   - ${cluster}: 30 min, about $0.30`,
    '   - about $0.33 in all',
  ])
})

test('what stays goes on costing, and what stays at rest hardly', async () => {
  const clock = new FakeClock()
  const { note, ...costs } = withLines(clock)
  note({ type: 'resource-asked', what: domain, cost: cheap })
  note({ type: 'resource-created', what: domain, ...none })
  note({ type: 'resource-reused', what: cluster, cost: dear, ...none })
  await clock.advance(30 * MINUTE)
  note({ type: 'resource-kept', what: domain, why: 'for the next run', ...none })
  note({ type: 'resource-kept', what: cluster, why: 'stopped for the next run', isAtRest: true, ...none })
  await clock.advance(30 * MINUTE)
  expect(costs.lines()).toEqual([
    'what this run cost, estimated:',
    `- ${domain}: 30 min, about $0.02; it stays and goes on costing: about $0.036 an hour`,
    `- ${cluster}: it stays at rest, where only its storage costs`,
  ])
})

test('what was not seen to be gone is told to go on costing', async () => {
  const clock = new FakeClock()
  const { note, ...costs } = withLines(clock)
  note({ type: 'resource-asked', what: cluster, cost: { ...dear, isAtMost: true } })
  note({ type: 'resource-state', what: cluster, state: 'creating', elapsedMs: 1 })
  await clock.advance(60 * MINUTE)
  expect(costs.lines()).toEqual([
    'what this run cost, estimated:',
    `- ${cluster}: 1 h, at most about $0.60; it was not seen to be gone, and may go on costing: at most about $0.60 an hour`,
  ])
})

test('what has no price is listed without a sum, and what never came to be not at all', async () => {
  const clock = new FakeClock()
  const { note, ...costs } = withLines(clock)
  note({ type: 'resource-asked', what: 'OpenSearch domain vaf-a-0', cost: cheap })
  note({ type: 'resource-asked', what: domain, cost: { unpriced: 'r9.large.search' } })
  await clock.advance(10 * MINUTE)
  note({ type: 'resource-deleted', what: domain, ...none })
  expect(costs.lines()).toEqual([
    'what this run cost, estimated:',
    `- ${domain}: 10 min, nobody has said here what r9.large.search costs ('aws.pricesPerHour')`,
  ])
})

test('a run whose resources cost nothing has no receipt', () => {
  const { note, ...costs } = withLines(new FakeClock())
  note({ type: 'resource-asked', what: domain })
  note({ type: 'resource-created', what: domain, ...none })
  note({ type: 'resource-deleted', what: domain, ...none })
  expect(costs.lines()).toEqual([])
})

function withLines(clock: FakeClock) {
  const costs = receipt(clock)
  return { note: costs.note, lines: () => costs.lines }
}
