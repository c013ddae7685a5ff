import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { findJava, searchJava } from '../../src/java/choose-java.ts'
import { lookedAt } from '../../src/java/messages.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaf-java-'))
  return () => rm(root, { recursive: true, force: true })
})

/** A Java home whose `java` prints this version on its error output, as a real one does; `undefined`: it does not run. */
async function javaHome(name: string, version: string | undefined, realHome?: string, first = ':'): Promise<string> {
  const executable = join(root, name, 'bin', 'java')
  await mkdir(dirname(executable), { recursive: true })
  const says =
    version === undefined
      ? 'exit 1'
      : `echo '    java.home = ${realHome ?? ''}\nopenjdk version "${version}" 2025-04-15' >&2`
  await writeFile(executable, `#!/bin/sh\n${first}\n${says}\n`)
  await chmod(executable, 0o755)
  return join(root, name)
}

const find = (search: Partial<Parameters<typeof findJava>[0]>) =>
  findJava({ path: '', platform: 'linux', usualFolders: [], signal: new AbortController().signal, ...search })

const search = (places: Partial<Parameters<typeof searchJava>[0]>) =>
  searchJava({ path: '', platform: 'linux', usualFolders: [], signal: new AbortController().signal, ...places })

test('the Java of the option is taken before all others, as an executable or as a home', async () => {
  const home = await javaHome('a', '17.0.15')
  const other = await javaHome('b', '21.0.1')
  const executable = join(home, 'bin', 'java')
  expect(await find({ option: home, home: other })).toEqual({ executable, major: 17 })
  expect(await find({ option: executable, home: other })).toEqual({ executable, major: 17 })
})

test('JAVA_HOME is taken before PATH, and PATH before the usual folders', async () => {
  const [a, b, c] = [await javaHome('a', '17'), await javaHome('b', '21'), await javaHome('jvm/c', '25')]
  const path = ['/nowhere', join(b, 'bin')].join(delimiter)
  const usualFolders = [join(root, 'jvm')]
  expect(await find({ home: a, path, usualFolders })).toMatchObject({ major: 17 })
  expect(await find({ path, usualFolders })).toMatchObject({ major: 21 })
  expect(await find({ usualFolders })).toEqual({ executable: join(c, 'bin', 'java'), major: 25 })
})

test('a Java home of macOS, which has one more level, is found', async () => {
  await javaHome('jvm/temurin-21.jdk/Contents/Home', '21.0.8')
  expect(await find({ platform: 'darwin', usualFolders: [join(root, 'jvm')] })).toMatchObject({ major: 21 })
})

test('a Java that is too old or does not run is passed over', async () => {
  const old = await javaHome('old', '1.8.0_402')
  const broken = await javaHome('broken', undefined)
  const good = await javaHome('good', '17.0.2')
  const path = [broken, good].map((home) => join(home, 'bin')).join(delimiter)
  expect(await find({ home: old, path })).toEqual({ executable: join(good, 'bin', 'java'), major: 17 })
})

test('an error lists every executable that was looked at', async () => {
  const old = await javaHome('old', '11.0.2')
  const broken = await javaHome('broken', undefined)
  const found = find({ home: old, path: join(broken, 'bin'), usualFolders: ['/nowhere'] })
  const looked = [lookedAt('JAVA_HOME', `${old}/bin/java`, 11), lookedAt('PATH', `${broken}/bin/java`)]
  await expect(found).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(new RegExp(`\\b17 to 25\\b[\\s\\S]*\n${looked.join('\n')}\n`)),
  })
})

test('an error says that JAVA_HOME is not set where no executable was looked at', async () => {
  await expect(find({})).rejects.toThrow('JAVA_HOME is not set')
})

test('no other place is looked at where the option names no Java', async () => {
  const home = await javaHome('a', '17')
  await expect(find({ option: '/nowhere', home })).rejects.toThrow(
    new RegExp(`\\b17 to 25\\b.*\n${lookedAt("option 'local.java'", '/nowhere')}\n[^\n]*$`),
  )
})

test('the real executable is taken where the one on PATH is the script of a version switcher', async () => {
  const real = await javaHome('real', '21.0.8')
  const shims = await javaHome('shims', '21.0.8', real)
  expect(await find({ path: join(shims, 'bin') })).toEqual({ executable: join(real, 'bin', 'java'), major: 21 })
})

test('no executable is looked at twice', async () => {
  const old = await javaHome('old', '11.0.2')
  const bin = join(old, 'bin')
  const refusal: Error = await find({ home: old, path: [bin, bin].join(delimiter) }).catch((error) => error)
  expect(refusal.message.match(/is Java 11/g)).toHaveLength(1)
})

test('an aborted search ends with the reason of its signal', async () => {
  const home = await javaHome('a', '17')
  const signal = AbortSignal.abort(new Error('Interrupted by SIGINT.'))
  await expect(find({ home, signal })).rejects.toThrow('Interrupted by SIGINT.')
})

