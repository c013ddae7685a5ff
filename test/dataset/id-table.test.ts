import { expect, test } from 'vitest'
import { IdTable } from '../../src/dataset/id-table.ts'

test('an id keeps its first place in a table of ids, through every growth of the table', () => {
  const table = new IdTable()
  for (let line = 1; line <= 50_000; line += 1) {
    if (table.add(`id-${line}`, line % 2 === 0 ? 'even' : 'odd', line)) throw new Error(`id-${line} was not there.`)
  }
  expect(table.size).toBe(50_000)
  for (let line = 1; line <= 50_000; line += 997) {
    expect(table.has(`id-${line}`)).toBe(true)
    expect(table.add(`id-${line}`, 'again', 7)).toEqual({ file: line % 2 === 0 ? 'even' : 'odd', line })
  }
  expect(table.size).toBe(50_000)
  for (const unknown of ['', 'id-0', 'id-50001', 'ID-1', 'id-1 ', '\u0000']) expect(table.has(unknown)).toBe(false)
})
