import { expect, test } from 'vitest'
import { minutesTable } from './minutes-reporter.ts'

test('a project takes from the start of its first file to the end of its last, however many run side by side', () => {
  const spans = [
    { project: 'package', begun: 120_000, ended: 240_000 },
    { project: 'engines', begun: 0, ended: 60_000 },
    { project: 'engines', begun: 30_000, ended: 90_000 },
  ]
  expect(minutesTable(spans)).toMatchInlineSnapshot(`
    "| project | files | minutes | minutes of all files |
    |---|---|---|---|
    | \`engines\` | 2 | 1.5 | 2.0 |
    | \`package\` | 1 | 2.0 | 2.0 |"
  `)
})
