import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeDataFolder, removeDataFolder, sweepDataFolders } from '../../src/daemon/data-folder.ts'
import { thisProcess } from '../../src/process/process-identity.ts'
import type { RunEvent } from '../../src/report/events.ts'
import { sourceOf } from '../support/run-script.ts'

const GIB = 1024 ** 3
/** A file system in memory with room is what Linux has, as a rule; elsewhere there is none. */
const hasMemory = existsSync('/dev/shm')

/** What only such a file system can show. */
const onMemory = test.runIf(hasMemory)

let daemon: string
let root: string
let told: string[]
const report = (event: RunEvent) => void told.push(event.type === 'warning' ? event.message : event.type)

beforeEach(async () => {
  told = []
  const base = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  daemon = join(base, '0123abcd-1')
  await mkdir(daemon)
  root = hasMemory ? await mkdtemp('/dev/shm/test-') : join(base, 'nowhere')
  return async () => {
    for (const folder of [base, root]) await rm(folder, { recursive: true, force: true })
  }
})

/** The data folder of a daemon that was killed. */
async function ofKilledDaemon(): Promise<string> {
  const script = `
    import { makeDataFolder } from ${JSON.stringify(sourceOf('daemon/data-folder.ts'))}
    process.stdout.write(await makeDataFolder(${JSON.stringify(daemon)}, ${JSON.stringify(root)}, ${8 * GIB}))
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [folder] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return String(folder)
}

test('a daemon gets a folder in memory where the machine has one, that nobody can guess or enter', async () => {
  const folder = await makeDataFolder(daemon, root, 8 * GIB)
  expect(folder !== undefined).toBe(hasMemory)
  if (!folder) return
  expect(basename(folder)).toMatch(/^vaf-\d+-[0-9a-f]{32}$/)
  expect((await lstat(folder)).mode & 0o777).toBe(0o700)
  await removeDataFolder(daemon, root)
  expect(existsSync(folder)).toBe(false)
})

test('the data of an engine goes to the disk where memory is short, and where the folder in memory is on a disk', async () => {
  expect(await makeDataFolder(daemon, root, 2 * GIB)).toBeUndefined()
  expect(await makeDataFolder(daemon, daemon, 8 * GIB)).toBeUndefined()
  expect(await makeDataFolder(daemon, join(daemon, 'nowhere'), 8 * GIB)).toBeUndefined()
})

onMemory('what a killed daemon left in memory is swept, whether its own folder is there or not', async () => {
  const first = await ofKilledDaemon()
  await sweepDataFolders(report, root)
  expect(existsSync(first)).toBe(false)
  await rm(daemon, { recursive: true })
  await mkdir(daemon)
  const second = await ofKilledDaemon()
  await rm(daemon, { recursive: true })
  await sweepDataFolders(report, root)
  expect(existsSync(second)).toBe(false)
  expect(told).toEqual([])
})

onMemory('the folder of a daemon that lives stays, although its own folder cannot be seen', async () => {
  const folder = (await makeDataFolder(daemon, root, 8 * GIB)) ?? ''
  await rm(daemon, { recursive: true })
  await sweepDataFolders(report, root)
  expect(existsSync(join(folder, 'owner.json'))).toBe(true)
})

onMemory('of a daemon of another container it is known by its socket whether it lives', async () => {
  const elsewhere = JSON.stringify({ ...thisProcess(), machine: 'another container' })
  const living = (await makeDataFolder(daemon, root, 8 * GIB)) ?? ''
  await rm(join(daemon, 'data-folder'))
  const dead = await ofKilledDaemon()
  for (const folder of [living, dead]) await writeFile(join(folder, 'owner.json'), elsewhere)
  // Without a socket, and of nobody whom this process could see: nothing is known.
  const unknown = join(root, `vaf-${process.getuid?.()}-${'0'.repeat(32)}`)
  await mkdir(unknown, { mode: 0o700 })
  await writeFile(join(unknown, 'owner.json'), elsewhere)
  await sweepDataFolders(report, root)
  expect([living, dead, unknown].map(existsSync)).toEqual([true, false, true])
})

onMemory('what is empty is removed after a minute, and what is not is left', async () => {
  const [young, old, full] = ['1', '2', '3'].map((digit) => join(root, `vaf-${process.getuid?.()}-${digit.repeat(32)}`))
  for (const folder of [young, old, full]) await mkdir(folder!, { mode: 0o700 })
  await writeFile(join(full!, 'something'), '')
  const before = Date.now() / 1000 - 120
  for (const folder of [old, full]) await utimes(folder!, before, before)
  await sweepDataFolders(report, root)
  expect([young, old, full].map((folder) => existsSync(folder!))).toEqual([true, false, true])
})

onMemory('what has our name and is no folder of ours is left alone, and told in one warning', async () => {
  const named = (digit: string) => join(root, `vaf-${process.getuid?.()}-${digit.repeat(32)}`)
  await mkdir(join(root, 'elsewhere'))
  await symlink(join(root, 'elsewhere'), named('a'))
  await mkdir(named('b'))
  await chmod(named('b'), 0o777)
  await writeFile(named('c'), '')
  await sweepDataFolders(report, root)
  expect(['a', 'b', 'c'].map((digit) => existsSync(named(digit)))).toEqual([true, true, true])
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/^\/dev\/shm\/test-.*\/vaf-\d+-.{32} was left alone\. .* 2 more\b/)
})

onMemory('a record that leads elsewhere removes nothing', async () => {
  const victim = join(root, 'victim')
  await mkdir(victim)
  for (const path of [victim, `${root}/../${basename(root)}/victim`, `${root}/vaf-${process.getuid?.()}-x/../victim`]) {
    await rm(join(daemon, 'data-folder'), { force: true })
    await writeFile(join(daemon, 'data-folder'), path, { mode: 0o600 })
    await removeDataFolder(daemon, root)
    expect(existsSync(victim)).toBe(true)
  }
})
