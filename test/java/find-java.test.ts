import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { findJava, searchJava } from '../../src/java/choose-java.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaf-java-'))
  return () => rm(root, { recursive: true, force: true })
})

/** A Java home whose `java` says it is of this version, as the real one does: on the error output. */
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

test('takes the option before all else, as an executable or as a home', async () => {
  const home = await javaHome('a', '17.0.15')
  const other = await javaHome('b', '21.0.1')
  const executable = join(home, 'bin', 'java')
  expect(await find({ option: home, home: other })).toEqual({ executable, major: 17 })
  expect(await find({ option: executable, home: other })).toEqual({ executable, major: 17 })
})

test('takes JAVA_HOME before PATH, and PATH before the usual folders', async () => {
  const [a, b, c] = [await javaHome('a', '17'), await javaHome('b', '21'), await javaHome('jvm/c', '25')]
  const path = ['/nowhere', join(b, 'bin')].join(delimiter)
  const usualFolders = [join(root, 'jvm')]
  expect(await find({ home: a, path, usualFolders })).toMatchObject({ major: 17 })
  expect(await find({ path, usualFolders })).toMatchObject({ major: 21 })
  expect(await find({ usualFolders })).toEqual({ executable: join(c, 'bin', 'java'), major: 25 })
})

test('finds the homes of macOS, which have one more level', async () => {
  await javaHome('jvm/temurin-21.jdk/Contents/Home', '21.0.8')
  expect(await find({ platform: 'darwin', usualFolders: [join(root, 'jvm')] })).toMatchObject({ major: 21 })
})

test('goes on where one is too old or does not run', async () => {
  const old = await javaHome('old', '1.8.0_402')
  const broken = await javaHome('broken', undefined)
  const good = await javaHome('good', '17.0.2')
  const path = [broken, good].map((home) => join(home, 'bin')).join(delimiter)
  expect(await find({ home: old, path })).toEqual({ executable: join(good, 'bin', 'java'), major: 17 })
})

test('says everything it looked at where there is none', async () => {
  const old = await javaHome('old', '11.0.2')
  const broken = await javaHome('broken', undefined)
  await expect(find({ home: old, path: join(broken, 'bin'), usualFolders: ['/nowhere'] })).rejects.toThrow(
    [
      "The engines of target 'local' need Java 17 to 25, and there is none here.",
      'Looked at:',
      `- JAVA_HOME: ${old}/bin/java is Java 11`,
      `- PATH: ${broken}/bin/java is no Java that runs`,
      "Install one (for example Temurin 25 from https://adoptium.net, or your system's package of it), or name yours in the option 'local.java' or in JAVA_HOME.",
    ].join('\n'),
  )
})

test('says so where there is nothing to look at', async () => {
  await expect(find({})).rejects.toThrow('JAVA_HOME is not set, and neither PATH nor the usual folders have one.')
})

test('looks at nothing else where the option is wrong', async () => {
  const home = await javaHome('a', '17')
  await expect(find({ option: '/nowhere', home })).rejects.toThrow(
    [
      "The option 'local.java' names no Java 17 to 25, which the engines of target 'local' need.",
      "- option 'local.java': /nowhere is no Java that runs",
      'Give the path of a java executable or of a Java home, or leave the option out: Java is then searched for.',
    ].join('\n'),
  )
})

test('takes the real executable where the one on PATH is the script of a version switcher', async () => {
  const real = await javaHome('real', '21.0.8')
  const shims = await javaHome('shims', '21.0.8', real)
  expect(await find({ path: join(shims, 'bin') })).toEqual({ executable: join(real, 'bin', 'java'), major: 21 })
})

test('looks at no executable twice', async () => {
  const old = await javaHome('old', '11.0.2')
  const bin = join(old, 'bin')
  const refusal: Error = await find({ home: old, path: [bin, bin].join(delimiter) }).catch((error) => error)
  expect(refusal.message.match(/is Java 11/g)).toHaveLength(1)
})

test('stops at once when it is told to', async () => {
  const home = await javaHome('a', '17')
  const signal = AbortSignal.abort(new Error('Interrupted by SIGINT.'))
  await expect(find({ home, signal })).rejects.toThrow('Interrupted by SIGINT.')
})

const old = { least: 17, most: 25 }
const young = { least: 21, most: 25 }

