import { expect, test } from 'vitest'
import { breaches, parseRoom, type Room, readRooms, readSources } from '../scripts/rooms.ts'

test('every file of src is in a room and imports only what its room may', () => {
  const files = readSources()
  expect(Object.keys(files).length).toBeGreaterThan(10)
  expect(breaches(files, readRooms())).toEqual([])
})

const room = (name: string, imports: readonly string[]): Room => ({ name, what: '', runsIn: 'any', imports })
const rooms = [room('base', []), room('gate', ['base']), room('gate/verify', ['base']), room('worker', ['gate'])]

const house = {
  'index.ts': `export { a } from './gate/gate.ts'`,
  'base/clock.ts': '',
  'base/sleep.ts': `import './clock.ts'`,
  'gate/gate.ts': `import type { A } from '../base/clock.ts'`,
  'gate/verify/verify.ts': `import type { A } from '../../base/clock.ts'`,
  'worker/setup.ts': `import type { B } from '../gate/gate.ts'; import data from './data.json' with { type: 'json' }`,
}

test.for<[string, Record<string, string>, string[]]>([
  ['a sound house', {}, []],
  ['a folder that is no room', { 'attic/trunk.ts': '' }, ['attic/trunk.ts is in no room.']],
  ['a file beside the entry points', { 'trunk.ts': '' }, ['trunk.ts is in no room.']],
  [
    'an import of a room that is not listed',
    { 'base/clock.ts': `import { a } from '../gate/gate.ts'`, 'gate/gate.ts': `import '../base/sleep.ts'` },
    [
      'base/clock.ts imports gate/gate.ts; base may not import gate.',
      'Files import each other in a circle: gate/gate.ts → base/sleep.ts → base/clock.ts → gate/gate.ts.',
    ],
  ],
  [
    'a type of a room that is not listed',
    { 'base/clock.ts': `let a: import('../worker/setup.ts').A`, 'gate/gate.ts': '' },
    ['base/clock.ts imports worker/setup.ts; base may not import worker.', 'gate may import base, and does not.'],
  ],
  [
    'a call that imports a room that is not listed',
    { 'worker/b.ts': `await import('../base/clock.ts')` },
    ['worker/b.ts imports base/clock.ts; worker may not import base.'],
  ],
  [
    'an import of a room inside a room',
    { 'gate/b.ts': `export type { A } from './verify/verify.ts'` },
    ['gate/b.ts imports gate/verify/verify.ts; gate may not import gate/verify.'],
  ],
  ['a permission that nobody uses', { 'worker/setup.ts': '' }, ['worker may import gate, and does not.']],
  [
    'an import that is only an example',
    { 'base/sleep.ts': `/** import { a } from '../gate/gate.ts' */ const a = "import '../gate/gate.ts'"` },
    [],
  ],
  ['an import of nothing', { 'base/a.ts': `import './x.ts'` }, ['base/a.ts imports base/x.ts, which is not there.']],
  [
    'an import from outside',
    { 'base/a.ts': `import '../../test/x.ts'` },
    ['base/a.ts imports ../../test/x.ts, which is outside of src.'],
  ],
  ['an export of all', { 'base/all.ts': `export * from './clock.ts'` }, ['base/all.ts exports all of ./clock.ts.']],
  ['a namespace that is named', { 'base/all.ts': `export * as clock from './clock.ts'` }, []],
  [
    'an AWS SDK outside of its rooms',
    { 'gate/a.ts': `import type { A } from '@aws-sdk/types'` },
    ['gate/a.ts imports @aws-sdk/types, which only aws, credentials, preflight may import.'],
  ],
  [
    'Vitest outside of its rooms',
    { 'gate/a.ts': `import type { A } from 'vitest/node'` },
    ['gate/a.ts imports vitest/node, which only plugin, worker, fixtures.ts, index.ts may import.'],
  ],
  ['Vitest in the worker', { 'worker/a.ts': `import { test } from 'vitest'` }, []],
  ['Vite anywhere', { 'worker/a.ts': `import 'vite'` }, ['worker/a.ts imports vite, which only nobody may import.']],
  [
    'a circle of files',
    { 'base/clock.ts': `import './sleep.ts'` },
    ['Files import each other in a circle: base/clock.ts → base/sleep.ts → base/clock.ts.'],
  ],
])('the check of rooms sees %s', ([, changes, expected]) => {
  expect(breaches({ ...house, ...changes }, rooms)).toEqual(expected)
})

test('the check of rooms sees a circle of rooms, and a room that is not there', () => {
  const found = breaches(
    { 'a/a.ts': `import '../b/b.ts'`, 'b/b.ts': '', 'b/c.ts': `import '../a/d.ts'`, 'a/d.ts': '' },
    [room('a', ['b', 'c']), room('b', ['a'])],
  )
  expect(found).toEqual(['a may import c, which is no room.', 'Rooms import each other in a circle: a → b → a.'])
})

test('a README.md says what its room is, where it runs and what it may import', () => {
  expect(parseRoom('gate', '# gate\n\nThe way to an engine.\n\nRuns in: daemon.\nMay import: base, errors.\n')).toEqual(
    {
      name: 'gate',
      what: 'The way to an engine.',
      runsIn: 'daemon',
      imports: ['base', 'errors'],
    },
  )
  expect(parseRoom('base', '# base\n\nTypes.\n\nRuns in: any.\nMay import: nothing.\n').imports).toEqual([])
  expect(() => parseRoom('gate', '# gate\n\nThe way.\n')).toThrow(
    'src/gate/README.md does not say which rooms it may import',
  )
})
