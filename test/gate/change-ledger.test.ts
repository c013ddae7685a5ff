import { expect, test } from 'vitest'
import { ChangeLedger } from '../../src/gate/change-ledger.ts'

test('counts as changed until the worker has said that all is as it should be', () => {
  const ledger = new ChangeLedger()
  expect(ledger.hasChanged(1)).toBe(true)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(false)
  expect(ledger.hasChanged(2)).toBe(true)
})

test('a pristine one counts as changed with the first request that can change something', () => {
  const ledger = new ChangeLedger(true)
  expect(ledger.hasChanged(1)).toBe(false)
  ledger.begin(1)()
  expect(ledger.hasChanged(1)).toBe(true)
  expect(ledger.hasChanged(2)).toBe(false)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(false)
})

test('a request that was under way when all was forgotten marks the worker again', () => {
  const ledger = new ChangeLedger()
  const end = ledger.begin(1)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(true)
  end()
  expect(ledger.hasChanged(1)).toBe(true)
  ledger.forget(1)
  expect(ledger.hasChanged(1)).toBe(false)
})
