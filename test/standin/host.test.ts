import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CleanupStack } from '../../src/lifecycle/cleanup-stack.ts'
import { provision } from '../../src/resource/provision.ts'
import { HostConnection } from '../../src/standin/host-connection.ts'
import { hostKind } from '../../src/standin/host-kind.ts'
import { ABSENT, waitForState } from '../../src/wait/wait-for-state.ts'

let base: string
let cleanup: CleanupStack
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  cleanup = new CleanupStack()
})
afterEach(async () => {
  await cleanup.run()
  await rm(base, { recursive: true })
})

async function startHost(workers = 2) {
  const kind = hostKind()
  const directory = join(base, 'host')
  const seen = await provision({
    kind,
    id: 'vaf-test',
    spec: { directory, workers, logFile: join(base, 'host.log') },
    tags: { session: 'vaf-test' },
    cleanup,
    timeoutMs: 20_000,
    destroyTimeoutMs: 10_000,
    intervalMs: 10,
    signal: new AbortController().signal,
  })
  return { kind, directory, pid: seen.pid!, connection: kind.connection() }
}

const gone = (pid: number, directory: string) =>
  waitForState({
    what: 'host',
    observe: async () => (isAlive(pid) || existsSync(directory) ? { state: 'there' } : undefined),
    target: ABSENT,
    pending: ['there'],
    timeoutMs: 10_000,
    intervalMs: 10,
  })

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('mints other credentials for each worker slot and for the run itself', async () => {
  const { connection } = await startHost(3)
  const identities = await connection.ask('identities', {})
  expect(identities).toHaveLength(4)
  expect(new Set(identities.map(({ accessKeyId }) => accessKeyId)).size).toBe(4)
  for (const { accessKeyId, secretAccessKey, sessionToken } of identities) {
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(secretAccessKey).toHaveLength(40)
    expect(sessionToken).toBeTruthy()
  }
})

test('ends, and takes its folder with it, when its last client is gone', async () => {
  const { connection, directory, pid } = await startHost()
  const second = await HostConnection.open(directory)
  connection.close()
  await expect(second.ask('identities', {})).resolves.toHaveLength(3)
  second.close()
  await gone(pid, directory)
})

test('ends when its only client is killed', async () => {
  const { directory, pid, connection } = await startHost()
  process.kill(pid, 'SIGHUP')
  process.kill(pid, 'SIGINT')
  await expect(connection.ask('observe', { id: 'nobody' })).resolves.toBeNull()
  connection.close()
  await gone(pid, directory)
})

test('answers a question it cannot serve with the error, and stays', async () => {
  const { connection } = await startHost()
  const spec = {
    service: 'opensearch' as const,
    region: 'us-east-1',
    port: 0,
    sharesGraph: false,
    engine: {
      version: '0',
      java: '/nowhere/java',
      classPath: [],
      logFile: join(base, 'no', 'folder.log'),
      graphs: 1,
    },
  }
  await expect(connection.ask('start', { id: 'x', spec })).rejects.toThrow(/ENOENT/)
  await expect(connection.ask('observe', { id: 'x' })).resolves.toBeNull()
})

test('a question to a host that has gone is refused', async () => {
  const { connection, pid, directory } = await startHost()
  process.kill(pid, 'SIGTERM')
  await gone(pid, directory)
  await expect(connection.ask('identities', {})).rejects.toThrow('The stand-in host has gone.')
})
