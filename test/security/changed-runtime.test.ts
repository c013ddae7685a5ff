import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { beforeEach, expect, test } from 'vitest'
import { discardChanged } from '../../src/cache/discard-changed.ts'
import { fetchFiles } from '../../src/cache/fetch-files.ts'
import { changedAfterFetch } from '../../src/cache/messages.ts'
import { isInCache, type PinnedFile } from '../../src/cache/pinned-file.ts'
import { NOTE, unexpectedFilesIn } from '../../src/cache/unpacked.ts'
import { engineClasses } from '../../src/engines/class-archives/engine-classes.ts'
import { javaRuntime } from '../../src/java/java-runtime.ts'
import { askJava } from '../../src/java/java-version.ts'
import { artifactOf, contentsOf, serveMaven } from '../engines/maven-repository.ts'

const whole = (entry: string) => entry
const archive = Buffer.from(zipSync({ 'bin/java': strToU8('java'), 'lib/server/libjvm.so': strToU8('jvm') }))

let cacheDirectory: string
let home: string
let pinned: PinnedFile
/** An archive that was fetched and unpacked, with what is made of it on this machine. */
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-runtime-'))
  home = join(cacheDirectory, 'java/runtime')
  const { url } = await serveMaven(new Map([['runtime.whl', archive]]))
  pinned = {
    ...artifactOf('runtime', archive),
    path: 'java/runtime.whl',
    url: async () => `${url}/runtime.whl`,
    source: { what: 'A Java runtime', hint: '', setting: '' },
    unpacking: {
      folder: 'java/runtime',
      contents: contentsOf(archive, whole),
      place: whole,
      finish: (folder) => writeFile(join(folder, 'lib/server/classes.jsa'), 'classes'),
    },
  }
  await fetchRuntime()
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

const fetchRuntime = () =>
  fetchFiles({ files: [pinned], cacheDirectory, signal: AbortSignal.timeout(10_000), onProgress: () => {} })

/** What a start does with the cache before it fetches what is missing; returns what it tells. */
async function discard(): Promise<string[]> {
  const told: string[] = []
  await discardChanged([pinned], cacheDirectory, (event) => {
    if (event.type === 'warning') told.push(event.message)
  })
  return told
}

/** Writes as much of something else, and sets the times back to what they were. */
async function changeUnseen(place: string): Promise<void> {
  const file = join(home, place)
  const { size, atime, mtime } = await stat(file)
  await writeFile(file, 'e'.repeat(size))
  await utimes(file, atime, mtime)
}

/** Puts a link in the place of a file; what it leads to holds the same, for now. */
async function replaceByLink(place: string): Promise<void> {
  const target = join(cacheDirectory, 'elsewhere')
  await rename(join(home, place), target)
  await symlink(target, join(home, place))
}

test.for<[string, () => Promise<unknown>]>([
  ['a program is changed', () => changeUnseen('bin/java')],
  ['a library is changed', () => changeUnseen('lib/server/libjvm.so')],
  [
    'the archive of its classes, which is made on this machine, is changed',
    () => changeUnseen('lib/server/classes.jsa'),
  ],
  ['a library is added that the system looks for there first', () => writeFile(join(home, 'lib/libc.so.6'), 'evil')],
  [
    'a folder with a file is added',
    () => mkdir(join(home, 'lib/ext')).then(() => writeFile(join(home, 'lib/ext/evil.jar'), '')),
  ],
  ['a link is added', () => symlink('/nowhere', join(home, 'lib/libz.so.1'))],
  ['a program is replaced by a link to the same', () => replaceByLink('bin/java')],
  ['a folder is replaced by a link to the same', () => replaceByLink('lib/server')],
])('the Java runtime is fetched again where %s', async ([, attack]) => {
  expect(await discard()).toEqual([])
  await attack()
  expect(await discard()).toEqual([changedAfterFetch(home)])
  expect(isInCache(pinned, cacheDirectory)).toBe(false)
  await fetchRuntime()
  expect(await discard()).toEqual([])
  expect(isInCache(pinned, cacheDirectory)).toBe(true)
  expect(await readFile(join(home, 'bin/java'), 'utf8')).toBe('java')
})

