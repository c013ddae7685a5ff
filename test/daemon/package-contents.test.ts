import { appendFile, cp, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
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

async function install(name: string, madeAt: Date): Promise<string> {
  const copy = join(folder, name)
  await cp(src, copy, { recursive: true })
  await utimes(join(copy, 'daemon/server/main.ts'), madeAt, madeAt)
  return copy
}

test('two installations of the same files are the same, whenever and wherever they were made', async () => {
  const [one, other] = [await install('one', new Date(0)), await install('other', new Date(1e12))]
  expect(packageContents(one)).toBe(packageContents(other))
  expect(packageContents(one)).toBe(packageContents())
  expect(packageContents()).toMatch(/^[0-9a-f]{16}$/)
})

test('a file that is changed, added or moved makes it another, and a declaration of types does not', async () => {
  const copy = await install('one', new Date(0))
  const seen = [packageContents(copy)]
  await appendFile(join(copy, 'gate/gate.ts'), '\n')
  seen.push(packageContents(copy))
  await writeFile(join(copy, 'engines/added.json'), '{}')
  seen.push(packageContents(copy))
  await cp(join(copy, 'engines/added.json'), join(copy, 'engines/moved.json'))
  await rm(join(copy, 'engines/added.json'))
  seen.push(packageContents(copy))
  expect(new Set(seen).size).toBe(4)

  await writeFile(join(copy, 'index.d.ts'), 'export {}')
  expect(packageContents(copy)).toBe(seen.at(-1))
})
