import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DaemonConnection } from '../../../src/daemon/client/daemon-connection.ts'
import { askWhileAlive } from '../../../src/daemon/client/heartbeat.ts'
import { readJsonLines, writeJsonLine } from '../../../src/daemon/json-lines.ts'
import type { DaemonRequest } from '../../../src/daemon/protocol.ts'
import { daemonSocketPath } from '../../../src/daemon/protocol.ts'
import { FakeClock } from '../../support/fake-clock.ts'

let directory: string
let server: Server
let connection: DaemonConnection
let clock: FakeClock
/** Answers a question of the one client. */
let answer: (request: DaemonRequest, result: unknown) => void
/** What came, by method. */
let asked: DaemonRequest[]
let livesOn: boolean

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  clock = new FakeClock()
  asked = []
  livesOn = true
  server = createServer((socket) => {
    answer = ({ request }, result) => writeJsonLine(socket, { request, result })
    readJsonLines(socket, {
      mostBytes: 1_000,
      onValue: (value) => {
        const request = value as DaemonRequest
        asked.push(request)
        if (request.method === 'hello' && livesOn) answer(request, { isEnding: false })
      },
      onBadLine: () => socket.destroy(),
    })
  }).listen(daemonSocketPath(directory))
  await once(server, 'listening')
  connection = await DaemonConnection.open(directory)
})
afterEach(async () => {
  connection.close()
  server.close()
  await rm(directory, { recursive: true })
})

const hellos = () => asked.filter(({ method }) => method === 'hello').length
/** Lets the pause before the next question pass, and its answer come. */
async function pass(round: number): Promise<void> {
  await expect.poll(() => clock.pendingTimers).toBe(1)
  await clock.advance(5_000)
  await expect.poll(hellos).toBe(round)
}

test('a client waits for a long request while its daemon answers', async () => {
  const closing = askWhileAlive(connection, 'close', {}, undefined, clock)
  for (let round = 1; round <= 50; round += 1) await pass(round)
  answer(asked.find(({ method }) => method === 'close')!, { removed: ['a'], failures: [] })
  await expect(closing).resolves.toEqual({ removed: ['a'], failures: [] })
  await expect.poll(() => clock.pendingTimers).toBe(0)
})

test('a request to a daemon that stops answering fails, and its connection is closed', async () => {
  const closing = askWhileAlive(connection, 'close', {}, undefined, clock)
  await pass(1)
  livesOn = false
  const refused = expect(closing).rejects.toThrow(
    "The daemon does not answer any more.\nLast seen: nothing for 15 s.\nThe run ends it by force, and its engines with it. If its process is still there, 'npx vitest-aws-fixtures down --force' ends it.",
  )
  await pass(2)
  await clock.advance(15_000)
  await refused
  await expect(connection.ask('hello', {})).rejects.toThrow('The daemon does not answer any more.')
})
