import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { archiveFile, archiveName, findArchive } from '../../../src/engines/class-archives/class-archive.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-archive-'))
  return () => rm(folder, { recursive: true, force: true })
})

describe('the name of an archive', () => {
  const key = async () => {
    await mkdir(join(folder, 'jdk', 'bin'), { recursive: true })
    const [java, jar] = [join(folder, 'jdk', 'bin', 'java'), join(folder, 'a.jar')]
    for (const file of [java, jar]) {
      await writeFile(file, 'same')
      await utimes(file, 1_000, 1_000)
    }
    return { title: 'gremlin-3.7.5', java, options: ['-XX:+UseSerialGC'], classPath: [jar, join(folder, 'none.jar')] }
  }

  test('starts with its title, and stays the same while nothing changes', async () => {
    const given = await key()
    expect(await archiveName(given)).toMatch(/^gremlin-3\.7\.5-[0-9a-f]{16}$/)
    expect(await archiveName(given)).toBe(await archiveName({ ...given }))
  })

  test('stays the same where a packed cache has lost the fractions of a second', async () => {
    const given = await key()
    const before = await archiveName(given)
    await utimes(given.classPath[0]!, 1_000, 1_000.75)
    expect(await archiveName(given)).toBe(before)
  })

  type Key = Awaited<ReturnType<typeof key>>
  const changes: Record<string, (given: Key) => Promise<Partial<Key> | undefined>> = {
    'an option': async () => ({ options: ['-XX:+UseG1GC'] }),
    'the order of the class path': async ({ classPath }) => ({ classPath: classPath.toReversed() }),
    'the time of a jar': async ({ classPath }) => void (await utimes(classPath[0]!, 1_000, 1_001)),
    'the size of a jar': async ({ classPath }) => {
      await writeFile(classPath[0]!, 'other')
      await utimes(classPath[0]!, 1_000, 1_000)
      return undefined
    },
    'a jar that was missing': async ({ classPath }) => void (await writeFile(classPath[1]!, '')),
    'another java': async () => ({ java: join(folder, 'other') }),
    'an update of Java in place': async () => void (await writeFile(join(folder, 'jdk', 'release'), '17.0.16')),
  }
  test.for(Object.keys(changes))('changes with %s', async (what) => {
    const given = await key()
    const before = await archiveName(given)
    const change = await changes[what]!(given)
    expect(await archiveName({ ...given, ...change })).not.toBe(before)
  })
})

describe('finding an archive', () => {
  test('returns the complete archive, and marks it as used', async () => {
    const file = join(folder, archiveFile('name-0a', 4))
    await writeFile(file, 'full')
    await utimes(file, 1_000, 1_000)
    expect(await findArchive(folder, 'name-0a')).toBe(file)
    expect((await stat(file)).mtimeMs).toBeGreaterThan(1_000_000)
  })

  test('removes an archive that was cut short, because Java 17 crashes on it', async () => {
    await writeFile(join(folder, archiveFile('name-0a', 5)), 'full')
    expect(await findArchive(folder, 'name-0a')).toBeUndefined()
    expect(await readdir(folder)).toEqual([])
  })

  test('returns no archive of another name, of a part of the name, or half made', async () => {
    const names = ['name-0b-4.jsa', 'name-0a-0b-4.jsa', 'name-0a.part', 'name-0a-4.jsa.part', 'name-0a.classes']
    for (const name of names) await writeFile(join(folder, name), 'full')
    expect(await findArchive(folder, 'name-0a')).toBeUndefined()
    expect(await findArchive(join(folder, 'nowhere'), 'name-0a')).toBeUndefined()
    expect(await readdir(folder)).toHaveLength(names.length)
  })
})
