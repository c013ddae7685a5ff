import { statSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { LedgerResource } from '../../src/ledger/ledger.ts'
import {
  continueLedger,
  isSettled,
  openLedger,
  pruneLedgers,
  readLedgers,
  recordedDurations,
} from '../../src/ledger/ledger-files.ts'
import * as messages from '../../src/ledger/messages.ts'
import { thisProcess } from '../../src/process/process-identity.ts'
import { FakeClock } from '../support/fake-clock.ts'

const domain: LedgerResource = {
  type: 'opensearch-domain',
  id: 'vaf-a-1',
  account: '111122223333',
  region: 'eu-west-1',
  isKept: false,
}
const SECRET = '0123456789abcdef'.repeat(2)
const cluster: LedgerResource = { ...domain, type: 'neptune-cluster', id: 'vaf-b-1' }

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ledgers-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

test('a ledger has its writer, and the last state of each resource with the times of all states', async () => {
  const directory = join(await folder(), 'not', 'there')
  const clock = new FakeClock()
  const ledger = openLedger(directory, 'vaf-00001', SECRET, clock)
  await ledger.note(domain, 'creating')
  await clock.advance(700)
  await Promise.all([ledger.note(cluster, 'creating'), ledger.note(domain, 'ready')])
  const [record] = await readLedgers(directory)
  expect(record).toEqual({
    file: join(directory, 'vaf-00001.ledger.jsonl'),
    run: 'vaf-00001',
    secret: SECRET,
    process: thisProcess(),
    startedAt: 0,
    resources: [
      { ...domain, state: 'ready', at: { creating: 0, ready: 700 } },
      { ...cluster, state: 'creating', at: { creating: 700 } },
    ],
  })
})

test('a run that makes nothing has no ledger file', async () => {
  const directory = await folder()
  openLedger(directory, 'vaf-00001', SECRET)
  expect(await readdir(directory)).toEqual([])
})

test('only the owner can read a ledger file', async () => {
  const directory = join(await folder(), 'ledgers')
  await openLedger(directory, 'vaf-00001', SECRET).note(domain, 'creating')
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(directory, 'vaf-00001.ledger.jsonl')).mode & 0o777).toBe(0o600)
})

test('a ledger is read up to its last complete line when its process was killed while it wrote', async () => {
  const directory = await folder()
  await openLedger(directory, 'vaf-00001', SECRET).note(domain, 'creating')
  await appendFile(join(directory, 'vaf-00001.ledger.jsonl'), '{"type":"opensearch-dom')
  const [record] = await readLedgers(directory)
  expect(record?.resources).toMatchObject([{ id: 'vaf-a-1', state: 'creating' }])
  await continueLedger(record!).note(domain, 'deleting')
  expect((await readLedgers(directory))[0]?.resources).toMatchObject([{ id: 'vaf-a-1', state: 'deleting' }])
})

test('a file without a complete first line is no ledger, and is left alone', async () => {
  const directory = await folder()
  await writeFile(join(directory, 'vaf-00001.ledger.jsonl'), '{"version":2,"ses')
  await writeFile(join(directory, 'notes.txt'), 'mine')
  expect(await readLedgers(directory)).toEqual([])
  await pruneLedgers(directory)
  expect(await readdir(directory)).toEqual(['notes.txt', 'vaf-00001.ledger.jsonl'])
})

test('a later run notes in a ledger what became of the leftovers', async () => {
  const directory = await folder()
  await openLedger(directory, 'vaf-00001', SECRET).note(domain, 'creating')
  const [left] = await readLedgers(directory)
  expect(isSettled(left!)).toBe(false)
  await continueLedger(left!).note(domain, 'gone')
  const [settled] = await readLedgers(directory)
  expect(isSettled(settled!)).toBe(true)
  expect(settled?.run).toBe('vaf-00001')
})

test('twenty finished ledgers are kept, and all unfinished ones', async () => {
  const directory = await folder()
  const clock = new FakeClock()
  await openLedger(directory, 'vaf-left0', SECRET, clock).note(domain, 'created')
  for (let n = 1; n <= 22; n += 1) {
    await clock.advance(10)
    await openLedger(directory, `vaf-${String(n).padStart(5, '0')}`, SECRET, clock).note(domain, 'gone')
  }
  await pruneLedgers(directory)
  const runs = (await readLedgers(directory)).map(({ run }) => run)
  expect(runs).toHaveLength(21)
  expect(runs.slice(0, 2)).toEqual(['vaf-left0', 'vaf-00003'])
})

test('the ledgers of runs that reuse a resource do not accumulate', async () => {
  const directory = await folder()
  const clock = new FakeClock()
  for (let n = 1; n <= 25; n += 1) {
    await clock.advance(10)
    await openLedger(directory, `vaf-${String(n).padStart(5, '0')}`, SECRET, clock).note(
      { ...domain, isKept: true },
      'kept',
    )
  }
  await openLedger(directory, 'vaf-going', SECRET, clock).note({ ...domain, isKept: true }, 'deleting')
  await pruneLedgers(directory)
  expect(await readLedgers(directory)).toHaveLength(21)
})

test('the ledgers tell how long resources of a type took to become ready and to be deleted', async () => {
  const directory = await folder()
  const clock = new FakeClock()
  const ledger = openLedger(directory, 'vaf-00001', SECRET, clock)
  for (const [state, ms] of [
    ['creating', 900],
    ['ready', 50],
    ['deleting', 300],
    ['gone', 0],
  ] as const) {
    await ledger.note(domain, state)
    await clock.advance(ms)
  }
  await ledger.note(cluster, 'creating')
  const ledgers = await readLedgers(directory)
  expect(recordedDurations(ledgers, 'opensearch-domain')).toEqual({ ready: [900], gone: [300] })
  expect(recordedDurations(ledgers, 'neptune-cluster')).toEqual({ ready: [], gone: [] })
})

test('the error of a ledger that cannot be written says what to do', async () => {
  const directory = join(await folder(), 'file')
  await writeFile(directory, '')
  const file = join(directory, 'vaf-00001.ledger.jsonl')
  await expect(openLedger(directory, 'vaf-00001', SECRET).note(domain, 'creating')).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: messages.ledgerNotWritten(file, `ENOTDIR: not a directory, open '${file}'`).join('\n'),
  })
})

test('a run never takes over the ledger of another run with the same id', async () => {
  const directory = await folder()
  await openLedger(directory, 'vaf-00001', SECRET).note(domain, 'creating')
  await expect(openLedger(directory, 'vaf-00001', SECRET).note(cluster, 'creating')).rejects.toThrow('EEXIST')
  expect(await readFile(join(directory, 'vaf-00001.ledger.jsonl'), 'utf8')).not.toContain('vaf-b-1')
})
