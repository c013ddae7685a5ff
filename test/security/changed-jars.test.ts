import { createHash } from 'node:crypto'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { beforeEach, expect, test } from 'vitest'
import { discardChanged } from '../../src/cache/discard-changed.ts'
import { changedAfterFetch } from '../../src/cache/messages.ts'
import { isInCache } from '../../src/cache/pinned-file.ts'
import { NOTE } from '../../src/cache/unpacked.ts'
import { changedFiles } from '../../src/cache/verified-files.ts'
import { archiveFile, archiveName, findArchive } from '../../src/engines/class-archives/class-archive.ts'
import { trainArchives } from '../../src/engines/class-archives/train-archives.ts'
import { launcherJar } from '../../src/engines/process/launcher-jar.ts'
import { classPathOf, fetchArtifacts, filesOf } from '../../src/engines/releases/artifacts.ts'
import { artifactOf, at, serveMaven } from '../engines/maven-repository.ts'

let cacheDirectory: string
let told: string[]
beforeEach(async () => {
  told = []
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-cache-'))
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

const plugin = Buffer.from(zipSync({ 'inside.jar': strToU8('inside') }))
const artifacts = [artifactOf('one', 'contents of one'), artifactOf('plugin', plugin, 'zip')]
const engine = { version: '1.0', artifacts }

/** Fills the cache, and returns the class path. */
async function filled(): Promise<string[]> {
  const { url } = await serveMaven(
    new Map<string, string | Buffer>([
      [at(artifacts[0]!), 'contents of one'],
      [at(artifacts[1]!), plugin],
    ]),
  )
  const signal = AbortSignal.timeout(10_000)
  return fetchArtifacts({ engine, cacheDirectory, mirror: url, signal, onProgress: () => {} })
}

const discard = () =>
  discardChanged(filesOf(engine, ''), cacheDirectory, (event) => {
    if (event.type === 'warning') told.push(event.message)
  })
const missing = () => filesOf(engine, '').filter((file) => !isInCache(file, cacheDirectory)).length

/** Writes as much of something else, and sets the times back to what they were. */
async function changeUnseen(file: string): Promise<void> {
  const { size, atime, mtime } = await stat(file)
  await writeFile(file, 'e'.repeat(size))
  await utimes(file, atime, mtime)
}

test('a jar that was changed is noticed, also with its earlier size and times, and is fetched again', async () => {
  const [jar = '', inside = ''] = await filled()
  await discard()
  expect(missing()).toBe(0)
  await changeUnseen(jar)
  await discard()
  expect(told).toEqual([changedAfterFetch(jar)])
  expect(missing()).toBe(1)
  await filled()
  await changeUnseen(inside)
  await discard()
  expect(told.at(-1)).toBe(changedAfterFetch(dirname(inside)))
  expect(missing()).toBe(1)
  await filled()
  await discard()
  expect(told).toHaveLength(2)
  expect(classPathOf(engine, cacheDirectory)).toEqual([jar, inside])
})

test('a note of another user, or one that others may write, is not trusted', async () => {
  const [jar = ''] = await filled()
  const file = { path: join('maven', at(artifacts[0]!)), sha256: artifacts[0]!.sha256 }
  expect(await changedFiles([file], cacheDirectory)).toEqual([])
  const note = join(cacheDirectory, 'verified.json')
  // What whoever changes a jar would write: that it has been verified as it is.
  await changeUnseen(jar)
  const seen = await stat(jar, { bigint: true })
  const stamp = [file.sha256, seen.dev, seen.ino, seen.size, seen.mode, seen.mtimeNs, seen.ctimeNs].join(' ')
  await writeFile(note, JSON.stringify({ [file.path]: stamp }))
  // Believed of this user: the stamp is the right one.
  expect(await changedFiles([file], cacheDirectory)).toEqual([])
  await chmod(note, 0o666)
  expect(await changedFiles([file], cacheDirectory)).toEqual([file])
})

test.for(['null', '5', '"x"', '[]', '{', `{"${'a'.repeat(100)}":7}`])(
  'a note with other contents verifies everything again: %.20s',
  async (contents) => {
    await filled()
    await writeFile(join(cacheDirectory, 'verified.json'), contents, { mode: 0o600 })
    await discard()
    expect(told).toEqual([])
    expect(Object.keys(JSON.parse(await readFile(join(cacheDirectory, 'verified.json'), 'utf8')))).toHaveLength(
      contents.startsWith('{"') ? 3 : 2,
    )
  },
)

test('an archive that another user has unpacked is used, because all of its contents are pinned', async () => {
  const [, inside = ''] = await filled()
  await chmod(join(dirname(inside), NOTE), 0o666)
  await discard()
  expect([missing(), told]).toEqual([0, []])
  await changeUnseen(inside)
  await discard()
  expect([missing(), told.length]).toEqual([1, 1])
})

test('a jar that the owner of a cache adds to the note after the verification is on no class path, because the list of jars is pinned', async () => {
  const [jar = '', inside = ''] = await filled()
  const note = join(dirname(inside), NOTE)
  const { files, made } = JSON.parse(await readFile(note, 'utf8'))
  const evil = { 'evil.jar': { bytes: 4, sha256: createHash('sha256').update('evil').digest('hex') } }
  await discard()
  await writeFile(join(dirname(inside), 'evil.jar'), 'evil')
  await writeFile(note, JSON.stringify({ files, made: evil }))
  expect(classPathOf(engine, cacheDirectory)).toEqual([jar, inside])
  await writeFile(note, JSON.stringify({ files: { ...files, ...evil }, made }))
  expect(() => classPathOf(engine, cacheDirectory)).toThrow(dirname(inside))
  expect(missing()).toBe(1)
})

test('a launcher in the cache with other contents of the same size is made again', async () => {
  const copy = await launcherJar(cacheDirectory)
  const own = await readFile(copy)
  await changeUnseen(copy)
  expect(await launcherJar(cacheDirectory)).toBe(copy)
  expect(await readFile(copy)).toEqual(own)
})

test('a class archive that others may write, or that is a link, is not used', async () => {
  const folder = join(cacheDirectory, 'archives')
  await mkdir(folder)
  const file = join(folder, archiveFile('name', 4))
  await writeFile(file, 'code', { mode: 0o600 })
  expect(await findArchive(folder, 'name')).toBe(file)
  await chmod(file, 0o666)
  expect(await findArchive(folder, 'name')).toBeUndefined()
  await writeFile(join(folder, 'elsewhere'), 'code')
  await symlink(join(folder, 'elsewhere'), file)
  expect(await findArchive(folder, 'name')).toBeUndefined()
})

test('a recipe for a class archive that others may write, or that is a link, is not followed, and its program does not run', async () => {
  const folder = join(cacheDirectory, 'archives')
  await mkdir(folder)
  const evil = join(cacheDirectory, 'evil')
  await writeFile(evil, `#!/bin/sh\ntouch ${evil}-was-run\n`, { mode: 0o755 })
  const key = { title: 'engine', java: evil, options: [], classPath: [] }
  const recipe = { ...key, name: await archiveName(key), classes: join(folder, 'a.classes') }
  await writeFile(recipe.classes, 'A\n')
  await writeFile(join(folder, 'a.json'), JSON.stringify(recipe))
  await chmod(join(folder, 'a.json'), 0o666)
  await writeFile(join(folder, 'elsewhere'), JSON.stringify(recipe), { mode: 0o600 })
  await symlink(join(folder, 'elsewhere'), join(folder, 'b.json'))
  expect(await trainArchives(cacheDirectory, AbortSignal.timeout(10_000))).toEqual([])
  expect(await readdir(cacheDirectory)).not.toContain('evil-was-run')
})

test('a jar that is replaced by a link to the same file is fetched again, because the target of the link can change unseen', async () => {
  const [jar = ''] = await filled()
  await discard()
  await rename(jar, join(cacheDirectory, 'elsewhere'))
  await symlink(join(cacheDirectory, 'elsewhere'), jar)
  await discard()
  expect(told).toEqual([changedAfterFetch(jar)])
  expect(missing()).toBe(1)
})

test('a cache to which every user may write is reported', async () => {
  await filled()
  await chmod(cacheDirectory, 0o777)
  await discard()
  expect(told).toEqual([
    expect.stringMatching(new RegExp(`^Every user .* ${cacheDirectory}\\..* chmod go-w ${cacheDirectory}$`)),
  ])
})
