import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sendSigned } from '../../src/client/signed-request.ts'
import { HostConnection } from '../../src/host/host-connection.ts'
import { workerCredentials } from '../../src/session/worker-credentials.ts'
import { busyHost, expectTurns, lines, open, writeLarge } from './busy-host.ts'

/** How long a request of another run may take while a dataset is read, in milliseconds, but for one in a hundred. */
const P99_MS = 200

/** How many requests are made at least. */
const LEAST_REQUESTS = 300

const host = busyHost()

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
  const watcher = await HostConnection.open(host.directory())
  onTestFinished(() => watcher.close())
  const directory = join(host.folder(), service)
  await rm(directory, { recursive: true, force: true })
  await write(directory)

  const taken: number[] = []
  // One in a hundred is no figure of fewer requests: what is soon refused is asked for again.
  while (taken.length < LEAST_REQUESTS) {
    let isOver = false
    const refused = open({ [service]: { dataset: directory } }).then(
      () => 'It was read.',
      (error: Error) => error.message,
    )
    const message = refused.finally(() => {
      isOver = true
    })
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
  }
  const p99 = taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0
  console.log(
    `${taken.length} requests meanwhile: p99 ${Math.round(p99)} ms, longest ${Math.round(taken.at(-1) ?? 0)} ms`,
  )
  expect(p99).toBeLessThan(P99_MS)
})

test('twelve runs that come at once with a dataset are all served, in turns, and told that they wait', () =>
  expectTurns(12))
