import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { folderOfAnother } from '../../src/daemon/messages.ts'
import { anotherOwner } from '../../src/process/messages.ts'
import type { TwoUsers } from '../support/users/two-users.ts'
import { ATTACKER, twoUsers, VICTIM } from '../support/users/two-users.ts'

/** Each starts several processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let users: TwoUsers
beforeAll(async () => {
  users = await twoUsers()
  return () => users.end()
})

/** A file system in memory in which both users may make files, as in /dev/shm. */
let memory: string
beforeEach(async () => {
  memory = `/dev/shm/test-${process.pid}-${Math.random().toString(36).slice(2)}`
  await mkdir(memory)
  await users.run(0, `import { chmodSync } from 'node:fs'; chmodSync(${JSON.stringify(memory)}, 0o1777)`)
  return async () => {
    await rm(memory, { recursive: true, force: true })
    for (const name of await readdir(users.shared)) await rm(join(users.shared, name), { recursive: true })
  }
})

const daemons = () => users.source('daemon/daemon-folders.ts')
const usual = () => join(users.shared, `vaf-${VICTIM}`)

/** What a run of the victim does before it starts a daemon: prints the folder of the daemon, and what was told. */
const claiming = () => `
  import { daemonsDirectories, daemonsDirectory } from ${JSON.stringify(users.source('daemon/client/daemons-directory.ts'))}
  import { claimDaemonFolder, listDaemonFolders, sweepDaemonFolders } from ${JSON.stringify(daemons())}
  const told = []
  const base = await daemonsDirectory(({ message }) => told.push(message))
  const generation = 1 + (await listDaemonFolders(base)).length
  const directory = await claimDaemonFolder(base, '0123abcd', generation)
  await sweepDaemonFolders(base, ({ message }) => told.push(message))
  console.log(JSON.stringify({ directory, told, all: await daemonsDirectories() }))`

/** Makes a data folder, and says where it is, or what keeps it from being made. */
const makingData = (daemon: string) => `
  import { mkdirSync } from 'node:fs'
  import { makeDataFolder, sweepDataFolders } from ${JSON.stringify(users.source('daemon/data-folder.ts'))}
  mkdirSync(${JSON.stringify(daemon)}, { recursive: true, mode: 0o700 })
  const told = []
  await sweepDataFolders(({ message }) => told.push(message), ${JSON.stringify(memory)})
  const folder = await makeDataFolder(${JSON.stringify(daemon)}, ${JSON.stringify(memory)}, ${8 * 1024 ** 3})
  console.log(JSON.stringify({ folder, told }))
  process.exit(0)`