test('a program that is changed together with its hash in the note is fetched again, because the contents of the archive are pinned', async () => {
  await changeUnseen('bin/java')
  const note = JSON.parse(await readFile(join(home, NOTE), 'utf8'))
  note.files['bin/java'].sha256 = createHash('sha256').update('eeee').digest('hex')
  await writeFile(join(home, NOTE), JSON.stringify(note))
  await discard()
  expect(isInCache(pinned, cacheDirectory)).toBe(false)
})

test('a program that the note calls made on this machine is fetched again, because the contents of the archive are pinned', async () => {
  await changeUnseen('bin/java')
  const note = JSON.parse(await readFile(join(home, NOTE), 'utf8'))
  note.made['bin/java'] = { bytes: 4, sha256: createHash('sha256').update('eeee').digest('hex') }
  await writeFile(join(home, NOTE), JSON.stringify(note))
  expect(await discard()).toHaveLength(1)
  expect(isInCache(pinned, cacheDirectory)).toBe(false)
})

test('a note that others may write is not trusted in what is not pinned, and a link does not count as a note', async () => {
  await chmod(join(home, NOTE), 0o666)
  expect(await discard()).toEqual([changedAfterFetch(home)])
  await fetchRuntime()
  expect(isInCache(pinned, cacheDirectory)).toBe(true)
  await replaceByLink(NOTE)
  expect(isInCache(pinned, cacheDirectory)).toBe(false)
})

/** The same archive, as the runtime that is fetched is given; and whoever fills the cache is another user. */
async function fillAsAnother(): Promise<void> {
  const { unpacking } = javaRuntime({ platform: 'linux', arch: 'x64', index: '', cacheDirectory })!.file
  pinned = { ...pinned, unpacking: { ...pinned.unpacking!, isSpared: unpacking!.isSpared! } }
  await chmod(join(home, NOTE), 0o666)
}

test('a Java runtime of another user stays, and starts without its class archive, which is code of that user', async () => {
  const java = join(home, 'bin/java')
  const optionsOf = async () => (await engineClasses({ title: 'a', java, options: [], classPath: [] }, folders)).options
  const folders = { cacheDirectory, directory: cacheDirectory, notesClasses: true }
  expect(await optionsOf()).not.toContain('-Xshare:off')
  await fillAsAnother()
  expect(await discard()).toEqual([])
  expect(isInCache(pinned, cacheDirectory)).toBe(true)
  expect(await optionsOf()).toContain('-Xshare:off')
  // What is asked for its version runs too.
  await writeFile(java, `#!/bin/sh\necho "$@" > ${cacheDirectory}/asked\necho 'openjdk version "25"' >&2\n`, {
    mode: 0o755,
  })
  await chmod(java, 0o755)
  await askJava(java, { platform: 'linux', signal: AbortSignal.timeout(10_000) })
  expect(await readFile(join(cacheDirectory, 'asked'), 'utf8')).toMatch(/^-Xshare:off /)
})

test('a Java runtime of another user is fetched again where that user has added more than its class archive', async () => {
  await fillAsAnother()
  await writeFile(join(home, 'lib/libc.so.6'), 'evil')
  expect(await discard()).toHaveLength(1)
})

test('a class archive that is added beside the own one, for other options of the JVM, is noticed', async () => {
  await fillAsAnother()
  await chmod(join(home, NOTE), 0o644)
  await writeFile(join(home, 'lib/server/classes_nocoops.jsa'), 'evil')
  expect(await discard()).toHaveLength(1)
})

test('runs that read the cache while others remove a Java runtime from it do not fail', async () => {
  await writeFile(join(home, 'lib/libc.so.6'), 'evil')
  const told = await Promise.all([
    discard(),
    discard(),
    rm(home, { recursive: true, force: true }).then(() => discard()),
  ])
  expect(told.at(-1)).toEqual([])
  expect(await unexpectedFilesIn(home, pinned.unpacking!.contents)).toEqual([])
})

test.for(['null', '5', '"x"', '[]', '{', '{"files":{},"made":null}', '{"files":{"a":null},"made":{}}'])(
  'a Java runtime whose note has other contents is fetched again: %s',
  async (contents) => {
    await writeFile(join(home, NOTE), contents)
    expect(isInCache(pinned, cacheDirectory)).toBe(false)
    await fetchRuntime()
    expect(isInCache(pinned, cacheDirectory)).toBe(true)
  },
)
