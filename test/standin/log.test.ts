import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { newLogFile } from '../../src/standin/log.ts'

let cacheDirectory: string
let otherwise: string
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'vaf-log-'))
  cacheDirectory = join(root, 'cache')
  otherwise = join(root, 'host')
  await mkdir(otherwise)
  return () => rm(root, { recursive: true, force: true })
})

const makeLog = (what: string) => newLogFile({ cacheDirectory, otherwise, session: 'vaf-1', what })

test('a log is made in the cache, and is empty', async () => {
  const file = await makeLog('neptune')
  expect(dirname(file)).toBe(join(cacheDirectory, 'logs'))
  expect(file).toMatch(/\/\d{14}-vaf-1-neptune\.log$/)
  expect(await readFile(file, 'utf8')).toBe('')
})

test('the logs of the last twenty processes are kept', async () => {
  for (let n = 10; n < 35; n += 1) await makeLog(`n${n}`)
  const names = await readdir(join(cacheDirectory, 'logs'))
  expect(names).toHaveLength(20)
  expect(names.sort().at(-1)).toContain('n34')
})

test('where the cache cannot have it, the log is in the folder of the process', async () => {
  await writeFile(cacheDirectory, 'a file where a folder should be')
  expect(dirname(await makeLog('neptune'))).toBe(otherwise)
})

test('where that cannot have it either, this is told', async () => {
  await writeFile(cacheDirectory, 'a file where a folder should be')
  await rm(otherwise, { recursive: true })
  await expect(makeLog('neptune')).rejects.toMatchObject({ code: 'ENOENT', path: expect.stringContaining(otherwise) })
})