test('a link planted where data in memory was kept before overwrites no file of the victim', async () => {
  const daemon = join(users.shared, 'victim', '0123abcd-1')
  // The name that a daemon used to have: computed from its folder, which every user could read among the processes.
  const planted = `
    import { createHash } from 'node:crypto'
    import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
    const name = 'vaf-${VICTIM}-' + createHash('sha256').update(${JSON.stringify(daemon)}).digest('hex').slice(0, 12)
    const folder = ${JSON.stringify(`${memory}/`)} + name
    mkdirSync(folder)
    chmodSync(folder, 0o777)
    for (const each of ['daemon', 'owner.json', 'alive']) symlinkSync(${JSON.stringify(join(users.shared, 'precious'))}, folder + '/' + each)`
  await users.run(ATTACKER, planted)
  const precious = join(users.shared, 'precious')
  await users.run(
    VICTIM,
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(precious)}, 'mine', { mode: 0o600 })`,
  )
  const { folder, told } = JSON.parse(await users.run(VICTIM, makingData(daemon)))
  expect(basename(folder)).toMatch(/^vaf-10001-[0-9a-f]{32}$/)
  expect(told).toEqual([
    expect.stringMatching(new RegExp(`^/dev/shm/.* was left alone\\. It belongs to user ${ATTACKER}\\.`)),
  ])
  const read = `import { readFileSync } from 'node:fs'; console.log(readFileSync(${JSON.stringify(precious)}, 'utf8'))`
  expect(await users.run(VICTIM, read)).toBe('mine\n')
})

test('folders, unreadable files, FIFOs and links planted in memory do not keep a run from its folder', async () => {
  const planted = `
    import { execFileSync } from 'node:child_process'
    import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
    const named = (name) => ${JSON.stringify(`${memory}/`)} + 'vaf-${VICTIM}-' + name
    mkdirSync(named('zzzz'))
    writeFileSync(named('zzzz') + '/daemon', '/nonexistent')
    for (const digit of ['a', 'b', 'c']) mkdirSync(named(digit.repeat(32)))
    writeFileSync(named('a'.repeat(32)) + '/owner.json', '{}', { mode: 0 })
    execFileSync('mkfifo', [named('b'.repeat(32)) + '/owner.json'])
    writeFileSync(named('c'.repeat(32)) + '/owner.json', JSON.stringify({ pid: 1, machine: 'x', started: 'long ago' }))
    for (const digit of ['a', 'b', 'c']) chmodSync(named(digit.repeat(32)), 0o777)
    symlinkSync('/nonexistent', named('d'.repeat(32)))
    execFileSync('mkfifo', [named('e'.repeat(32))])`
  await users.run(ATTACKER, planted)
  const { folder, told } = JSON.parse(await users.run(VICTIM, makingData(join(users.shared, 'v', '0123abcd-1'))))
  expect(existsSync(folder)).toBe(true)
  expect(told).toEqual([expect.stringContaining('So were 5 more.')])
  expect((await readdir(memory)).length).toBe(7)
})

test('a folder for daemons that another user planted is skipped, with a warning', async () => {
  await users.run(
    ATTACKER,
    `import { mkdirSync } from 'node:fs'; mkdirSync(${JSON.stringify(usual())}, { mode: 0o777 })`,
  )
  const first = JSON.parse(await users.run(VICTIM, claiming()))
  expect(first.directory).toMatch(/\/vaf-10001-[0-9a-f]{32}\/0123abcd-1$/)
  expect(first.told).toEqual([folderOfAnother(usual(), anotherOwner(ATTACKER), join(first.directory, '..'))])
  // `down` and `status` look here, and the next run comes to the same.
  expect(first.all).toEqual([join(first.directory, '..')])
  const second = JSON.parse(await users.run(VICTIM, claiming()))
  expect(dirname(second.directory)).toBe(dirname(first.directory))
  expect(await readdir(usual())).toEqual([])
})

test('a link planted in place of the folder for daemons, and folders with like names, are skipped', async () => {
  const planted = `
    import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
    mkdirSync(${JSON.stringify(join(users.shared, 'trap'))})
    chmodSync(${JSON.stringify(join(users.shared, 'trap'))}, 0o777)
    symlinkSync(${JSON.stringify(join(users.shared, 'trap'))}, ${JSON.stringify(usual())})
    const second = ${JSON.stringify(usual())} + '-' + '0'.repeat(32)
    mkdirSync(second)
    chmodSync(second, 0o777)`
  await users.run(ATTACKER, planted)
  const { directory } = JSON.parse(await users.run(VICTIM, claiming()))
  expect(directory).toMatch(/\/vaf-10001-[0-9a-f]{32}\/0123abcd-1$/)
  expect(directory).not.toContain('0'.repeat(32))
  expect(await readdir(join(users.shared, 'trap'))).toEqual([])
})

test('a folder for daemons that another user creates at the last moment is not used', async () => {
  const planted = `
    import { chmodSync, mkdirSync } from 'node:fs'
    mkdirSync(${JSON.stringify(usual())})
    chmodSync(${JSON.stringify(usual())}, 0o777)`
  await users.run(ATTACKER, planted)
  // The look at it, before which there was none, is over.
  const claim = `
    import { claimDaemonFolder } from ${JSON.stringify(daemons())}
    console.log(await claimDaemonFolder(${JSON.stringify(usual())}, '0123abcd', 1))`
  expect(await users.run(VICTIM, claim)).toBe('false\n')
  expect(await readdir(usual())).toEqual([])
})

test('a run that has another view of temporary files and processes removes nothing of a live daemon', async () => {
  const daemon = join(users.shared, 'mine', '0123abcd-1')
  const sweep = `
    import { sweepDataFolders } from ${JSON.stringify(users.source('daemon/data-folder.ts'))}
    await sweepDataFolders(() => {}, ${JSON.stringify(memory)})`
  const living = `
    import { spawn } from 'node:child_process'
    import { mkdirSync } from 'node:fs'
    import { makeDataFolder } from ${JSON.stringify(users.source('daemon/data-folder.ts'))}
    mkdirSync(${JSON.stringify(daemon)}, { recursive: true, mode: 0o700 })
    const folder = await makeDataFolder(${JSON.stringify(daemon)}, ${JSON.stringify(memory)}, ${8 * 1024 ** 3})
    // The other run: a TMPDIR and processes of its own, as by PrivateTmp, a sandbox or a container.
    const script = ${JSON.stringify(sweep)}
    const child = spawn('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'sh', '-c',
      'mount -t tmpfs none ${users.shared} && exec "$0" --input-type=module -e "$1"', process.execPath, script], { stdio: 'inherit' })
    child.once('exit', async (code) => {
      const { existsSync } = await import('node:fs')
      console.log(JSON.stringify({ code, stays: existsSync(folder + '/owner.json') }))
      process.exit(0)
    })`
  expect(JSON.parse(await users.run(0, living))).toEqual({ code: 0, stays: true })
})
