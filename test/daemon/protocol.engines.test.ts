import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { HostConnection } from '../../src/daemon/client/daemon-connection.ts'
import type { ObtainedHost } from '../../src/daemon/client/obtain-daemon.ts'
import { listHostFolders } from '../../src/daemon/daemon-folders.ts'
import { hostKey } from '../../src/daemon/daemon-purpose.ts'
import type { SessionEvent } from '../../src/report/events.ts'
import { ABSENT, waitForState } from '../../src/wait/wait-for-state.ts'
import { isRunning, type OwnHosts, ownHosts, PURPOSE } from './own-hosts.ts'

/** These start real processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 30_000 })

let hosts: OwnHosts
beforeEach(async () => {
  hosts = await ownHosts()
  return () => hosts.end()
})

async function obtain(changes?: Parameters<OwnHosts['obtain']>[0]) {
  const host = await hosts.obtain(changes)
  return { ...host, connection: host.kind.connection() }
}

const gone = ({ pid, directory }: ObtainedHost) =>
  waitForState({
    what: 'host',
    observe: async () => (isRunning(pid) || existsSync(directory) ? { state: 'there' } : undefined),
    target: ABSENT,
    pending: ['there'],
    timeoutMs: 10_000,
    intervalMs: 10,
  })

test('a private host ends, and takes its folder with it, when its last client is gone', async () => {
  const first = await obtain({ idleTimeoutMs: 0 })
  const second = await HostConnection.open(first.directory)
  first.connection.close()
  await expect(second.ask('hello', {})).resolves.toEqual({ isEnding: false })
  second.close()
  await gone(first)
})

test('a signal that a terminal sends does not end a host', async () => {
  const host = await obtain({ idleTimeoutMs: 0 })
  process.kill(host.pid, 'SIGHUP')
  process.kill(host.pid, 'SIGINT')
  await expect(host.connection.ask('hello', {})).resolves.toBeTruthy()
  host.connection.close()
  await gone(host)
})

test('a host that is reused outlives its clients, and the next one finds it', async () => {
  const first = await obtain()
  first.connection.close()
  const second = await obtain()
  expect(second.pid).toBe(first.pid)
  const status = await second.connection.ask('status', {})
  expect(status).toMatchObject({ pid: first.pid, isReused: true, engines: [], sessions: [] })
})

test('a host that is reused ends when nobody has come for a while', async () => {
  const host = await obtain({ idleTimeoutMs: 2_000 })
  const { endsAt } = await host.connection.ask('status', {})
  host.connection.close()
  const looker = await HostConnection.open(host.directory)
  // Looking does not prolong it.
  expect((await looker.ask('status', {})).endsAt).toBe(endsAt)
  looker.close()
  await gone(host)
})

test('runs that need a host in the same moment come to the same one', async () => {
  const hosts = await Promise.all([obtain(), obtain(), obtain()])
  expect(new Set(hosts.map(({ pid }) => pid)).size).toBe(1)
})

test('a host that was killed is replaced, and its folder swept', async () => {
  const first = await obtain()
  process.kill(first.pid, 'SIGKILL')
  await waitForState({
    what: 'host',
    observe: async () => (isRunning(first.pid) ? { state: 'there' } : undefined),
    target: ABSENT,
    pending: ['there'],
    timeoutMs: 5_000,
    intervalMs: 5,
  })
  const second = await obtain()
  expect(second.pid).not.toBe(first.pid)
  expect(await listHostFolders(join(hosts.base, `vaf-${process.getuid?.()}`))).toEqual([
    { directory: second.directory, key: hostKey(PURPOSE), generation: 2 },
  ])
})

test('a host that hangs is left alone, and named', async () => {
  const first = await obtain()
  first.connection.close()
  process.kill(first.pid, 'SIGSTOP')
  const events: SessionEvent[] = []
  const second = await obtain({ report: (event) => events.push(event) })
  expect(second.pid).not.toBe(first.pid)
  expect(events).toEqual([
    {
      type: 'warning',
      message: `the stand-in host of process ${first.pid} does not answer; another one is started. 'npx vitest-aws-fixtures down --force' ends it.`,
    },
  ])
})

test('a session that cannot be opened is refused with the error, and the host stays', async () => {
  const { connection } = await obtain()
  const options = resolveLocalOptions({ neptune: true, java: '/nowhere/java' }, hosts.base, {
    AWS_FIXTURES_CACHE: hosts.base,
  })
  const opening = connection.ask('open', { id: 'vaf-test1', options, workers: 1 })
  await expect(opening).rejects.toThrow("The option 'java' names no Java 17 to 25")
  await expect(opening).rejects.toMatchObject({ code: 'AWS_FIXTURE_CONFIG', category: 'configuration', fault: 'user' })
  await expect(connection.ask('close', {})).resolves.toEqual({ removed: ['folder of vaf-test1'], failures: [] })
  await expect(connection.ask('hello', {})).resolves.toEqual({ isEnding: false })
})

test('a question to a host that has gone is refused', async () => {
  const host = await obtain()
  process.kill(host.pid, 'SIGTERM')
  await gone(host)
  await expect(host.connection.ask('hello', {})).rejects.toThrow('The stand-in host has gone.')
})

test('what a host is started with names none of its folders, for every user can read it', async () => {
  const { pid, connection } = await obtain()
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(hosts.base)
  connection.close()
})

test('a host that is told to end does', async () => {
  const host = await obtain()
  await host.connection.ask('end', {})
  await gone(host)
})

test('a host that the system cannot start fails at once, and leaves nothing', async () => {
  const { execPath } = process
  process.execPath = '/nowhere/node'
  try {
    await expect(obtain()).rejects.toThrow(
      /^stand-in host .* is failed; it was to become ready\.\nIt could not be started: spawn \/nowhere\/node ENOENT\.\n/,
    )
  } finally {
    process.execPath = execPath
  }
  expect(await readdir(hosts.base)).toEqual(['host.log'])
})
