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

/** An earlier run with one resource, and the recovery by the next run, 1000 times as fast. */
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

const deletedNow = 'Toy engine vaf-toy-1, left by run vaf-00000, whose process has ended. The run deletes it now.'

test('recovery sends the deletion at once, and the cleanup checks that the resource is gone', async () => {
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
  ['whose run is still going on', {}, { process: thisProcess() }],
  ['that is gone', { state: 'gone' }, {}],
  ['that is kept', { state: 'kept' }, {}],
  ['that was to be kept and was being made', { state: 'creating', isKept: true }, {}],
])('recovery leaves alone a resource %s', async ([, left, by]) => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [byS0] } })
  const { work, cleanup, told } = await recovering(kind, left, by)
  await work
  expect([kind.calls, told, cleanup.remaining]).toEqual([[], [], []])
})

const elsewhere = { process: { ...ended, machine: 'build-7 0c1d pid:[1]' } }
const expiring = (expires: string) => ({ looks: ['ready', undefined], owners: [{ ...byS0, expires }] })

test('recovery warns of a resource that a run on another machine may use, and until when, however old the run is', async () => {
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
    expect.stringMatching(
      /vaf-toy-1 of run vaf-00000, .* 2026-01-01T00:00:00\.000Z, .* build-7.* 2026-01-01T02:00:00Z.* toys stop vaf-toy-1 && toys delete vaf-toy-1$/s,
    ),
  ])
  expect(kind.calls).toEqual(['owner vaf-toy-1'])
  expect(await state()).toBe('ready')
})

test('recovery never takes a resource for expired whose tag has no time, or none that can be read', async () => {
  for (const tag of [byS0, { ...byS0, expires: 'soon' }]) {
    const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [tag] } })
    const { work, told } = await recovering(kind, {}, { ...elsewhere, startedAt: 0 })
    await work
    expect(kind.calls).toEqual(['owner vaf-toy-1'])
    expect(told).toHaveLength(1)
  }
})

test('recovery deletes a resource of a run on another machine whose tag has expired', async () => {
  const kind = sharedKind({ 'vaf-toy-1': expiring('2025-12-31T23:00:00Z') })
  const { work, cleanup, told, state } = await recovering(kind, {}, elsewhere)
  await work
  await cleanup.run()
  expect(told).toEqual([
    'Toy engine vaf-toy-1, left by run vaf-00000, has expired (2025-12-31T23:00:00Z). The run deletes it now.',
    'Toy engine vaf-toy-1 deleted',
  ])
  expect(await state()).toBe('gone')
})

test('recovery allows for a clock that is a few minutes ahead', async () => {
  const kind = sharedKind({ 'vaf-toy-1': expiring('2026-01-01T00:00:00Z') })
  const { work } = await recovering(kind, {}, elsewhere)
  await work
  expect(kind.calls).toEqual(['owner vaf-toy-1'])
})

test('recovery does not delete a resource whose tag names the run and lacks its proof', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [{ ...byS0, proof: '0000000000000000' }] } })
  const { work, cleanup, told, file, state } = await recovering(kind)
  await work
  await cleanup.run()
  expect(kind.calls).toEqual(['owner vaf-toy-1'])
  expect(told).toEqual([
    `Toy engine vaf-toy-1 is left alone: the proof in its tag is not that of the ledger that names it, ${file}.`,
  ])
  expect(await state()).toBe('gone')
})

test('recovery does not delete a resource without a tag, and warns of it', async () => {
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

test('recovery deletes a kept resource that was being deleted only once it has expired, since others may use it until then', async () => {
  const left = { state: 'deleting', isKept: true } as const
  const used = sharedKind({ 'vaf-toy-1': expiring('2026-01-01T02:00:00Z') })
  const before = await recovering(used, left)
  await before.work
  expect(used.calls).toEqual(['owner vaf-toy-1'])
  expect(before.told[0]).toContain('is kept for later runs, and one may be using it.')
  const kind = sharedKind({ 'vaf-toy-1': expiring('2025-12-31T23:00:00Z') })
  const { work, cleanup, state } = await recovering(kind, left)
  await work
  await cleanup.run()
  expect(kind.calls).toContain('delete vaf-toy-1')
  expect(await state()).toBe('gone')
})

test('recovery leaves alone a resource that another run has created since under the same name', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [{ run: 'vaf-22222' }] } })
  const { work, cleanup, told, state } = await recovering(kind, { state: 'deleting', isKept: true })
  await work
  await cleanup.run()
  expect(kind.calls).not.toContain('delete vaf-toy-1')
  expect(told).toEqual([
    'Toy engine vaf-toy-1 is left alone: the ledger of run vaf-00000 names it, and by its tag it belongs to run vaf-22222.',
  ])
  expect(await state()).toBe('gone')
})

