import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { daemonsDirectories, daemonsDirectory } from '../../src/daemon/client/daemons-directory.ts'
import {
  claimDaemonFolder,
  listDaemonFolders,
  readDaemonRecord,
  removeDaemonFolder,
  sweepDaemonFolders,
  writeDaemonRecord,
} from '../../src/daemon/daemon-folders.ts'
import { folderNotPrivate } from '../../src/daemon/messages.ts'
import { openToOthers } from '../../src/process/messages.ts'
import { thisProcess } from '../../src/process/process-identity.ts'

let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'vaf-test-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(base, { recursive: true, force: true })
})

const KEY = '0123abcd'

/** A process that has ended. */
const ENDED = { ...thisProcess(), started: 'long ago' }

test('one of all processes that claim a generation at the same time gets it', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimDaemonFolder(base, KEY, 3)))
  expect(claims.filter(Boolean)).toEqual([join(base, `${KEY}-3`)])
})

test('the newest generation comes first, and other folders count as no daemon', async () => {
  for (const generation of [2, 10, 9]) await claimDaemonFolder(base, KEY, generation)
  await mkdir(join(base, 'something-else'))
  expect((await listDaemonFolders(base)).map(({ generation }) => generation)).toEqual([10, 9, 2])
  expect(await listDaemonFolders(join(base, 'nowhere'))).toEqual([])
})

test('a daemon is distinguished from a later process with the same id', async () => {
  const directory = (await claimDaemonFolder(base, KEY, 1)) as string
  await writeDaemonRecord(directory, thisProcess())
  expect(await readDaemonRecord(directory)).toEqual(thisProcess())
  await writeFile(join(directory, 'daemon.json'), JSON.stringify(ENDED))
  expect(await readDaemonRecord(directory)).toBeUndefined()
})

test('a folder without a record belongs to a daemon that starts, and after a while to none', async () => {
  const directory = (await claimDaemonFolder(base, KEY, 1)) as string
  expect(await readDaemonRecord(directory)).toBe('starting')
  const before = Date.now() / 1000 - 60
  await utimes(directory, before, before)
  expect(await readDaemonRecord(directory)).toBeUndefined()
})

test('a half-written record of a daemon counts as none', async () => {
  const directory = (await claimDaemonFolder(base, KEY, 1)) as string
  await writeFile(join(directory, 'daemon.json'), '{"pid":')
  expect(await readDaemonRecord(directory)).toBe('starting')
})

test('the folders of daemons that have gone are swept, and those of living ones stay', async () => {
  const living = (await claimDaemonFolder(base, KEY, 1)) as string
  await writeDaemonRecord(living, thisProcess())
  const dead = (await claimDaemonFolder(base, KEY, 2)) as string
  await writeDaemonRecord(dead, ENDED)
  await sweepDaemonFolders(base, () => {})
  expect((await listDaemonFolders(base)).map(({ directory }) => directory)).toEqual([living])
})

test('the folder of a process that is about to start a daemon stays, however long the start takes', async () => {
  const directory = (await claimDaemonFolder(base, KEY, 1)) as string
  const before = Date.now() / 1000 - 3600
  await utimes(directory, before, before)
  await sweepDaemonFolders(base, () => {})
  expect(await listDaemonFolders(base)).toHaveLength(1)
  await writeFile(join(directory, 'claim.json'), JSON.stringify(ENDED))
  await utimes(directory, before, before)
  await sweepDaemonFolders(base, () => {})
  expect(await listDaemonFolders(base)).toEqual([])
})

test('a daemon that listens lives, although its run was killed before it could note it', async () => {
  const directory = (await claimDaemonFolder(base, KEY, 1)) as string
  await writeFile(join(directory, 'claim.json'), JSON.stringify(ENDED))
  const server = createServer().listen(join(directory, 'daemon.sock'))
  await once(server, 'listening')
  const before = Date.now() / 1000 - 3600
  await utimes(directory, before, before)
  await sweepDaemonFolders(base, () => {})
  expect(await listDaemonFolders(base)).toHaveLength(1)
  server.close()
  await once(server, 'close')
  await utimes(directory, before, before)
  await sweepDaemonFolders(base, () => {})
  expect(await listDaemonFolders(base)).toEqual([])
})

test('only a folder with the name of a daemon is removed', async () => {
  await expect(removeDaemonFolder(base)).rejects.toThrow(`${base} is not the folder of a daemon.`)
  const victim = join(base, 'victim')
  await mkdir(victim)
  await symlink(victim, join(base, `${KEY}-7`))
  await removeDaemonFolder(join(base, `${KEY}-7`))
  expect(existsSync(victim)).toBe(true)
})

test('a folder that other users may enter is rejected', async () => {
  vi.stubEnv('TMPDIR', base)
  const directory = await daemonsDirectory(() => {})
  expect(directory).toBe(join(base, `vaf-${process.getuid?.()}`))
  await claimDaemonFolder(directory, KEY, 1)
  expect(await daemonsDirectory(() => {})).toBe(directory)
  expect(await daemonsDirectories()).toEqual([directory])
  await chmod(directory, 0o755)
  await expect(daemonsDirectory(() => {})).rejects.toThrow(folderNotPrivate(directory, openToOthers()).join('\n'))
})

test('a folder for temporary files whose path is too long for a socket is passed over', async () => {
  vi.stubEnv('TMPDIR', join(base, 'x'.repeat(100)))
  expect(await daemonsDirectory(() => {})).toBe(`/tmp/vaf-${process.getuid?.()}`)
})
