import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { DaemonConnection } from '../../src/daemon/client/daemon-connection.ts'
import type { ObtainedDaemon } from '../../src/daemon/client/obtain-daemon.ts'
import { listDaemonFolders } from '../../src/daemon/daemon-folders.ts'
import { daemonKey } from '../../src/daemon/daemon-purpose.ts'
import type { RunEvent } from '../../src/report/events.ts'
import { ABSENT, waitForState } from '../../src/wait/wait-for-state.ts'
import { isRunning, type OwnDaemons, ownDaemons, PURPOSE } from './own-daemons.ts'

/** These start real processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 30_000 })

let daemons: OwnDaemons
beforeEach(async () => {
  daemons = await ownDaemons()
  return () => daemons.end()
})

async function obtain(changes?: Parameters<OwnDaemons['obtain']>[0]) {
  const daemon = await daemons.obtain(changes)
  return { ...daemon, connection: daemon.kind.connection() }
}

const gone = ({ pid, directory }: ObtainedDaemon) =>
  waitForState({
    what: 'daemon',
    observe: async () => (isRunning(pid) || existsSync(directory) ? { state: 'there' } : undefined),
    target: ABSENT,
    pending: ['there'],
    timeoutMs: 10_000,
    intervalMs: 10,
  })

test('a private daemon ends, and takes its folder with it, when its last client is gone', async () => {
  const first = await obtain({ idleTimeoutMs: 0 })
  const second = await DaemonConnection.open(first.directory)
  first.connection.close()
  await expect(second.ask('hello', {})).resolves.toEqual({ isEnding: false })
  second.close()
  await gone(first)
})

test('a signal that a terminal sends does not end a daemon', async () => {
  const daemon = await obtain({ idleTimeoutMs: 0 })
  process.kill(daemon.pid, 'SIGHUP')
  process.kill(daemon.pid, 'SIGINT')
  await expect(daemon.connection.ask('hello', {})).resolves.toBeTruthy()
  daemon.connection.close()
  await gone(daemon)
})

test('a daemon that is reused outlives its clients, and the next one finds it', async () => {
  const first = await obtain()
  first.connection.close()
  const second = await obtain()
  expect(second.pid).toBe(first.pid)
  const status = await second.connection.ask('status', {})
  expect(status).toMatchObject({ pid: first.pid, isReused: true, engines: [], runs: [] })
})

test('a daemon that is reused ends when no client has come for a while', async () => {
  const daemon = await obtain({ idleTimeoutMs: 2_000 })
  const { endsAt } = await daemon.connection.ask('status', {})
  daemon.connection.close()
  const looker = await DaemonConnection.open(daemon.directory)
  // Looking does not prolong it.
  expect((await looker.ask('status', {})).endsAt).toBe(endsAt)
  looker.close()
  await gone(daemon)
})

test('runs that need a daemon at the same moment get the same one', async () => {
  const daemons = await Promise.all([obtain(), obtain(), obtain()])
  expect(new Set(daemons.map(({ pid }) => pid)).size).toBe(1)
})

test('a daemon that was killed is replaced, and its folder is swept', async () => {
  const first = await obtain()
  process.kill(first.pid, 'SIGKILL')
  await waitForState({
    what: 'daemon',
    observe: async () => (isRunning(first.pid) ? { state: 'there' } : undefined),
    target: ABSENT,
    pending: ['there'],
    timeoutMs: 5_000,
    intervalMs: 5,
  })
  const second = await obtain()
  expect(second.pid).not.toBe(first.pid)
  expect(await listDaemonFolders(join(daemons.base, `vaf-${process.getuid?.()}`))).toEqual([
    { directory: second.directory, key: daemonKey(PURPOSE), generation: 2 },
  ])
})

test('a daemon that hangs is left alone, and is named', async () => {
  const first = await obtain()
  first.connection.close()
  process.kill(first.pid, 'SIGSTOP')
  const events: RunEvent[] = []
  const second = await obtain({ report: (event) => events.push(event) })
  expect(second.pid).not.toBe(first.pid)
  expect(events).toEqual([
    {
      type: 'warning',
      message: `the daemon of process ${first.pid} does not answer; the run starts another one. 'npx vitest-aws-fixtures down --force' ends it.`,
    },
  ])
})

test('a run that cannot be opened is rejected with the error, and the daemon stays', async () => {
  const { connection } = await obtain()
  const options = resolveLocalOptions({ neptune: true, local: { java: '/nowhere/java' } }, daemons.base, {
    AWS_FIXTURES_CACHE: daemons.base,
  })
  const opening = connection.ask('open', { id: 'vaf-test1', options, workers: 1 })
  await expect(opening).rejects.toThrow(/'local\.java' .* 17 to 25/)
  await expect(opening).rejects.toMatchObject({ code: 'AWS_FIXTURE_CONFIG', category: 'configuration', fault: 'user' })
  await expect(connection.ask('close', {})).resolves.toEqual({ removed: ['folder of vaf-test1'], failures: [] })
  await expect(connection.ask('hello', {})).resolves.toEqual({ isEnding: false })
})

test('a request to a daemon that has gone is rejected', async () => {
  const daemon = await obtain()
  process.kill(daemon.pid, 'SIGTERM')
  await gone(daemon)
  await expect(daemon.connection.ask('hello', {})).rejects.toThrow('The daemon has gone.')
})

test('the command line of a daemon names none of its folders, because every user can read it', async () => {
  const { pid, connection } = await obtain()
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(daemons.base)
  connection.close()
})

test('a daemon ends when it is asked to', async () => {
  const daemon = await obtain()
  await daemon.connection.ask('end', {})
  await gone(daemon)
})

test('a daemon that the system cannot start fails at once, and leaves nothing', async () => {
  const { execPath } = process
  process.execPath = '/nowhere/node'
  try {
    await expect(obtain()).rejects.toThrow(
      /^daemon .* is failed, but was expected to become ready\.\nIt could not be started: spawn \/nowhere\/node ENOENT\.\n/,
    )
  } finally {
    process.execPath = execPath
  }
  expect(await readdir(daemons.base)).toEqual(['daemon.log'])
})
