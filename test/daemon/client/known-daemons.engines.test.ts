import { existsSync } from 'node:fs'
import { beforeEach, expect, test, vi } from 'vitest'
import { endHost, listKnownHosts } from '../../../src/daemon/client/known-daemons.ts'
import type { ObtainedHost } from '../../../src/daemon/client/obtain-daemon.ts'
import { isRunning, type OwnHosts, ownHosts } from '../own-hosts.ts'

/** These start real processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 30_000 })

let hosts: OwnHosts
beforeEach(async () => {
  hosts = await ownHosts()
  return () => hosts.end()
})

async function leave(node: string): Promise<ObtainedHost> {
  const host = await hosts.obtain({ purpose: { Node: node } })
  host.kind.connection().close()
  return host
}

test('every host says what it is, and ends when it is told to', async () => {
  const left = [await leave('v24.0.1'), await leave('v24.0.2')]
  const known = await listKnownHosts()
  expect(known.map(({ status }) => status?.pid).sort()).toEqual(left.map(({ pid }) => pid).sort())
  expect(known[0]?.status).toMatchObject({ isReused: true, engines: [], sessions: [] })
  await Promise.all(known.map(endHost))
  expect(await listKnownHosts()).toEqual([])
  for (const { pid, directory } of left) {
    expect(isRunning(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  }
})

test('a host that hangs is seen without a status, and ended by force', async () => {
  const { pid, directory } = await leave('v24.0.1')
  process.kill(pid, 'SIGSTOP')
  const [known] = await listKnownHosts(500)
  expect(known).toMatchObject({ directory, record: { pid } })
  expect(known?.status).toBeUndefined()
  await endHost(known!)
  expect(existsSync(directory)).toBe(false)
})
