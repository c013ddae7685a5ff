import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { trainArchives } from '../../src/standin/train-archives.ts'
import { makeArchiveCache, startGremlin } from './archive-cache.ts'

/** One cache for all of these tests, in this order: making an archive takes seconds. */
let cache: Awaited<ReturnType<typeof makeArchiveCache>>
beforeAll(async () => {
  cache = await makeArchiveCache()
})
afterAll(() => cache.remove())

const archives = async () => (await readdir(cache.folder)).filter((name) => name.endsWith('.jsa'))

test('the first start makes an archive possible, the second uses it, and both serve', async () => {
  const first = await startGremlin(cache)
  expect(first.seen.archive).toBeUndefined()
  // The engine still runs, as that of a host that is kept.
  expect(await trainArchives(cache.directory, AbortSignal.timeout(180_000))).toMatchObject([{ state: 'made' }])
  await first.stop()

  const second = await startGremlin(cache)
  expect(second.seen).toMatchObject({ state: 'ready', version: first.seen.version })
  expect(second.seen.archive).toBe(join(cache.folder, (await archives())[0]!))
  expect(await readFile(`/proc/${second.seen.pid}/maps`, 'utf8').catch(() => second.seen.archive)).toContain(
    second.seen.archive,
  )
  await second.stop()
  expect(await trainArchives(cache.directory, AbortSignal.timeout(1_000))).toEqual([])
})

test('an archive that the JVM refuses is told in the log, and goes', async () => {
  const [archive] = await archives()
  // As if the archive were of these options: what is different is only found by the JVM itself.
  const name = await cache.nameWith(['-XX:+UseSerialGC', '-XX:-UseCompressedOops'])
  await rename(join(cache.folder, archive!), join(cache.folder, `${name}-${archive!.split('-').at(-1)}`))
  const started = await startGremlin(cache, ['-XX:+UseSerialGC', '-XX:-UseCompressedOops'])
  expect(started.seen.state).toBe('ready')
  expect(await readFile(started.logFile, 'utf8')).toMatch(/^The class archive .*\.jsa was not used, and is made again: /m)
  expect(await archives()).toEqual([])
  await started.stop()
  await rm(cache.folder, { recursive: true })
})

test('an archive that crashes the JVM costs one more start, and goes', async () => {
  const first = await startGremlin(cache)
  await trainArchives(cache.directory, AbortSignal.timeout(180_000))
  await first.stop()
  const archive = join(cache.folder, (await archives())[0]!)
  await damage(archive)
  const second = await startGremlin(cache)
  expect(second.seen.state).toBe('ready')
  expect(second.seen.archive).toBeUndefined()
  expect(await archives()).toEqual([])
  await second.stop()
})

/** Overwrites what comes after the header: its size, and what a JVM looks at first, stay as they were. */
async function damage(file: string): Promise<void> {
  const archive = await open(file, 'r+')
  try {
    const { size } = await archive.stat()
    const from = 64 * 1024
    await archive.write(Buffer.alloc(size - from, 0x5a), 0, size - from, from)
  } finally {
    await archive.close()
  }
}
