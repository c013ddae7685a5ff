import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { breaches } from './support/floors.ts'

test('every file of src imports only its own room and lower floors', () => {
  const src = fileURLToPath(new URL('../src', import.meta.url))
  const files = globSync('**/*.ts', { cwd: src }).map((file) => file.replaceAll('\\', '/'))
  expect(files.length).toBeGreaterThan(10)
  expect(breaches(Object.fromEntries(files.map((file) => [file, readFileSync(join(src, file), 'utf8')])))).toEqual([])
})

const house = {
  'errors.ts': '',
  'wait/clock.ts': '',
  'wait/sleep.ts': `import './clock.ts'`,
  'gate/gate.ts': `import type { A } from '../wait/clock.ts'`,
  'dataset/dataset.ts': `import data from './data.json' with { type: 'json' }`,
  'index.ts': `export { a } from './plugin.ts'`,
  'plugin.ts': `import type { B } from 'vitest/node'`,
}

test.for<[string, Record<string, string>, string[]]>([
  ['a sound house', {}, []],
  ['a room nobody has placed', { 'attic/trunk.ts': '' }, ['attic/trunk.ts has no floor.']],
  [
    'an import of a higher floor',
    { 'errors.ts': `import { a } from './wait/clock.ts'` },
    ['errors.ts imports wait/clock.ts, which is on a higher floor.'],
  ],
  [
    'a type from a higher floor',
    { 'errors.ts': `let a: import('./wait/clock.ts').A` },
    ['errors.ts imports wait/clock.ts, which is on a higher floor.'],
  ],
  [
    'a call that imports a higher floor',
    { 'errors.ts': `await import('./wait/clock.ts')` },
    ['errors.ts imports wait/clock.ts, which is on a higher floor.'],
  ],
  [
    'an import of another room on the same floor',
    { 'gate/body.ts': `export type { A } from '../dataset/dataset.ts'` },
    ['gate/body.ts imports dataset/dataset.ts, which is another room of its floor.'],
  ],
  [
    'an import that is only an example',
    { 'errors.ts': `/** import { a } from './wait/clock.ts' */ const a = "import './wait/clock.ts'"` },
    [],
  ],
  ['an import of nothing', { 'errors.ts': `import './x.ts'` }, ['errors.ts imports x.ts, which is not there.']],
  [
    'an import from outside',
    { 'errors.ts': `import '../test/x.ts'` },
    ['errors.ts imports ../test/x.ts, which is outside of src.'],
  ],
  ['an export of all', { 'wait/all.ts': `export * from './clock.ts'` }, ['wait/all.ts exports all of ./clock.ts.']],
  ['a namespace that is named', { 'wait/all.ts': `export * as clock from './clock.ts'` }, []],
  [
    'an AWS SDK below its floors',
    { 'wait/a.ts': `import type { A } from '@aws-sdk/types'` },
    ['wait/a.ts imports @aws-sdk/types, which has no place on its floor.'],
  ],
  [
    'an AWS SDK above its floors',
    { 'session/a.ts': `import '@aws-sdk/client-opensearch'` },
    ['session/a.ts imports @aws-sdk/client-opensearch, which has no place on its floor.'],
  ],
  [
    'an AWS SDK on its floors',
    { 'client/a.ts': `import '@aws-sdk/types'`, 'standin/a.ts': `import '@aws-sdk/types'` },
    [],
  ],
  [
    'Vitest below its floors',
    { 'session/a.ts': `import type { A } from 'vitest/node'` },
    ['session/a.ts imports vitest/node, which has no place on its floor.'],
  ],
  [
    'Vitest in the command line',
    { 'cli/main.ts': `import 'vitest/node'` },
    ['cli/main.ts imports vitest/node, which has no place on its floor.'],
  ],
  ['Vitest in the fixtures', { 'fixtures/index.ts': `import { test } from 'vitest'` }, []],
  ['Vite anywhere', { 'plugin.ts': `import 'vite'` }, ['plugin.ts imports vite, which has no place on its floor.']],
  [
    'a circle',
    { 'wait/clock.ts': `import './sleep.ts'` },
    ['Files import each other in a circle: wait/clock.ts → wait/sleep.ts → wait/clock.ts.'],
  ],
])('the check sees %s', ([, changes, expected]) => {
  expect(breaches({ ...house, ...changes })).toEqual(expected)
})