const old = { least: 17, most: 25 }
const young = { least: 21, most: 25 }

test('the first Java that fits all engines is taken before one that fits only some', async () => {
  const [a, b] = [await javaHome('a', '17.0.15'), await javaHome('b', '21.0.8')]
  const path = [a, b].map((home) => join(home, 'bin')).join(delimiter)
  const { javas } = await search({ path, ranges: [old, young] })
  expect(javas.map((java) => java?.major)).toEqual([21, 21])
  expect((await search({ path, ranges: [old] })).javas.map((java) => java?.major)).toEqual([17])
})

test('each engine gets a Java of its own where none fits all, and an engine may get none', async () => {
  const home = await javaHome('a', '17.0.15')
  const young24 = { least: 24, most: 25 }
  const { javas, looked } = await search({ home, ranges: [old, young24] })
  expect(javas).toEqual([{ executable: join(home, 'bin', 'java'), major: 17 }, undefined])
  expect(looked).toEqual([`- JAVA_HOME: ${home}/bin/java is Java 17`])
})

test('a Java that is too new is passed over', async () => {
  const [a, b] = [await javaHome('a', '26'), await javaHome('b', '25')]
  expect(await find({ home: a, path: join(b, 'bin') })).toMatchObject({ major: 25 })
})

/** How often a Java that counts its starts was started. */
const starts = async (home: string) => (await readFile(join(home, 'starts'), 'utf8')).length

test('the version of a Java is remembered until its file changes, and no process is started meanwhile', async () => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'), `printf x >> ${join(root, 'a', 'starts')}`)
  const cacheDirectory = join(root, 'cache')
  const executable = join(home, 'bin', 'java')
  for (let time = 1; time <= 3; time += 1)
    expect(await find({ home, cacheDirectory })).toEqual({ executable, major: 21 })
  expect(await starts(home)).toBe(1)
  await javaHome('a', '17.0.15', home, `printf x >> ${join(home, 'starts')}`)
  expect(await find({ home, cacheDirectory })).toMatchObject({ major: 17 })
  expect(await starts(home)).toBe(2)
  // An executable that is gone is forgotten with the next answer.
  await rm(home, { recursive: true })
  await find({ home: await javaHome('b', '21', join(root, 'b')), cacheDirectory })
  const memory = await readFile(join(cacheDirectory, 'java-versions.json'), 'utf8')
  expect(Object.keys(JSON.parse(memory))).toEqual([join(root, 'b', 'bin', 'java')])
})

test('a Java is asked again where another version of this package has remembered other facts', async () => {
  const home = await javaHome('a', '21.0.8')
  const executable = join(home, 'bin', 'java')
  const cacheDirectory = join(root, 'cache')
  const { mtimeMs, size } = await stat(executable)
  await mkdir(cacheDirectory)
  await writeFile(join(cacheDirectory, 'java-versions.json'), JSON.stringify({ [executable]: { mtimeMs, size } }))
  expect(await find({ home, cacheDirectory })).toEqual({ executable, major: 21 })
})

test('a Java that is found through a link is remembered by its real path', async () => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'))
  await mkdir(join(root, 'bin'))
  await symlink(join(home, 'bin', 'java'), join(root, 'bin', 'java'))
  for (let time = 1; time <= 2; time += 1) {
    const java = await find({ path: join(root, 'bin'), cacheDirectory: join(root, 'cache') })
    expect(java).toEqual({ executable: join(home, 'bin', 'java'), major: 21 })
  }
})

test('the script of a version switcher is asked each time, because it answers by its working folder', async () => {
  const real = await javaHome('real', '21.0.8')
  const shims = await javaHome('shims', '21.0.8', real, `printf x >> ${join(root, 'starts')}`)
  for (let time = 1; time <= 2; time += 1) await find({ path: join(shims, 'bin'), cacheDirectory: join(root, 'cache') })
  expect(await starts(root)).toBe(2)
})

test.for(['{"half', 'null', '[]', 'other'])(
  'a Java is asked where its remembered version cannot be read: %s',
  async (memory) => {
    const home = await javaHome('a', '21.0.8', join(root, 'a'))
    const executable = join(home, 'bin', 'java')
    const { mtimeMs, size } = await stat(executable)
    const other = JSON.stringify({ [executable]: { mtimeMs, size, version: 21 } })
    await mkdir(join(root, 'cache'))
    await writeFile(join(root, 'cache', 'java-versions.json'), memory === 'other' ? other : memory)
    expect(await find({ home, cacheDirectory: join(root, 'cache') })).toEqual({ executable, major: 21 })
  },
)

test('a Java is asked where nothing can be remembered', async () => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'))
  await writeFile(join(root, 'cache'), 'a file where a folder has to be')
  expect(await find({ home, cacheDirectory: join(root, 'cache') })).toMatchObject({ major: 21 })
})
