import { globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Outcome, targets } from './behaviour.ts'
import { behaviourTable } from './behaviour-table.ts'
import { behaviourProjects } from './behaviours.ts'

const projects = fileURLToPath(new URL('../../projects/behaviours/', import.meta.url))

test('each test file of the suite is in its definition, and each of the definition is there', () => {
  const there = globSync('*/*.test.ts', { cwd: projects }).map((path) => `${dirname(path)}, ${basename(path)}`)
  const defined = behaviourProjects.flatMap(({ folder, tests, fails }) =>
    [...Object.keys(tests), ...(fails ? [folder] : [])].map((file) => `${folder}, ${file}.test.ts`),
  )
  expect(there.sort()).toEqual(defined.sort())
})

test('what is absent on a target is there on another one, and has a sentence that says why', () => {
  const all = behaviourProjects.flatMap(({ tests }) => Object.values(tests).flat())
  for (const { absent = {} } of all) {
    expect(Object.keys(absent).length).toBeLessThan(targets.length)
    for (const reason of Object.values(absent)) expect(reason).toMatch(/^[A-Z].{30,}\.$/)
  }
})

test('the table has a row for each behaviour, the reasons below, and says what failed and what was not run', () => {
  const of = (title: string, target: Outcome['target'], outcome: string, reason?: string): Outcome => {
    return { area: 'exclusive, a', title, target, outcome, ...(reason && { reason }) }
  }
  const outcomes = [
    of('one', 'local', 'passed'),
    of('two', 'local', 'failed: a | b'),
    of('one', 'aws', 'skipped'),
    of('two', 'aws', 'absent', 'It cannot be.'),
  ]
  expect(behaviourTable(outcomes).split('\n')).toEqual([
    '| level and file | behaviour | local | containers | aws |',
    '|---|---|---|---|---|',
    '| exclusive, a | one | passed | not run | skipped |',
    '| exclusive, a | two | failed: a \\| b | not run | absent (1) |',
    '',
    '(1) It cannot be.',
  ])
})
