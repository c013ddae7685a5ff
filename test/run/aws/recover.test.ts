import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError } from '../../../src/errors/errors.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import type { LedgerRecord, LedgerState, RecordedResource } from '../../../src/ledger/ledger.ts'
import { proofOf } from '../../../src/ledger/ledger.ts'
import { continueLedger, openLedger, readLedgers } from '../../../src/ledger/ledger-files.ts'
import type { ProcessIdentity } from '../../../src/process/process-identity.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'
import type { OwnershipTags } from '../../../src/resource/resource.ts'
import { recover } from '../../../src/run/aws/recover.ts'
import { compressedClock } from '../../support/aws-simulator/compressed-clock.ts'
import { type SharedKind, sharedKind, unreachable } from '../../support/shared-kind.ts'

const place = { account: '111122223333', region: 'eu-west-1' }
const ended: ProcessIdentity = { ...thisProcess(), pid: spawnSync(process.execPath, ['--version']).pid }
const MINUTE = 60_000
const SECRET = '0123456789abcdef'.repeat(2)
const byS0: OwnershipTags = { run: 'vaf-00000', proof: proofOf(SECRET) }

/** A run of old with one toy, and what the next one makes of it, a thousand times as fast. */
async function recovering(
  kind: SharedKind,
  left: Partial<RecordedResource> = {},
  by: Partial<Pick<LedgerRecord, 'process' | 'startedAt'>> = {},
  signal = new AbortController().signal,
  ids: readonly string[] = ['vaf-toy-1'],
) {
  const clock = compressedClock(1_000)
  const directory = await mkdtemp(join(tmpdir(), 'ledgers-'))
  onTestFinished(async () => {
    clock[Symbol.dispose]()
    await rm(directory, { recursive: true })
  })
  const toy = { type: 'toy', id: 'vaf-toy-1', ...place, isKept: false, ...left }
  const { state = 'created', at = { creating: clock.now() }, ...resource } = toy
  await openLedger(directory, 'vaf-00000', SECRET).note(resource, state)
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
    record,
    state: async (): Promise<LedgerState | undefined> => (await readLedgers(directory))[0]?.resources[0]?.state,
  }
}

const deletedNow = 'Toy engine vaf-toy-1, left by run vaf-00000, whose process has ended: it is deleted now.'

test('asks for the deletion at once, and sees to it in the end that it is gone', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['going', undefined], owners: [byS0] } })
  const { work, cleanup, told, state } = await recovering(kind)
  await work
  expect(kind.calls).toEqual(['owner vaf-toy-1', 'delete vaf-toy-1'])
  expect(cleanup.remaining).toEqual(['Toy engine vaf-toy-1, left by run vaf-00000'])
  expect(await state()).toBe('created')
  await cleanup.run()
  expect(told).toEqual([deletedNow, 'Toy engine vaf-toy-1 deleted'])
  expect(await state()).toBe('gone')
})

test.for<[string, Partial<RecordedResource>, Partial<LedgerRecord>]>([
  ['whose process still runs', {}, { process: thisProcess() }],
  ['that is gone', { state: 'gone' }, {}],
  ['that is kept', { state: 'kept' }, {}],
  ['that was to be kept and was being made', { state: 'creating', isKept: true }, {}],
])('leaves alone what is of a run %s', async ([, left, by]) => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [byS0] } })
  const { work, cleanup, told } = await recovering(kind, left, by)
  await work
  expect([kind.calls, told, cleanup.remaining]).toEqual([[], [], []])
})

const elsewhere = { process: { ...ended, machine: 'build-7 0c1d pid:[1]' } }
const expiring = (expires: string) => ({ looks: ['ready', undefined], owners: [{ ...byS0, expires }] })

test('of a run of another machine tells what may be in use, and until when, however long ago it began', async () => {
  const kind = sharedKind({ 'vaf-toy-1': expiring('2026-01-01T02:00:00Z') })
  const startedAt = Date.UTC(2025, 10, 1)
  const { work, cleanup, told, state } = await recovering(
    kind,
    { state: 'ready', at: { creating: Date.UTC(2026, 0, 1) } },
    { ...elsewhere, startedAt },
  )
  await work
  await cleanup.run()
  expect(told).toEqual([
    [
      'Toy engine vaf-toy-1 of run vaf-00000, there since 2026-01-01T00:00:00.000Z, may still be used: nothing can be known of its process, on build-7.',
      '   Its tag expires at 2026-01-01T02:00:00Z, unless it is renewed; the next run after that deletes it.',
      '   If its run is over, delete it now: toys stop vaf-toy-1 && toys delete vaf-toy-1',
    ].join('\n'),
  ])
  expect(kind.calls).toEqual(['owner vaf-toy-1'])
  expect(await state()).toBe('ready')
})

