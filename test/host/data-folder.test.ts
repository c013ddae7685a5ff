import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeDataFolder, removeDataFolder, sweepDataFolders } from '../../src/host/data-folder.ts'

const GIB = 1024 ** 3
/** A file system in memory with room is what Linux has, as a rule; elsewhere there is none. */
const hasMemory = existsSync('/dev/shm')

let host: string
beforeEach(async () => {
  const base = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  host = join(base, '0123abcd-1')
  await mkdir(host)
  return async () => {
    await removeDataFolder(host)
    await rm(base, { recursive: true, force: true })
  }
})

test('a host gets a folder in memory where the machine has one, and says in it whose it is', async () => {
  const folder = await makeDataFolder(host, '/dev/shm', 8 * GIB)
  expect(folder !== undefined).toBe(hasMemory)
  if (!folder) return
  expect(await readFile(join(folder, 'host'), 'utf8')).toBe(host)
  await removeDataFolder(host)
  expect(existsSync(folder)).toBe(false)
})

test('data goes to the disk where memory is short, and where it would be on a disk all the same', async () => {
  expect(await makeDataFolder(host, '/dev/shm', 2 * GIB)).toBeUndefined()
  expect(await makeDataFolder(host, host, 8 * GIB)).toBeUndefined()
  expect(await makeDataFolder(host, join(host, 'nowhere'), 8 * GIB)).toBeUndefined()
})

test('what a host left in memory is swept once its own folder has gone, and not before', async () => {
  const folder = await makeDataFolder(host, '/dev/shm', 8 * GIB)
  await sweepDataFolders()
  expect(existsSync(folder ?? host)).toBe(true)
  await rm(host, { recursive: true })
  await sweepDataFolders()
  expect(existsSync(folder ?? host)).toBe(false)
})
