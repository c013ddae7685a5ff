import { expect, test } from 'vitest'
import * as messages from '../../src/report/messages.ts'
import { receipt } from '../../src/report/receipt.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { cluster, domain, printed, reported } from './reported.ts'

const MINUTE = 60_000
const cheap = { perHourUsd: 0.036, by: 'at the prices of a list' }
const dear = { perHourUsd: 0.6, by: 'at the prices of a list' }
const none = { elapsedMs: 0 }

test('the receipt counts each resource from its request until it is gone, and adds them up', async () => {
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
    expect.arrayContaining(
      printed(messages.resourceRequested(domain, cheap), messages.resourceRequested(cluster, dear)),
    ),
  )
  // 50 min of 0.036 and 30 min of 0.6 an hour.
  const costs = printed(
    messages.receipt(
      [
        messages.receiptItem({ what: domain, cost: cheap, paidMs: 50 * MINUTE, usd: 0.03, end: 'deleted' }),
        messages.receiptItem({ what: cluster, cost: dear, paidMs: 30 * MINUTE, usd: 0.3, end: 'deleted' }),
      ],
      messages.sum(0.33, false),
    ),
  )
  const start = lines.indexOf(costs[0]!)
  expect(lines.slice(start, start + costs.length)).toEqual(costs)
})

test('a resource that is kept goes on costing, and of one that is kept stopped only the storage does', async () => {
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
    ...messages.receipt(
      [
        messages.receiptItem({ what: domain, cost: cheap, paidMs: 30 * MINUTE, usd: 0.018, end: 'kept' }),
        messages.receiptItem({ what: cluster, cost: dear, end: 'stopped' }),
      ],
      undefined,
    ),
  ])
})

test('a resource whose deletion nobody saw may go on costing', async () => {
  const clock = new FakeClock()
  const { note, ...costs } = withLines(clock)
  note({ type: 'resource-asked', what: cluster, cost: { ...dear, isAtMost: true } })
  note({ type: 'resource-state', what: cluster, state: 'creating', elapsedMs: 1 })
  await clock.advance(60 * MINUTE)
  expect(costs.lines()).toEqual([
    ...messages.receipt(
      [messages.receiptItem({ what: cluster, cost: { ...dear, isAtMost: true }, paidMs: 60 * MINUTE, usd: 0.6 })],
      undefined,
    ),
  ])
})

test('a resource without a price is listed without a sum, and one that was never created is not listed', async () => {
  const clock = new FakeClock()
  const { note, ...costs } = withLines(clock)
  note({ type: 'resource-asked', what: 'OpenSearch domain vaf-a-0', cost: cheap })
  note({ type: 'resource-asked', what: domain, cost: { unpriced: 'r9.large.search' } })
  await clock.advance(10 * MINUTE)
  note({ type: 'resource-deleted', what: domain, ...none })
  expect(costs.lines()).toEqual([
    ...messages.receipt(
      [
        messages.receiptItem({
          what: domain,
          cost: { unpriced: 'r9.large.search' },
          paidMs: 10 * MINUTE,
          end: 'deleted',
        }),
      ],
      undefined,
    ),
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
