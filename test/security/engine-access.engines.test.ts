import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { gremlinServer37, opensearchReleases } from '../../src/engines/releases/engine-releases.ts'
import { startRelease } from '../engines/start-release.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { listenersOf } from '../support/run-processes.ts'
import { httpRequest, rawRequest } from './raw-request.ts'
import {
  expectRejected,
  gremlinRequests,
  opensearchRequests,
  overHttp2,
  putDocument,
  strangers,
  WRONG,
} from './strangers.ts'

const shell = {
  AWS_ACCESS_KEY_ID: 'AKIAREALDEVELOPER000',
  AWS_SECRET_ACCESS_KEY: 'the-real-secret-of-the-shell',
  AWS_SESSION_TOKEN: 'the-real-token-of-the-shell',
  GITHUB_TOKEN: 'ghp_of-the-shell',
  JAVA_TOOL_OPTIONS: '-Dof.the.shell=true',
}

/** Starts a release in a shell that has credentials, and gives them back afterwards. */
async function startInShell(release: Parameters<typeof startRelease>[0]): Promise<RunningEngine> {
  for (const [name, value] of Object.entries(shell)) vi.stubEnv(name, value)
  try {
    return await startRelease(release)
  } finally {
    vi.unstubAllEnvs()
  }
}

function pidOf({ seen }: RunningEngine): number {
  if (seen.pid === undefined) throw new Error('An engine of this machine has a process.')
  return seen.pid
}

/** Where a process listens: `127.0.0.1:9200`. */
const listeningPorts = (pid: number): string[] =>
  listenersOf([{ pid, parent: 0, uid: 0, commandLine: '', role: 'other' }]).map(
    ({ address, port }) => `${address}:${port}`,
  )

/** What the process of an engine shows to others, and what its own folder holds. */
async function expectNoSecretsAround(engine: RunningEngine): Promise<void> {
  const pid = pidOf(engine)
  const secret = engine.headers.authorization.replace('Bearer ', '')
  expect(secret).toHaveLength(43)
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  for (const text of [secret, ...Object.values(shell)]) {
    expect(environment).not.toContain(text)
    expect(command).not.toContain(text)
  }
  expect(environment).toContain('PATH=')
  const folder = readFileSync(
    `/proc/${pid}/cwd/conf/${engine.version.startsWith('3.7') ? 'server.yaml' : 'opensearch.yml'}`,
    'utf8',
  )
  expect(folder).not.toContain(secret)
  expect(await readFile(engine.logFile, 'utf8')).not.toContain(secret)
}

describe('Gremlin Server', () => {
  let engine: RunningEngine
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marks-'))
    engine = await startInShell(gremlinServer37)
  })
  afterAll(async () => {
    await engine?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const script = () => `new File('${folder}/executed-' + System.nanoTime()).createNewFile()`

  test.each(strangers)('an engine runs no script of a request %s', async (_, headers) => {
    for (const request of gremlinRequests(script(), headers)) expectRejected(await rawRequest(engine.port, request))
    expect(await readdir(folder)).toEqual([])
  })

  test('an engine runs a script of its gate, so that the marks above would have been seen', async () => {
    const request = httpRequest('GET', `/gremlin?gremlin=${encodeURIComponent(script())}`, engine.headers)
    expect(await rawRequest(engine.port, request)).toMatch(/^HTTP\/1\.1 200 /)
    const [mark = ''] = await readdir(folder)
    await rm(join(folder, mark))
  })

  test('an engine lets no second request of a connection pass behind a rejected one, or behind one of the gate', async () => {
    const stranger = httpRequest('GET', `/gremlin?gremlin=${encodeURIComponent(script())}`, {})
    const good = httpRequest('GET', '/gremlin?gremlin=1', { ...engine.headers, connection: 'keep-alive' })
    const behind = await rawRequest(engine.port, good + stranger)
    expect(behind).toContain('HTTP/1.1 403 ')
    const before = await rawRequest(engine.port, stranger.replace('connection: close', 'x: y') + good)
    expectRejected(before)
    expect(before).not.toContain('200')
    expect(await readdir(folder)).toEqual([])
  })

  test('an engine echoes no origin to its gate', async () => {
    const request = httpRequest('GET', '/gremlin?gremlin=1', { ...engine.headers, origin: 'https://evil.example' })
    const answer = await rawRequest(engine.port, request)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer.toLowerCase()).not.toContain('access-control-')
  })

  test('an engine rejects two secrets, and answers nothing to text that is no HTTP', async () => {
    const two = httpRequest('GET', '/gremlin?gremlin=1', { ...engine.headers, Authorization: WRONG })
    expectRejected(await rawRequest(engine.port, two))
    expect(await rawRequest(engine.port, Buffer.alloc(64, 0xff), { waitMs: 500 })).not.toContain('200')
    expect(await rawRequest(engine.port, 'GET\r\n\r\n', { waitMs: 500 })).not.toContain('200')
  })

  test('an engine listens on one port of loopback, and shows no secret and none of the shell', async () => {
    expect(listeningPorts(pidOf(engine))).toEqual([`127.0.0.1:${engine.port}`])
    await expectNoSecretsAround(engine)
  })
})

describe.each(Object.entries(opensearchReleases))('%s', (_, release) => {
  let engine: RunningEngine
  beforeAll(async () => {
    engine = await startInShell(release)
  })
  afterAll(() => engine?.stop())

  test.each(strangers)('an engine tells nothing to a request %s', async (_, headers) => {
    for (const request of opensearchRequests(headers)) expectRejected(await rawRequest(engine.port, request))
    expect(await rawRequest(engine.port, httpRequest('GET', '/stranger', engine.headers))).toMatch(/ 404 /)
  })

  test('an engine answers its gate, so that the failures above are about the secret', async () => {
    expect(await rawRequest(engine.port, putDocument(engine.headers))).toMatch(/^HTTP\/1\.1 201 /)
  })

  test('an engine tells nothing over HTTP/2 either', async () => {
    const answer = await rawRequest(engine.port, overHttp2, { waitMs: 1_000 })
    expect(answer).not.toContain('cluster_name')
    expect(answer).not.toContain('You Know')
  })

  test('an engine listens on one port of loopback, so that nobody connects as another node', async () => {
    expect(listeningPorts(pidOf(engine))).toEqual([`127.0.0.1:${engine.port}`])
  })

  test('an engine shows no secret and none of the shell', () => expectNoSecretsAround(engine))
})
