import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sendSigned } from '../../src/client/signed-request.ts'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import type { OpenedSession } from '../../src/host/host.ts'
import { HostConnection } from '../../src/host/host-connection.ts'
import type { ObtainedHost } from '../../src/host/obtain-host.ts'
import type { SessionEvent } from '../../src/report/events.ts'
import { workerCredentials } from '../../src/session/worker-credentials.ts'
import { type OwnHosts, ownHosts } from '../host/own-hosts.ts'

/** How long a request of another run may take while a dataset is read, in milliseconds, but for one in a hundred. */
const P99_MS = 200

let hosts: OwnHosts
let host: ObtainedHost
let folder: string
beforeAll(async () => {
  hosts = await ownHosts()
  host = await hosts.obtain()
  folder = await mkdtemp(join(tmpdir(), 'vaf-still-'))
})
afterAll(async () => {
  await hosts.end()
  await rm(folder, { recursive: true, force: true })
})

let sessions = 0
async function open(options: object, tell?: (event: SessionEvent) => void): Promise<OpenedSession> {
  const connection = await HostConnection.open(host.directory)
  onTestFinished(() => connection.close())
  const id = `vaf-${String(++sessions).padStart(5, 's')}`
  return connection.ask('open', { id, options: resolveLocalOptions(options, hosts.base), workers: 1 }, tell)
}

/** Writes a file of this size, in bytes, piece by piece. */
async function writeLarge(path: string, bytes: number, piece: (at: number) => string, head = ''): Promise<void> {
  const file = createWriteStream(path)
  file.write(head)
  let written = 0
  for (let at = 0; written < bytes; at += 1) {
    const text = piece(at)
    written += text.length
    if (!file.write(text)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}

const lines = (at: number, line: (number: number) => string) =>
  Array.from({ length: 1_000 }, (_, each) => line(1_000 * at + each)).join('')

test.for([
  [
    '60 MB of documents, the last of which is wrong',
    'opensearch',
    async (directory: string) => {
      await mkdir(join(directory, 'opensearch/towns'), { recursive: true })
      await writeFile(join(directory, 'opensearch/towns/index.json'), '{}')
      await writeFile(join(directory, 'opensearch/towns/b.ndjson'), '{')
      const document = (at: number) => `{"_id":"document-${at}","name":"A name","price":${at}.50}\n`
      await writeLarge(join(directory, 'opensearch/towns/a.ndjson'), 60e6, (at) => lines(at, document))
    },
    'opensearch/towns/b.ndjson:1: this is not JSON',
  ],
  [
    'a graph of 30 MB that the engine cannot hold',
    'neptune',
    async (directory: string) => {
      await mkdir(join(directory, 'neptune'), { recursive: true })
      await writeLarge(
        join(directory, 'neptune/v.csv'),
        30e6,
        (at) => lines(at, (id) => `v${id},${id}\n`),
        '~id,n:Int\n',
      )
    },
    'is too large for the local engine',
  ],
  [
    'a table of 100,000 columns',
    'neptune',
    async (directory: string) => {
      const columns = Array.from({ length: 100_000 }, (_, at) => `,c${at}:Int`).join('')
      await mkdir(join(directory, 'neptune'), { recursive: true })
      await writeFile(join(directory, 'neptune/v.csv'), `~id${columns}\na${',1'.repeat(100_000)}\na\n`)
    },
    'neptune/v.csv:3: 1 value where the header names 100001 columns',
  ],
] as const)('another run hardly notices: %s', async ([, service, write, refusal]) => {
  const { provided } = await open({ neptune: true })
  const { endpoint } = provided.neptune!
  const credentials = workerCredentials(provided, 1)
  const watcher = await HostConnection.open(host.directory)
  onTestFinished(() => watcher.close())
  const directory = join(folder, service)
  await rm(directory, { recursive: true, force: true })
  await write(directory)

  let isOver = false
  const refused = open({ [service]: { dataset: directory } }).then(
    () => 'It was read.',
    (error: Error) => error.message,
  )
  const message = refused.finally(() => {
    isOver = true
  })
  const taken: number[] = []
  while (!isOver) {
    const startedAt = performance.now()
    const [status] = await Promise.all([
      sendSigned({ endpoint, credentials: await credentials(), method: 'GET', path: '/status' }),
      watcher.ask('hello', {}),
    ])
    taken.push(performance.now() - startedAt)
    expect(status.status).toBe(200)
  }
  expect(await message).toContain(refusal)
  const p99 = taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0
  console.log(
    `${taken.length} requests meanwhile: p99 ${Math.round(p99)} ms, longest ${Math.round(taken.at(-1) ?? 0)} ms`,
  )
  expect(p99).toBeLessThan(P99_MS)
})

test('twelve runs that come at once with a dataset are all served, in turns, and told that they wait', async () => {
  const directory = join(folder, 'many')
  await mkdir(join(directory, 'opensearch/towns'), { recursive: true })
  await writeFile(join(directory, 'opensearch/towns/index.json'), '{}')
  await writeLarge(join(directory, 'opensearch/towns/a.ndjson'), 300e3, (at) => lines(at, (id) => `{"_id":"${id}"}\n`))
  const waits: SessionEvent[] = []
  const tell = (event: SessionEvent) => {
    if (event.type === 'dataset-waiting') waits.push(event)
  }
  const opened = await Promise.all(Array.from({ length: 12 }, () => open({ opensearch: { dataset: directory } }, tell)))
  expect(new Set(opened.map(({ provided }) => provided.opensearch?.sources.towns?.index)).size).toBe(12)
  expect(waits.length).toBeGreaterThan(0)
})
