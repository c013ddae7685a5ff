import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { busyDaemon, expectSoon, expectTurns, lines, open, openNeighbour, writeLarge } from './busy-daemon.ts'

const daemon = busyDaemon()

/** The most memory that the daemon has had, in MiB, as the system tells. */
async function mostMemory(): Promise<number> {
  const status = await readFile(`/proc/${daemon.pid()}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

/** What the daemon may take beyond what it has before, in MiB, however large a dataset is. */
const MOST_MORE_MB = 768

test.each([
  ['200 MB', 200e6],
  ['1 GB', 1e9],
])(
  'a dataset of %s is loaded in bounded memory, and another run hardly slows down',
  { timeout: 1_800_000 },
  async (_, bytes) => {
    const neighbour = await openNeighbour()
    const directory = join(daemon.folder(), 'large')
    const name = (id: number) => `A town of a name that is not short ${id % 977}`
    const document = (id: number) => `{"_id":"town-${id}","name":"${name(id)}","text":"${'some words, '.repeat(14)}"}\n`
    await mkdir(join(directory, 'opensearch/towns'), { recursive: true })
    await writeFile(join(directory, 'opensearch/towns/index.json'), '{"settings":{"refresh_interval":"-1"}}')
    await writeLarge(join(directory, 'opensearch/towns/a.ndjson'), bytes, (at) => lines(at, document))
    const before = await mostMemory()
    const loading = open({ opensearch: { dataset: directory } })
    const taken = await neighbour.askDuring(loading)
    expect((await loading).provided.opensearch?.sources.towns).toBeDefined()
    const more = (await mostMemory()) - before
    console.log(`the daemon took ${Math.round(more)} MiB more than the ${Math.round(before)} it had before`)
    await rm(directory, { recursive: true })
    expect(more).toBeLessThan(MOST_MORE_MB)
    await expectSoon(taken, neighbour)
  },
)

test(
  'fifty runs that come at once with a dataset are all served in turns, and are told that they wait',
  {
    timeout: 900_000,
  },
  () => expectTurns(50),
)
