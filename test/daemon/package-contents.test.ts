import { appendFile, cp, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import { packageContents } from '../../src/daemon/daemon-purpose.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-contents-'))
  return () => rm(folder, { recursive: true, force: true })
})

test('two installations of the same files count as the same, whenever and wherever they were made', async () => {
  const copy = join(folder, 'copy')
  await cp(src, copy, { recursive: true })
  await utimes(join(copy, 'daemon/server/main.ts'), new Date(0), new Date(0))
  expect(packageContents(copy)).toBe(packageContents())
  expect(packageContents()).toMatch(/^[0-9a-f]{16}$/)
})

test('a file that is changed, added or moved makes another installation, but a declaration of types does not', async () => {
  await cp(join(src, 'process'), folder, { recursive: true })
  const seen = [packageContents(folder)]
  await appendFile(join(folder, 'signals.ts'), '\n')
  seen.push(packageContents(folder))
  await writeFile(join(folder, 'added.json'), '{}')
  seen.push(packageContents(folder))
  await rename(join(folder, 'added.json'), join(folder, 'moved.json'))
  seen.push(packageContents(folder))
  expect(new Set(seen).size).toBe(4)

  await writeFile(join(folder, 'index.d.ts'), 'export {}')
  expect(packageContents(folder)).toBe(seen.at(-1))
})
