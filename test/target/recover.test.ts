import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError } from '../../src/errors.ts'
import { CleanupStack } from '../../src/lifecycle/cleanup-stack.ts'
import type { LedgerRecord, LedgerState, RecordedResource } from '../../src/lifecycle/ledger.ts'
import { openLedger, readLedgers } from '../../src/lifecycle/ledger-files.ts'
import type { ProcessIdentity } from '../../src/lifecycle/process-identity.ts'
import { thisProcess } from '../../src/lifecycle/process-identity.ts'
import { recover } from '../../src/target/recover.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import { type SharedKind, sharedKind } from '../support/shared-kind.ts'

const place = { account: '111122223333', region: 'eu-west-1' }
const ended: ProcessIdentity = { ...thisProcess(), pid: spawnSync(process.execPath, ['--version']).pid }
const MINUTE = 60_000
const byS0 = { session: 's0' }

/** A session of old with one toy, and what the next one makes of it, a thousand times as fast. */
async function recovering(
  kind: SharedKind,
  left: Partial<RecordedResource> = {},
  by: Partial<Pick<LedgerRecord, 'process' | 'startedAt'>> = {},
  signal = new AbortController().signal,
  ids: readonly string[] = ['toy-1'],
) {
  const clock = compressedClock(1_000)
  const directory = await mkdtemp(join(tmpdir(), 'ledgers-'))
  onTestFinished(async () => {
    clock[Symbol.dispose]()
    await rm(directory, { recursive: true })
  })
  const toy = { type: 'toy', id: 'toy-1', ...place, isKept: false, ...left }
  const { state = 'created', at = { creating: clock.now() }, ...resource } = toy
  await openLedger(directory, 's0').note(resource, state)
  const [read] = await readLedgers(directory)
  const record: LedgerRecord = {
    ...read!,
    process: ended,
    ...by,
    resources: ids.map((id) => ({ ...toy, id, state, at })),
  }
  const cleanup = new CleanupStack()
  const told: string[] = []
  const work = recover({
    ...{ ledgers: [record], kinds: { toy: kind }, place, cleanup, clock, signal },
    report: (event) => {
      if (event.type === 'warning') told.push(event.message)
      if (event.type === 'resource-deleted') told.push(`${event.what} deleted`)
    },
    destroyTimeoutMs: 10 * MINUTE,
  })
  return {
    clock,
    cleanup,
    work,
    told,
    file: record.file,
    state: async (): Promise<LedgerState | undefined> => (await readLedgers(directory))[0]?.resources[0]?.state,
  }
}

const deletedNow = 'Toy engine toy-1, left by session s0, whose process has ended: it is deleted now.'

test('asks for the deletion at once, and sees to it in the end that it is gone', async () => {
  const kind = sharedKind({ 'toy-1': { looks: ['going', undefined], owners: [byS0] } })
  const { work, cleanup, told, state } = await recovering(kind)
  await work
  expect(kind.calls).toEqual(['owner toy-1', 'delete toy-1'])
  expect(cleanup.remaining).toEqual(['Toy engine toy-1, left by session s0'])
  expect(await state()).toBe('created')
  await cleanup.run()
  expect(told).toEqual([deletedNow, 'Toy engine toy-1 deleted'])
  expect(await state()).toBe('gone')
})

test.for<[string, Partial<RecordedResource>, Partial<LedgerRecord>]>([
  ['whose process still runs', {}, { process: thisProcess() }],
  ['that is gone', { state: 'gone' }, {}],
  ['that is kept', { state: 'kept' }, {}],
  ['that was to be kept and was being made', { state: 'creating', isKept: true }, {}],
  ['of another machine, which began today', {}, { process: { ...ended, machine: 'elsewhere' } }],
])('leaves alone what is of a session %s', async ([, left, by]) => {
  const kind = sharedKind({ 'toy-1': { looks: ['ready'], owners: [byS0] } })
  const { work, cleanup, told } = await recovering(kind, left, by)
  await work
  expect([kind.calls, told, cleanup.remaining]).toEqual([[], [], []])
})

test('takes a session of another machine for over after a day', async () => {
  const kind = sharedKind({ 'toy-1': { looks: [undefined], owners: [byS0] } })
  const startedAt = Date.now() - 25 * 60 * MINUTE
  const { work, told } = await recovering(kind, {}, { process: { ...ended, machine: 'elsewhere' }, startedAt })
  await work
  expect(told).toEqual([deletedNow])
})

test('deletes what was to be kept and was being deleted, for it was of no use', async () => {
  const kind = sharedKind({ 'toy-1': { looks: [undefined], owners: [byS0] } })
  const { work, cleanup, state } = await recovering(kind, { state: 'deleting', isKept: true })
  await work
  await cleanup.run()
  expect(kind.calls).toContain('delete toy-1')
  expect(await state()).toBe('gone')
})