test('takes the first that fits all engines, before one that fits only some', async () => {
  const [a, b] = [await javaHome('a', '17.0.15'), await javaHome('b', '21.0.8')]
  const path = [a, b].map((home) => join(home, 'bin')).join(delimiter)
  const { javas } = await search({ path, ranges: [old, young] })
  expect(javas.map((java) => java?.major)).toEqual([21, 21])
  expect((await search({ path, ranges: [old] })).javas.map((java) => java?.major)).toEqual([17])
})

test('takes one for each engine where none fits all, and tells for which there is none', async () => {
  const home = await javaHome('a', '17.0.15')
  const young24 = { least: 24, most: 25 }
  const { javas, looked } = await search({ home, ranges: [old, young24] })
  expect(javas).toEqual([{ executable: join(home, 'bin', 'java'), major: 17 }, undefined])
  expect(looked).toEqual([`- JAVA_HOME: ${home}/bin/java is Java 17`])
})

test('goes past one that is too young', async () => {
  const [a, b] = [await javaHome('a', '26'), await javaHome('b', '25')]
  expect(await find({ home: a, path: join(b, 'bin') })).toMatchObject({ major: 25 })
})

/** How often a Java that counts its starts was started. */
const starts = async (home: string) => (await readFile(join(home, 'starts'), 'utf8')).length

test('remembers what a Java has said until the file is another, and starts nothing meanwhile', async () => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'), `printf x >> ${join(root, 'a', 'starts')}`)
  const cacheDirectory = join(root, 'cache')
  const executable = join(home, 'bin', 'java')
  for (let time = 1; time <= 3; time += 1)
    expect(await find({ home, cacheDirectory })).toEqual({ executable, major: 21 })
  expect(await starts(home)).toBe(1)
  await javaHome('a', '17.0.15', home, `printf x >> ${join(home, 'starts')}`)
  expect(await find({ home, cacheDirectory })).toMatchObject({ major: 17 })
  expect(await starts(home)).toBe(2)
  // What is gone is forgotten with the next answer.
  await rm(home, { recursive: true })
  await find({ home: await javaHome('b', '21', join(root, 'b')), cacheDirectory })
  const memory = await readFile(join(cacheDirectory, 'java-versions.json'), 'utf8')
  expect(Object.keys(JSON.parse(memory))).toEqual([join(root, 'b', 'bin', 'java')])
})

test('asks again where another version of this package has remembered something else', async () => {
  const home = await javaHome('a', '21.0.8')
  const executable = join(home, 'bin', 'java')
  const cacheDirectory = join(root, 'cache')
  const { mtimeMs, size } = await stat(executable)
  await mkdir(cacheDirectory)
  await writeFile(join(cacheDirectory, 'java-versions.json'), JSON.stringify({ [executable]: { mtimeMs, size } }))
  expect(await find({ home, cacheDirectory })).toEqual({ executable, major: 21 })
})

test('remembers a Java by its own place, by whatever link it is found', async () => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'))
  await mkdir(join(root, 'bin'))
  await symlink(join(home, 'bin', 'java'), join(root, 'bin', 'java'))
  for (let time = 1; time <= 2; time += 1) {
    const java = await find({ path: join(root, 'bin'), cacheDirectory: join(root, 'cache') })
    expect(java).toEqual({ executable: join(home, 'bin', 'java'), major: 21 })
  }
})

test('asks the script of a version switcher each time: it answers by the folder it is started in', async () => {
  const real = await javaHome('real', '21.0.8')
  const shims = await javaHome('shims', '21.0.8', real, `printf x >> ${join(root, 'starts')}`)
  for (let time = 1; time <= 2; time += 1) await find({ path: join(shims, 'bin'), cacheDirectory: join(root, 'cache') })
  expect(await starts(root)).toBe(2)
})

test.for(['{"half', 'null', '[]', 'other'])('asks where what is remembered makes no sense: %s', async (memory) => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'))
  const executable = join(home, 'bin', 'java')
  const { mtimeMs, size } = await stat(executable)
  const other = JSON.stringify({ [executable]: { mtimeMs, size, version: 21 } })
  await mkdir(join(root, 'cache'))
  await writeFile(join(root, 'cache', 'java-versions.json'), memory === 'other' ? other : memory)
  expect(await find({ home, cacheDirectory: join(root, 'cache') })).toEqual({ executable, major: 21 })
})

test('asks where nothing can be remembered', async () => {
  const home = await javaHome('a', '21.0.8', join(root, 'a'))
  await writeFile(join(root, 'cache'), 'a file where a folder has to be')
  expect(await find({ home, cacheDirectory: join(root, 'cache') })).toMatchObject({ major: 21 })
})
