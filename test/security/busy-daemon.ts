import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { sendSigned } from '../../src/clients/signed-request.ts'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { workerCredentials } from '../../src/contracts/worker-credentials.ts'
import { DaemonConnection } from '../../src/daemon/client/daemon-connection.ts'
import type { ObtainedDaemon } from '../../src/daemon/client/obtain-daemon.ts'
import type { OpenedRun } from '../../src/daemon/protocol.ts'
import type { RunEvent } from '../../src/report/events.ts'
import { type OwnDaemons, ownDaemons } from '../daemon/own-daemons.ts'

let daemons: OwnDaemons
let daemon: ObtainedDaemon
let folder: string

/** A daemon for a test file. */
export interface BusyDaemon {
  readonly pid: () => number
  /** For its datasets. */
  readonly folder: () => string
}

/** Starts a daemon for a test file, and makes a folder for its datasets. Called at the file's top. */
export function busyDaemon(): BusyDaemon {
  beforeAll(async () => {
    daemons = await ownDaemons()
    daemon = await daemons.obtain()
    folder = await mkdtemp(join(tmpdir(), 'vaf-still-'))
  })
  afterAll(async () => {
    await daemons.end()
    await rm(folder, { recursive: true, force: true })
  })
  return { pid: () => daemon.pid, folder: () => folder }
}

let runs = 0

/** Opens a run of the daemon; its socket closes with the test. */
export async function open(options: object, tell?: (event: RunEvent) => void): Promise<OpenedRun> {
  const connection = await DaemonConnection.open(daemon.directory)
  onTestFinished(() => connection.close())
  const id = `vaf-${String(++runs).padStart(5, 's')}`
  return connection.ask('open', { id, options: resolveLocalOptions(options, daemons.base), workers: 1 }, tell)
}

/** Another run, which asks its graph and the daemon something again and again. */
export interface Neighbour {
  /** How long that takes once, in milliseconds. */
  ask(): Promise<number>
  /** Asks until the work is done, and returns how long each time took. */
  askDuring(work: Promise<unknown>): Promise<number[]>
}

export async function openNeighbour(): Promise<Neighbour> {
  const { provided } = await open({ neptune: true })
  const { endpoint } = provided.neptune!
  const credentials = workerCredentials(provided, 1)
  const watcher = await DaemonConnection.open(daemon.directory)
  onTestFinished(() => watcher.close())
  const ask = async () => {
    const startedAt = performance.now()
    const [{ status }] = await Promise.all([
      sendSigned({ endpoint, credentials: await credentials(), method: 'GET', path: '/status' }),
      watcher.ask('hello', {}),
    ])
    expect(status).toBe(200)
    return performance.now() - startedAt
  }
  const askDuring = async (work: Promise<unknown>) => {
    let isOver = false
    const end = () => {
      isOver = true
    }
    work.then(end, end)
    const taken: number[] = []
    while (!isOver) taken.push(await ask())
    return taken
  }
  return { ask, askDuring }
}

/** How long a request of another run may take while a dataset is read, in milliseconds, but for one in a hundred. */
const P99_MS = 200

/** How often it is asked to see how the machine is without the dataset. */
const QUIET_REQUESTS = 100

/**
 * Fails where the slowest of a hundred requests took too long while a dataset was read; says how long they took. On a
 * machine that others keep busy it may be as long as twice what they take when nothing is read.
 */
export async function expectSoon(taken: readonly number[], neighbour: Neighbour): Promise<void> {
  const quiet: number[] = []
  while (quiet.length < QUIET_REQUESTS) quiet.push(await neighbour.ask())
  const [p99, quietP99] = [percentile99(taken), percentile99(quiet)]
  console.log(`${taken.length} requests meanwhile: p99 ${Math.round(p99)} ms; afterwards: ${Math.round(quietP99)} ms`)
  expect(p99).toBeLessThan(Math.max(P99_MS, 2 * quietP99))
}

const percentile99 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0

/** Writes a file of this size, in bytes, piece by piece. */
export async function writeLarge(path: string, bytes: number, piece: (at: number) => string, head = ''): Promise<void> {
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

/** A thousand lines, from the one with the number `1,000 * at` on. */
export const lines = (at: number, line: (number: number) => string) =>
  Array.from({ length: 1_000 }, (_, each) => line(1_000 * at + each)).join('')

/** Opens so many runs at once, each with a dataset: all are served, in turns, and some are told that they wait. */
export async function expectTurns(count: number): Promise<void> {
  const directory = join(folder, 'many')
  await mkdir(join(directory, 'opensearch/towns'), { recursive: true })
  await writeFile(join(directory, 'opensearch/towns/index.json'), '{}')
  await writeLarge(join(directory, 'opensearch/towns/a.ndjson'), 300e3, (at) => lines(at, (id) => `{"_id":"${id}"}\n`))
  const waits: RunEvent[] = []
  const tell = (event: RunEvent) => {
    if (event.type === 'dataset-waiting') waits.push(event)
  }
  const opening = Array.from({ length: count }, () => open({ opensearch: { dataset: directory } }, tell))
  const opened = await Promise.all(opening)
  expect(new Set(opened.map(({ provided }) => provided.opensearch?.sources.towns?.index)).size).toBe(count)
  expect(waits.length).toBeGreaterThan(0)
}