test('leaves alone what another session has made since under its name', async () => {
  const kind = sharedKind({ 'toy-1': { looks: ['ready'], owners: [{ session: 's2' }] } })
  const { work, cleanup, told, state } = await recovering(kind, { state: 'deleting', isKept: true })
  await work
  await cleanup.run()
  expect(kind.calls).not.toContain('delete toy-1')
  expect(told).toEqual([deletedNow])
  expect(await state()).toBe('gone')
})

test.for<[string, Partial<RecordedResource>]>([
  ['another account', { account: '444455556666' }],
  ['another region', { region: 'us-east-1' }],
  ['a kind of a later version', { type: 'game' }],
])('names what is of %s, and leaves it alone', async ([, left]) => {
  const kind = sharedKind({ 'toy-1': { looks: ['ready'], owners: [byS0] } })
  const { work, cleanup, told, file } = await recovering(kind, left)
  await work
  const { type, account, region } = { type: 'toy', ...place, ...left }
  expect(told).toEqual([
    [
      `Session s0, whose process has ended, may have left ${type} toy-1 in account ${account}, ${region}.`,
      `   It is deleted by the next run there; or delete it by hand, and then ${file}.`,
    ].join('\n'),
  ])
  expect([kind.calls, cleanup.remaining]).toEqual([[], []])
})

test('waits as long as what was asked for may take to be seen', async () => {
  const looks = [undefined, undefined, 'starting', 'starting', undefined]
  const kind = sharedKind({ 'toy-1': { looks, owners: [undefined] } }, { visibleWithinMs: 2 * MINUTE })
  const { work, cleanup } = await recovering(kind, { state: 'creating' })
  await work
  await cleanup.run()
  // Three looks for it to appear, and only then the request.
  expect(kind.calls.indexOf('delete toy-1')).toBe(5)
  expect(kind.calls.slice(1, 4)).toEqual(['observe toy-1', 'observe toy-1', 'observe toy-1'])
})

test.for<[string, Partial<RecordedResource>, (typeof byS0)[]]>([
  ['was seen when it was asked for', { state: 'creating' }, [byS0]],
  ['was ready once', { state: 'deleting', at: { creating: Date.UTC(2026, 0, 1), ready: 1 } }, []],
  ['was asked for long ago', { state: 'creating', at: { creating: 1 } }, []],
])('does not wait for what %s to appear', async ([, left, owners]) => {
  const kind = sharedKind({ 'toy-1': { looks: [undefined], owners } }, { visibleWithinMs: 24 * 60 * MINUTE })
  const { work, cleanup, clock } = await recovering(kind, left)
  await work
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
})

test('what cannot be deleted now is tried again in the end, and fails the cleanup', async () => {
  const kind = sharedKind({ 'toy-1': { looks: ['ready'], owners: [byS0], delete: new Error('denied') } })
  const { work, cleanup, state } = await recovering(kind)
  await work
  await expect(cleanup.run()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLEANUP',
    message: [
      'The cleanup could not be proved: 1 of its steps failed.',
      '- Toy engine toy-1, left by session s0: Toy engine toy-1 could not be deleted.',
      '  denied',
      '  Delete it by hand: toys stop toy-1 && toys delete toy-1',
    ].join('\n'),
  })
  expect(await state()).toBe('deleting')
})

test('sees to all at the same time, so that one that sticks keeps no other', async () => {
  const kind = sharedKind({
    'toy-1': { looks: ['going', undefined], owners: [byS0] },
    'toy-2': { looks: ['going'], owners: [byS0] },
  })
  const { work, cleanup, told } = await recovering(kind, {}, {}, undefined, ['toy-1', 'toy-2'])
  await work
  const cleaning = cleanup.run()
  await expect.poll(() => cleanup.remaining).toEqual(['Toy engine toy-2, left by session s0'])
  expect(told.at(-1)).toBe('Toy engine toy-1 deleted')
  await expect(cleaning).rejects.toThrow('Toy engine toy-2 is still there after it was deleted.')
})

test('ends where the run is ended meanwhile, or its options are wrong', async () => {
  const abort = new AbortController()
  const reason = new Error('Interrupted by SIGINT.')
  const stopped = sharedKind({ 'toy-1': { owners: [byS0], delete: reason } })
  abort.abort(reason)
  await expect((await recovering(stopped, {}, {}, abort.signal)).work).rejects.toBe(reason)
  const wrong = new ConfigError('There is no such region.')
  const misled = sharedKind({ 'toy-1': { owners: [wrong] } })
  await expect((await recovering(misled)).work).rejects.toBe(wrong)
})
