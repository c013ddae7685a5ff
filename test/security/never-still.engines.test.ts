import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { busyDaemon, expectSoon, expectTurns, lines, open, openNeighbour, writeLarge } from './busy-daemon.ts'

/** How many requests are made at least. */
const LEAST_REQUESTS = 300

const daemon = busyDaemon()

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
    'is too large for its engine',
  ],
  [
    'a table of 100,000 columns',
    'neptune',
    async (directory: string) => {
      const columns = Array.from({ length: 100_000 }, (_, at) => `,c${at}:Int`).join('')
      await mkdir(join(directory, 'neptune'), { recursive: true })
      await writeFile(join(directory, 'neptune/v.csv'), `~id${columns}\na${',1'.repeat(100_000)}\na\n`)
    },
    'neptune/v.csv:3: 1 value where the header names 100,001 columns',
  ],
] as const)(
  'a run goes on at nearly its pace while another run never stops: %s',
  async ([, service, write, refusal]) => {
    const neighbour = await openNeighbour()
    const directory = join(daemon.folder(), service)
    await rm(directory, { recursive: true, force: true })
    await write(directory)

    const taken: number[] = []
    // One in a hundred is no figure of fewer requests: what is soon refused is asked for again.
    while (taken.length < LEAST_REQUESTS) {
      const refused = open({ [service]: { dataset: directory } }).then(
        () => 'It was read.',
        (error: Error) => error.message,
      )
      taken.push(...(await neighbour.askDuring(refused)))
      expect(await refused).toContain(refusal)
    }
    await expectSoon(taken, neighbour)
  },
)

test('twelve runs that come at once with a dataset are all served in turns, and are told that they wait', () =>
  expectTurns(12))