test('never takes for expired what has no time in its tag, or none that can be read', async () => {
  for (const tag of [byS0, { ...byS0, expires: 'soon' }]) {
    const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [tag] } })
    const { work, told } = await recovering(kind, {}, { ...elsewhere, startedAt: 0 })
    await work
    expect(kind.calls).toEqual(['owner vaf-toy-1'])
    expect(told).toHaveLength(1)
  }
})

test('of a run of another machine deletes what has expired by its tag', async () => {
  const kind = sharedKind({ 'vaf-toy-1': expiring('2025-12-31T23:00:00Z') })
  const { work, cleanup, told, state } = await recovering(kind, {}, elsewhere)
  await work
  await cleanup.run()
  expect(told).toEqual([
    'Toy engine vaf-toy-1, left by run vaf-00000, and expired since 2025-12-31T23:00:00Z: it is deleted now.',
    'Toy engine vaf-toy-1 deleted',
  ])
  expect(await state()).toBe('gone')
})

test('does not go by a clock that is a few minutes ahead', async () => {
  const kind = sharedKind({ 'vaf-toy-1': expiring('2026-01-01T00:00:00Z') })
  const { work } = await recovering(kind, {}, elsewhere)
  await work
  expect(kind.calls).toEqual(['owner vaf-toy-1'])
})

test('does not delete what is tagged with its run by somebody who lacks the proof', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [{ ...byS0, proof: '0000000000000000' }] } })
  const { work, cleanup, told, file, state } = await recovering(kind)
  await work
  await cleanup.run()
  expect(kind.calls).toEqual(['owner vaf-toy-1'])
  expect(told).toEqual([
    `Toy engine vaf-toy-1 is left alone: its tag does not have the proof of the ledger that names it, ${file}.`,
  ])
  expect(await state()).toBe('gone')
})

test('does not say that it deletes what is not tagged, nor delete it', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [undefined] } })
  const { work, cleanup, told, file } = await recovering(kind)
  await work
  await cleanup.run()
  expect(kind.calls).toEqual(['owner vaf-toy-1', 'observe vaf-toy-1'])
  expect(told).toEqual([
    [
      'Toy engine vaf-toy-1 is left alone: it does not have the tag of this package.',
      `   The ledger ${file} names it. If nobody needs it: toys stop vaf-toy-1 && toys delete vaf-toy-1`,
      '   Otherwise remove the ledger.',
    ].join('\n'),
  ])
})

test('deletes what was to be kept and was being deleted once it has expired, for others may use it until then', async () => {
  const left = { state: 'deleting', isKept: true } as const
  const used = sharedKind({ 'vaf-toy-1': expiring('2026-01-01T02:00:00Z') })
  const before = await recovering(used, left)
  await before.work
  expect(used.calls).toEqual(['owner vaf-toy-1'])
  expect(before.told[0]).toContain('is kept for later runs, and may be used by one.')
  const kind = sharedKind({ 'vaf-toy-1': expiring('2025-12-31T23:00:00Z') })
  const { work, cleanup, state } = await recovering(kind, left)
  await work
  await cleanup.run()
  expect(kind.calls).toContain('delete vaf-toy-1')
  expect(await state()).toBe('gone')
})

test('leaves alone what another run has made since under its name', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [{ run: 'vaf-22222' }] } })
  const { work, cleanup, told, state } = await recovering(kind, { state: 'deleting', isKept: true })
  await work
  await cleanup.run()
  expect(kind.calls).not.toContain('delete vaf-toy-1')
  expect(told).toEqual([
    "Toy engine vaf-toy-1 is left alone: run vaf-00000 has noted it, and by its tag it is run vaf-22222's.",
  ])
  expect(await state()).toBe('gone')
})

test.for<[string, Partial<RecordedResource>]>([
  ['another account', { account: '444455556666' }],
  ['another region', { region: 'us-east-1' }],
  ['a kind of a later version', { type: 'game' }],
])('names what is of %s, and leaves it alone', async ([, left]) => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [byS0] } })
  const { work, cleanup, told, file } = await recovering(kind, left)
  await work
  const { type, account, region } = { type: 'toy', ...place, ...left }
  expect(told).toEqual([
    [
      `Run vaf-00000, whose process has ended, may have left ${type} vaf-toy-1 in account ${account}, ${region}.`,
      `   It is deleted by the next run there; or delete it by hand, and then ${file}.`,
    ].join('\n'),
  ])
  expect([kind.calls, cleanup.remaining]).toEqual([[], []])
})

test('waits as long as what was asked for may take to be seen', async () => {
  const looks = [undefined, undefined, 'starting', 'starting', undefined]
  const owners = [undefined, byS0]
  const kind = sharedKind({ 'vaf-toy-1': { looks, owners } }, { visibleWithinMs: 2 * MINUTE })
  const { work, cleanup } = await recovering(kind, { state: 'creating' })
  await work
  await cleanup.run()
  // Three looks for it to appear, and only then the request.
  expect(kind.calls.indexOf('delete vaf-toy-1')).toBe(6)
  expect(kind.calls.slice(1, 4)).toEqual(['observe vaf-toy-1', 'observe vaf-toy-1', 'observe vaf-toy-1'])
})

