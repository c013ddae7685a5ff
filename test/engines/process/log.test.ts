import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { logIsEmpty, logIsGone } from '../../../src/engines/messages.ts'
import { isLogInUse, lastLogLines, newLogFile, noteLogOwner } from '../../../src/engines/process/log.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'

let cacheDirectory: string
let otherwise: string
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'vaf-log-'))
  cacheDirectory = join(root, 'cache')
  otherwise = join(root, 'host')
  await mkdir(otherwise)
  return () => rm(root, { recursive: true, force: true })
})

const makeLog = (what: string, owner = thisProcess()) =>
  newLogFile({ cacheDirectory, otherwise, run: 'vaf-1', what, owner })

/** A process that has ended. */
const ENDED = { ...thisProcess(), started: 'long ago' }

test('a new log is an empty file in the cache', async () => {
  const file = await makeLog('neptune')
  expect(dirname(file)).toBe(join(cacheDirectory, 'logs'))
  expect(file).toMatch(/\/\d{14}-vaf-1-neptune\.log$/)
  expect(await readFile(file, 'utf8')).toBe('')
})

test('the logs of the last twenty processes are kept', async () => {
  for (let n = 10; n < 35; n += 1) await makeLog(`n${n}`, ENDED)
  const names = await readdir(join(cacheDirectory, 'logs'))
  const logs = names.filter((name) => name.endsWith('.log'))
  expect(logs).toHaveLength(20)
  expect(logs.sort().at(-1)).toContain('n34')
  // Each log has a note of its writer, and there is nothing else.
  expect(names).toHaveLength(40)
})

test('the log of a process that lives is kept, however many logs come after it', async () => {
  const living = await makeLog('n10', thisProcess())
  const elsewhere = await makeLog('n11', { ...thisProcess(), machine: 'another container' })
  const silent = await makeLog('n12', { ...thisProcess(), machine: 'a container of last month' })
  const before = Date.now() / 1000 - 30 * 24 * 60 * 60
  await utimes(silent, before, before)
  for (let n = 13; n < 40; n += 1) await makeLog(`n${n}`, ENDED)
  expect([living, elsewhere, silent].map(existsSync)).toEqual([true, true, false])
})

test('a log is in use while the process lives that was noted last', async () => {
  const file = await makeLog('n10', ENDED)
  expect(await isLogInUse(file)).toBe(false)
  await noteLogOwner(file, thisProcess())
  expect(await isLogInUse(file)).toBe(true)
})

test('the logs of processes that have ended are kept up to 64 MiB together', async () => {
  const old = await makeLog('n10', ENDED)
  const large = await makeLog('n11', ENDED)
  await truncate(large, 64 * 1024 * 1024)
  const living = await makeLog('n12', thisProcess())
  await truncate(living, 64 * 1024 * 1024)
  await makeLog('n13', ENDED)
  expect([old, large, living].map(existsSync)).toEqual([true, true, true])
  await truncate(old, 1)
  await makeLog('n14', ENDED)
  expect([old, large, living].map(existsSync)).toEqual([false, true, true])
})

test('an error says that a log is empty, and that it was removed', async () => {
  const file = await makeLog('n10')
  expect(await lastLogLines(file)).toBe(logIsEmpty(file))
  await rm(file)
  expect(await lastLogLines(file)).toBe(logIsGone(file))
})

test('a log is made in the folder of the process where the cache cannot be written', async () => {
  await writeFile(cacheDirectory, 'a file where a folder should be')
  expect(dirname(await makeLog('neptune'))).toBe(otherwise)
})

test('a log that cannot be made anywhere fails with the error of the file system', async () => {
  await writeFile(cacheDirectory, 'a file where a folder should be')
  await rm(otherwise, { recursive: true })
  await expect(makeLog('neptune')).rejects.toMatchObject({ code: 'ENOENT', path: expect.stringContaining(otherwise) })
})
