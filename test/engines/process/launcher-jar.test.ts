import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { launcherJar } from '../../../src/engines/process/launcher-jar.ts'

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  return () => rm(cache, { recursive: true })
})

test('the launcher is copied into the cache once for all projects', async () => {
  const own = await launcherJar(undefined)
  const copies = await Promise.all([launcherJar(cache), launcherJar(cache)])
  expect(new Set(copies).size).toBe(1)
  const [copy = ''] = copies
  expect(await readFile(copy)).toEqual(await readFile(own))
  const { mtimeMs } = await stat(copy)
  expect(await launcherJar(cache)).toBe(copy)
  expect((await stat(copy)).mtimeMs).toBe(mtimeMs)
  expect(await readdir(join(cache, 'launcher'))).toEqual([expect.stringMatching(/^launcher-[0-9a-f]{16}\.jar$/)])
})

test('a copy of the launcher that was cut short is made again', async () => {
  const copy = await launcherJar(cache)
  await truncate(copy, 10)
  expect(await launcherJar(cache)).toBe(copy)
  expect(await readFile(copy)).toEqual(await readFile(await launcherJar(undefined)))
})

test("the package's own launcher is used where the cache cannot be written", async () => {
  const file = join(cache, 'file')
  await writeFile(file, '')
  expect(await launcherJar(file)).toBe(await launcherJar(undefined))
})