test.for<[string, Partial<RecordedResource>]>([
  ['another account', { account: '444455556666' }],
  ['another region', { region: 'us-east-1' }],
  ['a kind of a later version', { type: 'game' }],
])('recovery names a resource of %s, and leaves it alone', async ([, left]) => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: ['ready'], owners: [byS0] } })
  const { work, cleanup, told, file } = await recovering(kind, left)
  await work
  const { type, account, region } = { type: 'toy', ...place, ...left }
  expect(told).toEqual([
    [
      `Run vaf-00000, whose process has ended, may have left ${type} vaf-toy-1 in account ${account}, ${region}.`,
      `   The next run there deletes it. Or delete it by hand, and then delete ${file}.`,
    ].join('\n'),
  ])
  expect([kind.calls, cleanup.remaining]).toEqual([[], []])
})

test('recovery waits as long as AWS may take to show a new resource', async () => {
  const looks = [undefined, undefined, 'starting', 'starting', undefined]
  const owners = [undefined, byS0]
  // The clock goes on while the ledger is read and written: in a day of it the resource appears on any machine.
  const kind = sharedKind({ 'vaf-toy-1': { looks, owners } }, { visibleWithinMs: 24 * 60 * MINUTE })
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
])('recovery does not wait for a resource to appear that %s', async ([, left, owners]) => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined], owners } }, { visibleWithinMs: 24 * 60 * MINUTE })
  const { work, cleanup, clock } = await recovering(kind, left)
  await work
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
})

test('recovery waits no longer for a resource whose creation was noted by a clock that was ahead', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined], owners: [] } }, { visibleWithinMs: 2 * MINUTE })
  const ahead = { creating: Date.UTC(2027, 0, 1) }
  const { work, cleanup, clock, state } = await recovering(kind, { state: 'creating', at: ahead })
  await work
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
  expect(await state()).toBe('gone')
})

test('recovery does not wait for a resource that another run has deleted meanwhile', async () => {
  const kind = sharedKind({ 'vaf-toy-1': { looks: [undefined], owners: [] } }, { visibleWithinMs: 24 * 60 * MINUTE })
  const { work, cleanup, clock, record } = await recovering(kind)
  await work
  await continueLedger(record).note({ type: 'toy', id: 'vaf-toy-1', ...place, isKept: false }, 'gone')
  const startedAt = clock.now()
  await cleanup.run()
  expect(clock.now() - startedAt).toBeLessThan(60 * MINUTE)
})

test('recovery does not take a resource for somebody else’s that another run is deleting, and that AWS shows in part', async () => {
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

test('recovery polls again where a poll fails for a passing reason, as when many runs poll at the same time', async () => {
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

test('a deletion that fails in the recovery is tried again by the cleanup, and fails it', async () => {
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

test('recovery deletes all resources at the same time, so that one that hangs does not delay the others', async () => {
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

test('recovery fails where the run is interrupted meanwhile, or its options are wrong', async () => {
  const abort = new AbortController()
  const reason = new Error('Interrupted by SIGINT.')
  const stopped = sharedKind({ 'vaf-toy-1': { owners: [byS0], delete: reason } })
  abort.abort(reason)
  await expect((await recovering(stopped, {}, {}, abort.signal)).work).rejects.toBe(reason)
  const wrong = new ConfigError('There is no such region.')
  const misled = sharedKind({ 'vaf-toy-1': { owners: [wrong] } })
  await expect((await recovering(misled)).work).rejects.toBe(wrong)
})
