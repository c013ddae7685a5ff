import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TestNotes, testAt } from '../../src/contracts/test-notes.ts'
import { ownFolder } from '../support/filled-cache.ts'

const forever = Number.MAX_SAFE_INTEGER

test('the notes name the test that a worker ran at a time, also after the next test has begun', async () => {
  const directory = await ownFolder()
  const notes = new TestNotes(directory, 2)
  expect(testAt(directory, 2, Date.now())).toBeUndefined()
  notes.begin('a', 'a.test.ts > first')
  const asked = Date.now()
  expect(testAt(directory, 2, asked)).toBe('"a.test.ts > first"')
  await expect.poll(() => Date.now()).toBeGreaterThan(asked)
  notes.end('a')
  notes.begin('b', 'a.test.ts > second')
  expect(testAt(directory, 2, asked)).toBe('"a.test.ts > first"')
  expect(testAt(directory, 2, forever)).toBe('"a.test.ts > second"')
  expect(testAt(directory, 1, asked)).toBeUndefined()
  expect(statSync(join(directory, 'tests-2.json')).mode & 0o777).toBe(0o600)
})

test('the notes name the test file for a time outside of any test', async () => {
  const directory = await ownFolder()
  const notes = new TestNotes(directory, 1)
  notes.beginFile('a.test.ts')
  const asked = Date.now()
  expect(testAt(directory, 1, asked)).toBe('"a.test.ts" outside of its tests')
  await expect.poll(() => Date.now()).toBeGreaterThan(asked)
  for (let n = 0; n < 100; n += 1) notes.begin(`${n}`, `a.test.ts > ${n}`)
  expect(testAt(directory, 1, asked)).toBe('"a.test.ts" outside of its tests')
  expect(testAt(directory, 1, forever)).toMatch(/^"a\.test\.ts > 80" or .* or "a\.test\.ts > 99"$/)
})

test('the notes name all concurrent tests', async () => {
  const directory = await ownFolder()
  const notes = new TestNotes(directory, 1)
  for (const id of ['a', 'b']) notes.begin(id, `says ${id}`)
  expect(testAt(directory, 1, forever)).toBe('"says a" or "says b"')
})

test.for([
  ['colours and titles of a terminal', '\u001b]0;owned\u0007\u001b[31mred\u009b2J', '" ]0;owned [31mred 2J"'],
  ['line breaks', 'a\r\nb\u2028c\u2029d', '"a b c d"'],
  ['characters that change the direction of writing', 'a\u202eb\u2066c\u200bd', '"a b c d"'],
  ['half of a surrogate pair', 'a\ud800b', '"a b"'],
  ['quotes', 'x" (the run in /b)', '"x\\" (the run in /b)"'],
  ['other scripts', 'Zürich, 東京, ‹ok› 🛫', '"Zürich, 東京, ‹ok› 🛫"'],
  ['length', '🛫'.repeat(10_000), `"${'🛫'.repeat(149)}…"`],
] as const)('the name of a test cannot falsify a message by %s', async ([, name, told]) => {
  const directory = await ownFolder()
  new TestNotes(directory, 1).begin('a', name)
  expect(testAt(directory, 1, forever)).toBe(told)
})

test.for([
  '',
  '[',
  '7',
  'null',
  '{}',
  '[null, 1, "x", {"name": 1, "from": 0}, {"name": "x", "from": "0"}, {"name": "x", "from": 0, "to": null}]',
])('a file of notes with the text %j names no test', async (text) => {
  const directory = await ownFolder()
  writeFileSync(join(directory, 'tests-1.json'), text)
  expect(testAt(directory, 1, forever)).toBeUndefined()
})

test('the file of notes stays small, and a file that cannot be written fails no test', async () => {
  const directory = await ownFolder()
  const notes = new TestNotes(directory, 1)
  for (let n = 0; n < 100; n += 1) {
    notes.begin(`${n}`, `${n}${'x'.repeat(50_000)}`)
    notes.end(`${n}`)
  }
  expect(readFileSync(join(directory, 'tests-1.json')).length).toBeLessThan(50_000)
  new TestNotes(join(directory, 'gone'), 1).begin('a', 'a')
})

test('a file of notes that is too long, or no regular file, is not read', async () => {
  const directory = await ownFolder()
  const note = JSON.stringify([{ id: 'a', name: 'a', from: 0 }])
  writeFileSync(join(directory, 'tests-1.json'), note.padEnd(1024 ** 2))
  mkdirSync(join(directory, 'tests-2.json'))
  expect([1, 2].map((worker) => testAt(directory, worker, forever))).toEqual([undefined, undefined])
})
