import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import { takeFileLock } from '../../../src/process/file-lock.ts'
import { takeGivenCluster, turnPath } from '../../../src/run/aws/given-cluster.ts'
import * as messages from '../../../src/run/aws/messages.ts'
import { givenAddress } from '../../../src/run/aws/reach.ts'
import type { AwsRun } from '../../../src/run/target.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const URL = 'https://a.cluster-b.eu-west-1.neptune.amazonaws.com:8182'
const { signal } = new AbortController()

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'turns-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** A run that is given the cluster at this address. */
function runAt(ledgerDirectory: string, { url = URL, isolation = 'exclusive', clock = new FakeClock() } = {}) {
  const told: string[] = []
  const cleanup = new CleanupStack()
  const run = {
    options: { region: 'eu-west-1', isolation, ledgerDirectory, createTimeoutMs: 60_000 },
    report: (event: { readonly message?: string }) => void (event.message && told.push(event.message)),
    ...{ cleanup, signal, clock },
  } as unknown as AwsRun
  return { told, cleanup, clock, taken: takeGivenCluster(run, givenAddress(run, 'neptune', url)) }
}

/** The lock of another run, as if another process had it. */
const another = (directory: string) =>
  takeFileLock({ path: turnPath(directory, URL), what: 'another run', signal, clock: new FakeClock() })

test('a run waits for another run that has the graph of a given cluster, and its warning names the process', async () => {
  const directory = await folder()
  const other = await another(directory)
  const { taken, told, cleanup, clock } = runAt(directory)
  await expect.poll(() => told).toHaveLength(1)
  expect(told[0]).toMatch(/the given cluster at https:\S+: process \d+ on \S+ has it/)
  other.release()
  await clock.advance(1_000)
  expect(await taken).toMatchObject({ ownership: 'given', endpoint: { url: URL } })
  await cleanup.run()
  ;(await another(directory)).release()
})

test('the error of a run that waited too long names the process it waited for', async () => {
  const directory = await folder()
  const other = await another(directory)
  const { taken, cleanup, clock } = runAt(directory)
  const failed = expect(taken).rejects.toMatchObject({
    code: 'AWS_FIXTURE_WAIT_TIMEOUT',
    message: expect.stringMatching(/^the graph of the given cluster at [\s\S]* belongs to process \d+ on \S+\./),
  })
  await clock.advance(61_000)
  await failed
  await cleanup.run()
  other.release()
})

test('the second of two projects of one Vitest run that need the same graph alone fails', async () => {
  const directory = await folder()
  const first = runAt(directory)
  const second = runAt(directory)
  await expect(second.taken).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    fault: 'user',
    message: messages.takenByProject(messages.givenGraph(URL)).join('\n'),
  })
  await second.cleanup.run()
  await first.taken
  await first.cleanup.run()
  const third = runAt(directory)
  await third.taken
  await third.cleanup.run()
})

test('runs on other clusters, and runs that share the graph, do not wait', async () => {
  const directory = await folder()
  const other = await another(directory)
  for (const more of [{ url: 'https://c.example:8182' }, { isolation: 'partition' }]) {
    const { taken, told, cleanup } = runAt(directory, more)
    await taken
    await cleanup.run()
    expect(told).toEqual([])
  }
  other.release()
})

test('a run that cannot write its lock file is warned, and continues', async () => {
  const file = join(await folder(), 'a-file')
  await writeFile(file, '')
  const { taken, told, cleanup } = runAt(join(file, 'ledgers'))
  expect(await taken).toMatchObject({ ownership: 'given' })
  expect(told).toEqual([expect.stringMatching(/the given cluster at https:.*\n {3}Last seen: ENOTDIR/)])
  await cleanup.run()
})
