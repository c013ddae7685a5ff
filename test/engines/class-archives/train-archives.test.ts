import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { engineClasses } from '../../../src/engines/class-archives/engine-classes.ts'
import { trainArchives } from '../../../src/engines/class-archives/train-archives.ts'

let cacheDirectory: string
let folder: string
const never = new AbortController().signal

beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-archives-'))
  folder = join(cacheDirectory, 'archives')
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

/** A program in the place of Java: `script` is for Node, with the file to be made in `file` and the list in `list`. */
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

/** An engine that was ready, and has noted these classes. */
async function noted(script: string, classes = 'A\nB\n') {
  const key = await keyFor(script)
  const found = await engineClasses(key, { cacheDirectory, notesClasses: true, directory: cacheDirectory })
  await writeFile(found.options.at(-1)!.split('=')[1]!, classes)
  expect(await found.seenReady()).toBeUndefined()
  return key
}

/** No archive is used, and no classes are noted. */
const fromJars = expect.objectContaining({
  options: [expect.stringContaining('Unlock'), expect.stringContaining('-XX:-')],
})

const copies = 'fs.copyFileSync(list, file)'

test('makes an archive of the classes that an engine has noted, which the next start uses', async () => {
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

test('leaves out half a line, and a line that the JVM would stumble over', async () => {
  await noted(copies, `A\n@lambda ${'x'.repeat(5_000)}\nB\nhalf`)
  await trainArchives(cacheDirectory, never)
  const [archive] = await readdir(folder)
  expect(await readFile(join(folder, archive!), 'utf8')).toBe('A\nB\n')
})

test('makes nothing of an engine that never was ready', async () => {
  const found = await engineClasses(await keyFor(copies), {
    cacheDirectory,
    notesClasses: true,
    directory: cacheDirectory,
  })
  expect(await found.seenFailed()).toBe(false)
  expect(await trainArchives(cacheDirectory, never)).toEqual([])
  expect(await readdir(folder)).toEqual([])
})

test('makes one archive, whoever asks for it at the same time', async () => {
  await noted(copies)
  await noted(copies)
  const both = await Promise.all([trainArchives(cacheDirectory, never), trainArchives(cacheDirectory, never)])
  expect(both.flat().map(({ state }) => state)).toEqual(['made'])
  await trainArchives(cacheDirectory, never)
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.jsa$/)])
})

test('takes over from one who was killed while he made it', async () => {
  await noted(copies)
  const list = (await readdir(folder)).find((each) => each.endsWith('.classes')) ?? ''
  const claim = list.replace(/\.[^.]+\.classes$/, '.making')
  await writeFile(join(folder, claim), '')
  expect(await trainArchives(cacheDirectory, never)).toEqual([])
  const long = new Date(Date.now() - 16 * 60_000)
  await utimes(join(folder, claim), long, long)
  expect(await trainArchives(cacheDirectory, never)).toMatchObject([{ state: 'made' }])
})

test('one that cannot be made is told, leaves nothing half made, and is not tried again', async () => {
  const key = await noted(`fs.writeFileSync(file, 'half'); console.error('no space'); process.exit(1)`)
  expect(await trainArchives(cacheDirectory, never)).toMatchObject([
    { state: 'failed', detail: `${key.java} -Xshare:dump ended by exit code 1: no space` },
  ])
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.failed$/)])
  expect(await engineClasses(key, { cacheDirectory, notesClasses: true, directory: cacheDirectory })).toEqual(fromJars)
})

test('a Java that has gone since is told', async () => {
  const key = await noted(copies)
  await rm(key.java)
  expect(await trainArchives(cacheDirectory, never)).toMatchObject([{ state: 'stale' }])
  expect(await readdir(folder)).toEqual([])
})

test('ends at once when it is stopped, and leaves the recipe for the next time', async () => {
  const started = join(cacheDirectory, 'started')
  await noted(`fs.writeFileSync(${JSON.stringify(started)}, ''); setInterval(() => {}, 1000)`)
  const stop = new AbortController()
  const training = trainArchives(cacheDirectory, stop.signal)
  await expect.poll(() => readdir(cacheDirectory)).toContain('started')
  stop.abort(new Error('stopped'))
  await expect(training).rejects.toThrow('stopped')
  expect((await readdir(folder)).map((name) => name.split('.').at(-1)).sort()).toEqual(['classes', 'json'])
})

test('a cache that cannot be written is no error: the classes come from the jars', async () => {
  await writeFile(folder, 'a file in the place of the folder')
  expect(
    await engineClasses(await keyFor(copies), { cacheDirectory, notesClasses: true, directory: cacheDirectory }),
  ).toEqual(fromJars)
  expect(await trainArchives(cacheDirectory, never)).toEqual([])
})

test('without a cache, none is made or used', async () => {
  await mkdir(folder)
  expect(await engineClasses(await keyFor(copies), { directory: cacheDirectory })).toEqual(fromJars)
  expect(await readdir(folder)).toEqual([])
})
