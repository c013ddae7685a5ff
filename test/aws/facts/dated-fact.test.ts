import { expect, test } from 'vitest'
import { readFacts } from '../../../scripts/check-facts.ts'
import { dueFacts } from '../../../src/aws/facts/dated-fact.ts'

const now = new Date('2026-06-30T12:00:00Z')
const fact = (asOf: string) => ({ what: 'prices', asOf, source: 'https://example.org/prices' })

test('a dated fact that was compared with its source within the given days is not due', () => {
  expect(dueFacts([fact('2026-06-20'), fact('2026-06-30')], 10, now)).toEqual([])
})

test('a dated fact that is a day older is due, with its age and where to compare it', () => {
  const [line, ...others] = dueFacts([fact('2026-06-19')], 10, now)
  expect(others).toEqual([])
  expect(line).toMatch(/^prices: 11 days old, as of 2026-06-19\..*https:\/\/example\.org\/prices$/)
})

test.for(['2026-07-01', '2026-13-01', 'March 2026', ''])(
  'a dated fact as of %j is due, because that is no day in the past',
  (asOf) => {
    expect(dueFacts([fact(asOf)], 10_000, now)).toEqual([`prices: '${asOf}' is no day that has been.`])
  },
)

test('every file of src/aws/facts says when and with what it was compared', async () => {
  const facts = await readFacts()
  expect(facts.length).toBeGreaterThanOrEqual(4)
  // No day is in the future, and each is a day: nothing is due that is as old as AWS may get.
  expect(dueFacts(facts, 36_500, new Date())).toEqual([])
  for (const { source } of facts) expect(source).not.toBe('')
})
