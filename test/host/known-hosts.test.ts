import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { endHost, listKnownHosts } from '../../src/host/known-hosts.ts'
import type { ObtainedHost } from '../../src/host/obtain-host.ts'
import { obtainHost } from '../../src/host/obtain-host.ts'
import { identityOf, livenessOf } from '../../src/lifecycle/process-identity.ts'

let base: string
const started = new Set<number>()
const isRunning = (pid: number) => livenessOf(identityOf(pid)) !== 'gone'
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  vi.stubEnv('TMPDIR', base)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const pid of started) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  started.clear()
  await rm(base, { recursive: true, force: true })
})

/** These start real processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 30_000 })

async function obtain(key: string): Promise<ObtainedHost> {
  const host = await obtainHost({
    key,
    idleTimeoutMs: 60_000,
    logFile: async () => join(base, 'host.log'),
    timeoutMs: 20_000,
    report: () => {},
    signal: new AbortController().signal,
  })
  started.add(host.pid)
  host.kind.connection().close()
  return host
}

test('every host says what it is, and ends when it is told to', async () => {
  const hosts = [await obtain('00000001'), await obtain('00000002')]
  const known = await listKnownHosts()
  expect(known.map(({ status }) => status?.pid).sort()).toEqual(hosts.map(({ pid }) => pid).sort())
  expect(known[0]?.status).toMatchObject({ isReused: true, engines: [], sessions: [] })
  await Promise.all(known.map(endHost))
  expect(await listKnownHosts()).toEqual([])
  for (const { pid, directory } of hosts) {
    expect(isRunning(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  }
})

test('a host that hangs is seen without a status, and ended by force', async () => {
  const { pid, directory } = await obtain('00000001')
  process.kill(pid, 'SIGSTOP')
  const [known] = await listKnownHosts(500)
  expect(known).toMatchObject({ directory, record: { pid } })
  expect(known?.status).toBeUndefined()
  await endHost(known!)
  expect(existsSync(directory)).toBe(false)
})
