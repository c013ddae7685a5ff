import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { replaceFile } from '../../src/process/replace-file.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-replace-'))
  return () => rm(folder, { recursive: true, force: true })
})

test('a file that is replaced has the new contents and mode, and no part is left beside it', async () => {
  const file = join(folder, 'new', 'note.json')
  await replaceFile(file, 'old')
  await replaceFile(file, 'new', 0o600)
  expect(await readFile(file, 'utf8')).toBe('new')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'new'))).toEqual(['note.json'])
})

test('a file that cannot be replaced fails with the error of the file system, and leaves no part', async () => {
  const taken = join(folder, 'taken')
  await mkdir(taken)
  await writeFile(join(taken, 'inside'), '')
  await expect(replaceFile(taken, 'contents')).rejects.toMatchObject({ syscall: 'rename' })
  expect(await readdir(folder)).toEqual(['taken'])
})
