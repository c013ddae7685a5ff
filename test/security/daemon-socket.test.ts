import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeEach, expect, test } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { claimDaemonFolder } from '../../src/daemon/daemon-folders.ts'
import { daemonSocketPath } from '../../src/daemon/protocol.ts'
import { DaemonServer } from '../../src/daemon/server/server.ts'

let root: string
let directory: string
let server: DaemonServer
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  directory = (await claimDaemonFolder(join(root, 'vaf-0'), '0123abcd', 1)) as string
  server = new DaemonServer({ directory, idleTimeoutMs: 60_000, purpose: {} }, () => {})
  await server.listen()
  return async () => {
    await server.end()
    await rm(root, { recursive: true, force: true })
  }
})

async function open(): Promise<Socket> {
  const socket = connect(daemonSocketPath(directory))
  await once(socket, 'connect')
  return socket
}

/** What the daemon answers to a line; `undefined` where it closes the connection. */
async function answerTo(line: string): Promise<Record<string, unknown> | undefined> {
  const socket = await open()
  const answers = createInterface(socket)
  socket.write(`${line}\n`)
  try {
    for await (const answer of answers) return JSON.parse(answer)
    return undefined
  } finally {
    socket.destroy()
  }
}

const isAlive = async () => (await answerTo('{"request":7,"method":"hello","params":{}}'))?.result

const options = () =>
  resolveLocalOptions({ neptune: true, local: { java: '/nowhere/java' } }, root, { AWS_FIXTURES_CACHE: root })
const opening = (changes: object) => ({
  request: 1,
  method: 'open',
  params: { id: 'vaf-test1', workers: 1, options: options(), ...changes },
})

test("only this user reaches the daemon's socket, because it is in a folder that nobody else may enter", async () => {
  for (const folder of [directory, dirname(directory)]) expect((await lstat(folder)).mode & 0o777).toBe(0o700)
})

test.for([
  '',
  'GET / HTTP/1.1',
  '{"request":1',
  'null',
  '5',
  '"hello"',
  '[]',
  '{}',
  '{"request":1,"method":"constructor","params":{}}',
  '{"request":1,"method":"__proto__","params":{}}',
  '{"request":1,"method":"hello"}',
  '{"request":1,"method":"hello","params":null}',
  '{"request":"1","method":"hello","params":{}}',
  '{"request":-1,"method":"hello","params":{}}',
  '{"request":1,"method":"open","params":{}}',
  '{"request":1,"method":["hello"],"params":{}}',
  `{"request":1,"method":"open","params":{"id":"vaf-test1","workers":1,"options":null}}`,
  '['.repeat(100_000),
  '\u0000\u00ff\ufffd',
])('a daemon answers a line that is no request with an error, and goes on: %.40j', async (line) => {
  expect(await answerTo(line)).toMatchObject({
    error: { fields: { code: 'AWS_FIXTURE_PROVISION' }, message: expect.stringMatching(/^The daemon was .*\n/) },
  })
  expect(await isAlive()).toEqual({ isEnding: false })
})

test('a daemon cuts off a line that never ends, and goes on', async () => {
  const socket = await open()
  const closed = once(socket, 'close')
  socket.on('error', () => {})
  let said = ''
  socket.on('data', (text) => {
    said += text
  })
  for (let n = 0; n < 40 && !socket.destroyed; n += 1) {
    if (!socket.write('x'.repeat(1024 * 1024))) await Promise.race([once(socket, 'drain'), closed])
  }
  socket.end()
  await closed
  expect(JSON.parse(said).error.message).toBe('The daemon was not understood.\nA line has more than 16777216 bytes.')
  expect(await isAlive()).toEqual({ isEnding: false })
})

test.for([
  '../../../victim',
  '../victim',
  'vaf-../x',
  'vaf-abcd/',
  'vaf-abcdef',
  'VAF-ABCDE',
  'vaf-abcde\n',
  '',
  '.',
  'daemon.json',
])('a daemon removes nothing for an id that no run can have: %j', async (id) => {
  const victim = join(root, 'victim')
  await mkdir(victim)
  expect(await answerTo(JSON.stringify(opening({ id })))).toMatchObject({
    request: 1,
    error: { message: expect.stringMatching(/^The daemon was asked .*\nLast seen: params\.id: Invalid/) },
  })
  expect(existsSync(victim)).toBe(true)
  expect(await isAlive()).toEqual({ isEnding: false })
})

test.for([{ engine: '../../x' }, { version: '../../../victim' }, { version: '..' }])(
  'a daemon rejects a part of a path that leads elsewhere: %j',
  async (changes) => {
    const { neptune, ...rest } = options()
    const changed = { ...rest, neptune: { ...neptune, release: { ...neptune?.release, ...changes } } }
    expect(await answerTo(JSON.stringify(opening({ options: changed })))).toMatchObject({
      error: { message: expect.stringContaining('Last seen: params.options.neptune.release.') },
    })
  },
)

test('a daemon rejects a second run of the same id, and the first one keeps its folder', async () => {
  const first = await open()
  first.write(`${JSON.stringify(opening({}))}\n`)
  // It has no Java. Until its client closes it or goes, it is there.
  await once(first, 'data')
  expect(existsSync(join(directory, 'vaf-test1'))).toBe(true)
  const rejected = await answerTo(JSON.stringify(opening({})))
  expect(rejected).toMatchObject({ error: { message: 'Run vaf-test1 cannot be opened: there is one of this id.' } })
  expect(existsSync(join(directory, 'vaf-test1'))).toBe(true)
  first.destroy()
})
