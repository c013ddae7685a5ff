import { expect, test } from 'vitest'
import { ChangeLedger } from '../../../src/gate/changes/change-ledger.ts'
import { FakeClock } from '../../support/fake-clock.ts'

test('a namespace counts as changed until its worker has said that it is clean', () => {
  const ledger = new ChangeLedger()
  expect(ledger.hasChanged(1)).toBe(true)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(false)
  expect(ledger.hasChanged(2)).toBe(true)
})

test('a pristine namespace counts as changed from the first request that can change something', () => {
  const ledger = new ChangeLedger(true)
  expect(ledger.hasChanged(1)).toBe(false)
  ledger.begin(1)()
  expect(ledger.hasChanged(1)).toBe(true)
  expect(ledger.hasChanged(2)).toBe(false)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(false)
})

test("a request that was under way when its worker's record was cleared marks the worker again", () => {
  const ledger = new ChangeLedger()
  const end = ledger.begin(1)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(true)
  end()
  expect(ledger.hasChanged(1)).toBe(true)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(false)
})

test('a change that takes too long while a worker waits for it is cut off and named', async () => {
  const clock = new FakeClock()
  const ledger = new ChangeLedger(true, clock)
  const cut: string[] = []
  const ends = ['quick', 'slow', 'slower'].map((what) => ledger.begin(1, what, () => cut.push(what)))
  ledger.begin(2, "another worker's", () => cut.push("another worker's"))
  const settling = ledger.settle(1, 30_000)
  ends[0]!()
  await clock.advance(299)
  expect(cut).toEqual([])
  await clock.advance(1)
  expect(cut).toEqual(['slow', 'slower'])
  ends[1]!()
  await clock.advance(29_700)
  expect(await settling).toEqual({ late: ['slow (0 s)', 'slower (0 s)'], underWay: ['slower (30 s)'] })
})