test.for<[string, Partial<RecordedResource>, OwnershipTags[]]>([
  ['was seen when it was asked for', { state: 'creating' }, [byS0]],
  ['was ready once', { state: 'deleting', at: { creating: Date.UTC(2026, 0, 1), ready: 1 } }, []],
  ['was asked for long ago', { state: 'creating', at: { creating: 1 } }, []],
])('does not wait for what %s to appear', async ([, left, owners]) => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined], owners } }, { visibleWithinMs: 24 * 60 * MINUTE })
  const { work, cleanup, clock } = await recovering(kind, left)
  await work
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
})

test('waits no longer for what was asked for by a clock that was ahead', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined], owners: [] } }, { visibleWithinMs: 2 * MINUTE })
  const ahead = { creating: Date.UTC(2027, 0, 1) }
  const { work, cleanup, clock, state } = await recovering(kind, { state: 'creating', at: ahead })
  await work
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
  expect(await state()).toBe('gone')
})

test('does not wait for what another run has deleted meanwhile', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined], owners: [] } }, { visibleWithinMs: 24 * 60 * MINUTE })
  const { work, cleanup, clock, record } = await recovering(kind)
  await work
  await continueLedger(record).note({ type: 'toy', id: 'vaf-toy-1', ...place, isKept: false }, 'gone')
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
})

test('does not take what another run deletes at the same time, and half of AWS has forgotten, for a stranger’s', async () => {
  const kind = sharedKind(
    { 'vaf-toy-1': { looks: ['unclear', 'unclear', undefined], owners: [undefined] } },
    { isUnclear: ({ state }) => state === 'unclear' },
  )
  const { work, cleanup, told, state } = await recovering(kind)
  await work
  expect(cleanup.remaining).toEqual(['Toy engine vaf-toy-1, left by run vaf-00000'])
  await cleanup.run()
  expect(told).toEqual(['Toy engine vaf-toy-1 deleted'])
  expect(await state()).toBe('gone')
})

test('looks again where a look fails for a passing reason, as when many runs look at the same time', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined, unreachable, undefined], owners: [undefined] } })
  const { work, cleanup, state } = await recovering(kind, { at: { creating: 1 } })
  await work
  await cleanup.run()
  expect(await state()).toBe('gone')
  const always = sharedKind({ 'vaf-toy-1': { looks: [unreachable], owners: [undefined] } })
  const never = await recovering(always, { at: { creating: 1 } })
  await never.work
  await expect(never.cleanup.run()).rejects.toThrow(
    'Toy engine vaf-toy-1, left by run vaf-00000, may still be there.\n  Nobody answers.',
  )
})

test('what cannot be deleted now is tried again in the end, and fails the cleanup', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [byS0], delete: new Error('denied') } })
  const { work, cleanup, state } = await recovering(kind)
  await work
  await expect(cleanup.run()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLEANUP',
    message: [
      'The cleanup could not be proved: 1 of its steps failed.',
      '- Toy engine vaf-toy-1, left by run vaf-00000: Toy engine vaf-toy-1 could not be deleted.',
      '  denied',
      '  Delete it by hand: toys stop vaf-toy-1 && toys delete vaf-toy-1',
    ].join('\n'),
  })
  expect(await state()).toBe('deleting')
})

test('sees to all at the same time, so that one that sticks keeps no other', async () => {
  const kind = sharedKind({
    'vaf-toy-1': { looks: ['going', undefined], owners: [byS0] },
    'vaf-toy-2': { looks: ['going'], owners: [byS0] },
  })
  const { work, cleanup, told } = await recovering(kind, {}, {}, undefined, ['vaf-toy-1', 'vaf-toy-2'])
  await work
  const cleaning = cleanup.run()
  await expect.poll(() => cleanup.remaining).toEqual(['Toy engine vaf-toy-2, left by run vaf-00000'])
  expect(told.at(-1)).toBe('Toy engine vaf-toy-1 deleted')
  await expect(cleaning).rejects.toThrow('Toy engine vaf-toy-2 is still there after it was deleted.')
})

test('ends where the run is ended meanwhile, or its options are wrong', async () => {
  const abort = new AbortController()
  const reason = new Error('Interrupted by SIGINT.')
  const stopped = sharedKind({ 'vaf-toy-1': { owners: [byS0], delete: reason } })
  abort.abort(reason)
  await expect((await recovering(stopped, {}, {}, abort.signal)).work).rejects.toBe(reason)
  const wrong = new ConfigError('There is no such region.')
  const misled = sharedKind({ 'vaf-toy-1': { owners: [wrong] } })
  await expect((await recovering(misled)).work).rejects.toBe(wrong)
})
