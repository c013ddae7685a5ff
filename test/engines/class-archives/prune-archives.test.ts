import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { pruneArchives } from '../../../src/engines/class-archives/class-archive.ts'

const NOW = Date.UTC(2026, 10, 24)
const HOUR = 60 * 60_000

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-archive-'))
  return () => rm(folder, { recursive: true, force: true })
})

async function files(ageHours: Record<string, number>): Promise<void> {
  for (const [name, hours] of Object.entries(ageHours)) {
    await writeFile(join(folder, name), '')
    const at = new Date(NOW - hours * HOUR)
    await utimes(join(folder, name), at, at)
  }
}

test('pruning keeps the six archives that were used last', async () => {
  await files(Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`a${n}-1.jsa`, n])))
  await pruneArchives(folder, NOW)
  expect((await readdir(folder)).sort()).toEqual(Array.from({ length: 6 }, (_, n) => `a${n}-1.jsa`))
})

test('pruning removes an archive that was not used for 30 days', async () => {
  await files({ 'a-1.jsa': 30 * 24 - 1, 'b-1.jsa': 30 * 24 + 1 })
  await pruneArchives(folder, NOW)
  expect(await readdir(folder)).toEqual(['a-1.jsa'])
})

test('pruning removes what an ended run has left after a day, and the note of a failed archive', async () => {
  await files({ 'a.x.classes': 25, 'a.x.json': 25, 'a.x.part': 25, 'b.failed': 25, 'c.y.classes': 23 })
  await pruneArchives(folder, NOW)
  expect(await readdir(folder)).toEqual(['c.y.classes'])
})

test('pruning a missing folder does nothing', async () => {
  await pruneArchives(join(folder, 'nowhere'), NOW)
  expect(await readdir(folder)).toEqual([])
})
