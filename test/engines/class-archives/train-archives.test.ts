import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { engineClasses } from '../../../src/engines/class-archives/engine-classes.ts'
import { trainArchives } from '../../../src/engines/class-archives/train-archives.ts'
import { takeFileLock } from '../../../src/process/file-lock.ts'
import { identityOf } from '../../../src/process/process-identity.ts'

let cacheDirectory: string
let folder: string
const never = new AbortController().signal

beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-archives-'))
  folder = join(cacheDirectory, 'archives')
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

/** A program in the place of Java: a script of Node, which has the archive's file in `file` and the list of classes in `list`. */
async function keyFor(script: string) {
  const java = join(cacheDirectory, 'java')
  const find = (option: string) =>
    `process.argv.find((each) => each.startsWith('-XX:${option}='))?.slice(${option.length + 5})`
  await writeFile(
    java,
    `#!${process.execPath}
const fs = require('node:fs'), list = ${find('SharedClassListFile')}, file = ${find('SharedArchiveFile')}
${script}`,
  )
  await chmod(java, 0o755)
  return { title: 'engine-1', java, options: ['-XX:+UseSerialGC'], classPath: ['a.jar'] }
}

/** Plays an engine that was ready, and that has noted these classes. */
async function noted(script: string, classes = 'A\nB\n') {
  const key = await keyFor(script)
  const found = await engineClasses(key, { cacheDirectory, notesClasses: true, directory: cacheDirectory })
  await writeFile(found.options.at(-1)!.split('=')[1]!, classes)
  expect(await found.seenReady()).toBeUndefined()
  return key
}

/** The options of a start without an archive that notes no classes. */
const fromJars = expect.objectContaining({
  options: [expect.stringContaining('Unlock'), expect.stringContaining('-XX:-')],
})

const copies = 'fs.copyFileSync(list, file)'

test('an archive is made of the classes that an engine has noted, and the next start uses it', async () => {
  const key = await noted(copies)
  expect(await trainArchives(cacheDirectory, never)).toEqual([
    { name: expect.stringMatching(/^engine-1-/), state: 'made', tookMs: expect.any(Number) },
  ])
  const [archive] = await readdir(folder)
  expect(archive).toMatch(/^engine-1-[0-9a-f]{16}-4\.jsa$/)
  const next = await engineClasses(key, { cacheDirectory, notesClasses: true, directory: cacheDirectory })
  expect(next).toMatchObject({ archive: join(folder, archive!) })
  expect(next.options).toContain(`-XX:SharedArchiveFile=${join(folder, archive!)}`)
  expect(await trainArchives(cacheDirectory, never)).toEqual([])
})

test('half a line, and a line too long for the JVM, are left out of the list of classes', async () => {
  await noted(copies, `A\n@lambda ${'x'.repeat(5_000)}\nB\nhalf`)
  await trainArchives(cacheDirectory, never)
  const [archive] = await readdir(folder)
  expect(await readFile(join(folder, archive!), 'utf8')).toBe('A\nB\n')
})

test('no archive is made of an engine that was never ready', async () => {
  const found = await engineClasses(await keyFor(copies), {
    cacheDirectory,
    notesClasses: true,
    directory: cacheDirectory,
  })
  expect(await found.seenFailed()).toBe(false)
  expect(await trainArchives(cacheDirectory, never)).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

test('two processes that make archives at the same time make one archive', async () => {
  await noted(copies)
  await noted(copies)
  const both = await Promise.all([trainArchives(cacheDirectory, never), trainArchives(cacheDirectory, never)])
  expect(both.flat().map(({ state }) => state)).toEqual(['made'])
  await trainArchives(cacheDirectory, never)
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.jsa$/)])
})

test('training waits for another process that makes archives', async () => {
  await noted(copies)
  const lock = await takeFileLock({
    path: join(cacheDirectory, 'locks', 'archives.lock'),
    what: 'a test',
    signal: never,
  })
  let isReleased = false
  const training = trainArchives(cacheDirectory, never).then((trained) => ({ trained, isReleased }))
  await expect.poll(() => readdir(join(cacheDirectory, 'locks'))).toHaveLength(1)
  isReleased = true
  lock.release()
  expect(await training).toMatchObject({ isReleased: true, trained: [{ state: 'made' }] })
})

test('the next process makes the archive of one that was killed while it made it', async () => {
  await noted(copies)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await mkdir(join(cacheDirectory, 'locks'))
  await writeFile(join(cacheDirectory, 'locks', 'archives.lock.1'), JSON.stringify(identityOf(child.pid!)))
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await trainArchives(cacheDirectory, never)).toMatchObject([{ state: 'made' }])
})

test('an archive that cannot be made is reported, leaves no part, and is not tried again', async () => {
  const key = await noted(`fs.writeFileSync(file, 'half'); console.error('no space'); process.exit(1)`)
  expect(await trainArchives(cacheDirectory, never)).toMatchObject([
    { state: 'failed', detail: expect.stringMatching(/ exit code 1: no space$/) },
  ])
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.failed$/)])
  expect(await engineClasses(key, { cacheDirectory, notesClasses: true, directory: cacheDirectory })).toEqual(fromJars)
})

test('an archive for a Java that is gone is reported as stale', async () => {
  const key = await noted(copies)
  await rm(key.java)
  expect(await trainArchives(cacheDirectory, never)).toMatchObject([{ state: 'stale' }])
  expect(await readdir(folder)).toEqual([])
})

test('training that is aborted ends at once, and leaves the recipe for the next time', async () => {
  const started = join(cacheDirectory, 'started')
  await noted(`fs.writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000)`)
  const stop = new AbortController()
  const training = trainArchives(cacheDirectory, stop.signal)
  await expect.poll(() => readdir(cacheDirectory)).toContain('started')
  stop.abort(new Error('stopped'))
  await expect(training).rejects.toThrow('stopped')
  expect((await readdir(folder)).map((name) => name.split('.').at(-1)).sort()).toEqual(['classes', 'json'])
})

test('an engine takes its classes from the jars where the cache cannot be written', async () => {
  await writeFile(folder, 'a file in the place of the folder')
  expect(
    await engineClasses(await keyFor(copies), { cacheDirectory, notesClasses: true, directory: cacheDirectory }),
  ).toEqual(fromJars)
  expect(await trainArchives(cacheDirectory, never)).toEqual([])
})

test('without a cache folder no archive is made or used', async () => {
  await mkdir(folder)
  expect(await engineClasses(await keyFor(copies), { directory: cacheDirectory })).toEqual(fromJars)
  expect(await readdir(folder)).toEqual([])
})
