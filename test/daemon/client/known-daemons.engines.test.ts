import { existsSync } from 'node:fs'
import { beforeEach, expect, test, vi } from 'vitest'
import { endDaemon, listKnownDaemons } from '../../../src/daemon/client/known-daemons.ts'
import type { ObtainedDaemon } from '../../../src/daemon/client/obtain-daemon.ts'
import { isRunning, type OwnDaemons, ownDaemons } from '../own-daemons.ts'

/** These start real processes, and the machine may be busy. */
vi.setConfig({ testTimeout: 30_000 })

let daemons: OwnDaemons
beforeEach(async () => {
  daemons = await ownDaemons()
  return () => daemons.end()
})

async function leave(node: string): Promise<ObtainedDaemon> {
  const daemon = await daemons.obtain({ purpose: { Node: node } })
  daemon.kind.connection().close()
  return daemon
}

test('every daemon reports its status, and ends when it is asked to', async () => {
  const left = [await leave('v24.0.1'), await leave('v24.0.2')]
  const known = await listKnownDaemons()
  expect(known.map(({ status }) => status?.pid).sort()).toEqual(left.map(({ pid }) => pid).sort())
  expect(known[0]?.status).toMatchObject({ isReused: true, engines: [], runs: [] })
  await Promise.all(known.map(endDaemon))
  expect(await listKnownDaemons()).toEqual([])
  for (const { pid, directory } of left) {
    expect(isRunning(pid)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  }
})

test('a daemon that hangs is listed without a status, and is killed', async () => {
  const { pid, directory } = await leave('v24.0.1')
  process.kill(pid, 'SIGSTOP')
  const [known] = await listKnownDaemons(500)
  expect(known).toMatchObject({ directory, record: { pid } })
  expect(known?.status).toBeUndefined()
  await endDaemon(known!)
  expect(existsSync(directory)).toBe(false)
})
