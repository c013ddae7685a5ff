import { mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { trainArchives } from '../../../src/engines/class-archives/train-archives.ts'
import { type RunningEngine, startEngine } from '../../gate/start-engine.ts'

let cacheDirectory: string
let folder: string
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-archive-'))
  folder = join(cacheDirectory, 'archives')
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

const start = (isReversed = false) =>
  startEngine('gremlin', {
    change: (spec) => ({
      ...spec,
      cacheDirectory,
      notesClasses: true,
      classPath: isReversed ? spec.classPath.toReversed() : spec.classPath,
    }),
  })

/** Starts an engine, calls `look` with it, and ends it. */
async function withEngine<T>(look: (engine: RunningEngine) => Promise<T>, isReversed = false): Promise<T> {
  const engine = await start(isReversed)
  try {
    return await look(engine)
  } finally {
    await engine.stop()
  }
}

const train = () => trainArchives(cacheDirectory, AbortSignal.timeout(180_000))
const files = async (ending: string) => (await readdir(folder)).filter((name) => name.endsWith(ending))

// A JVM that makes an archive has a low priority, and the machine may be busy.
const TIMEOUT_MS = 300_000

test('the second start of an engine maps the archive of the first', { timeout: TIMEOUT_MS }, async () => {
  const version = await withEngine(async ({ seen }) => {
    expect(seen.archive).toBeUndefined()
    // The engine still runs, as one of a kept daemon does.
    expect(await train()).toMatchObject([{ state: 'made' }])
    return seen.version
  })
  const [archive = ''] = await files('.jsa')
  await withEngine(async ({ seen, logFile }) => {
    expect(seen).toMatchObject({ state: 'ready', version, archive: join(folder, archive) })
    expect(await readFile(logFile, 'utf8')).not.toContain('was not used')
    if (process.platform === 'linux') {
      expect(await readFile(`/proc/${seen.pid}/maps`, 'utf8')).toContain(archive)
    }
  })
  expect(await train()).toEqual([])
  expect(await readdir(folder)).toEqual([archive])
})

test('an archive that the JVM refuses is reported in the log, and removed', { timeout: TIMEOUT_MS }, async () => {
  await withEngine(async () => {})
  await train()
  const [archive = ''] = await files('.jsa')
  // An archive of another class path gets the name of this one's.
  await withEngine(async () => {}, true)
  const name = (await files('.classes'))[0]?.replace(/\.[^.]+\.classes$/, '')
  await rename(join(folder, archive), join(folder, `${name}-${archive.split('-').at(-1)}`))
  await withEngine(async ({ logFile }) => {
    const told = /^The class archive \S+\.jsa was not used.*(mismatch|does not match)/m
    expect(await readFile(logFile, 'utf8')).toMatch(told)
  }, true)
  expect(await files('.jsa')).toEqual([])
})

test('an archive that is damaged inside costs at most one more start, and is removed', {
  timeout: TIMEOUT_MS,
}, async () => {
  await withEngine(async () => {})
  await train()
  const [archive = ''] = await files('.jsa')
  await damage(join(folder, archive))
  await withEngine(async ({ seen }) => expect(seen.state).toBe('ready'))
  expect(await files('.jsa')).toEqual([])
})

/** Overwrites everything after the header: the size and the header stay as they were. */
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
