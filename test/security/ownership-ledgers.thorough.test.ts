import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import type { LedgerRecord } from '../../src/ledger/ledger.ts'
import { proofOf } from '../../src/ledger/ledger.ts'
import type { UnusableLedger } from '../../src/ledger/ledger-files.ts'
import { readLedgers } from '../../src/ledger/ledger-files.ts'
import { parseLedger } from '../../src/ledger/parse-ledger.ts'
import { isSameOwner } from '../../src/resource/ownership-tag.ts'
import type { OwnershipTags } from '../../src/resource/resource.ts'
import { fateOf } from '../../src/run/aws/fate-of-left.ts'
import { unusableLedgers } from '../../src/run/aws/messages.ts'
import { recover } from '../../src/run/aws/recover.ts'
import { systemClock } from '../../src/wait/clock.ts'
import { type AccountKind, accountKind } from './account-kind.ts'
import { bait, dead, NOW, own, PLACE, RUN, SECRET, textOf } from './bait.ts'
import { everyState, mayDelete, randomLedger, states, whole, wrong } from './ledger-contents.ts'

const clock = { ...systemClock, now: () => NOW }

async function folder(): Promise<string> {
  // Each note is written through to the disk, which in memory takes no time.
  const made = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ledgers-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** What a run deletes by these ledgers, from its first request to the end of its cleanup. */
async function deletedBy(ledgers: readonly LedgerRecord[], kind: AccountKind = accountKind({ ...bait, ...own })) {
  const cleanup = new CleanupStack()
  const { signal } = new AbortController()
  const kinds = { 'opensearch-domain': kind, 'neptune-cluster': kind }
  const told: string[] = []
  const report = (event: { readonly type: string; readonly message?: string }) => {
    if (event.type === 'warning') told.push(event.message ?? '')
  }
  await recover({ ledgers, kinds, place: PLACE, cleanup, clock, signal, destroyTimeoutMs: 1_000, report })
  await cleanup.run()
  return { asked: kind.asked, told }
}

test.for(Object.entries(wrong))(
  'a ledger with %s does not count as a ledger, is named, and deletes nothing',
  async ([, text]) => {
    const directory = await folder()
    const file = join(directory, `${RUN}.ledger.jsonl`)
    await writeFile(file, text)
    const unusable: UnusableLedger[] = []
    const ledgers = await readLedgers(directory, (each) => void unusable.push(each))
    expect(ledgers).toEqual([])
    expect(unusable).toEqual([{ file, why: expect.stringMatching(/^It.*\.$/) }])
    expect((await deletedBy(ledgers)).asked).toEqual([])
  },
)

test('a whole ledger is read, so that any other fails because of its fault', async () => {
  const directory = await folder()
  await writeFile(join(directory, `${RUN}.ledger.jsonl`), whole)
  const { asked } = await deletedBy(await readLedgers(directory))
  expect(new Set(asked)).toEqual(new Set(['vaf-team-aaaaa-1']))
})

test('a folder, a link, a pipe and a huge file with the name of a ledger are named, and no run waits for them', async () => {
  const directory = await folder()
  const at = (name: string) => join(directory, `${name}.ledger.jsonl`)
  await mkdir(at('vaf-00001'))
  await writeFile(join(directory, 'elsewhere'), whole)
  await symlink(join(directory, 'elsewhere'), at('vaf-00002'))
  await writeFile(at('vaf-00004'), Buffer.alloc(5 * 1024 * 1024, 0x20))
  if (process.platform !== 'win32') execFileSync('mkfifo', [at('vaf-00003')])
  const unusable: UnusableLedger[] = []
  expect(await readLedgers(directory, (each) => void unusable.push(each))).toEqual([])
  expect(unusable).toHaveLength(process.platform === 'win32' ? 3 : 4)
  expect(unusableLedgers(unusable).split('\n')).toHaveLength(3)
  expect(unusableLedgers(unusable)).toContain(`${at('vaf-00001')} (It is not a file.)`)
})

test('a file where the folder of ledgers should be is named', async () => {
  const file = join(await folder(), 'ledgers')
  await writeFile(file, '')
  const unusable: UnusableLedger[] = []
  expect(await readLedgers(file, (each) => void unusable.push(each))).toEqual([])
  expect(unusable).toMatchObject([{ file, why: expect.stringContaining('ENOTDIR') }])
})

test('one warning names all ledgers that cannot be used, and why', () => {
  const six = Array.from({ length: 6 }, (_, n) => ({
    file: `/l/vaf-0000${n}.ledger.jsonl`,
    why: 'It is of version 1, and this is 2.',
  }))
  expect(unusableLedgers(six.slice(0, 1))).toContain(
    'A ledger cannot be used: /l/vaf-00000.ledger.jsonl (It is of version 1, and this is 2.).\n',
  )
  expect(unusableLedgers(six)).toMatch(/^6 ledgers cannot be used.*, and 1 more\.\n/)
})

test('a ledger cut at any length never throws, and says what an earlier whole one said, or nothing', async () => {
  const directory = await folder()
  const file = join(directory, `${RUN}.ledger.jsonl`)
  expect(everyState.length).toBeGreaterThan(1_000)
  let last = -1
  for (let length = 0; length <= everyState.length; length += 1) {
    const parsed = parseLedger(file, `${RUN}.ledger.jsonl`, everyState.slice(0, length))
    if ('unbegun' in parsed) {
      expect(length).toBeLessThan(everyState.indexOf('\n'))
      continue
    }
    if (!('record' in parsed)) throw new Error(`Cut at ${length}: ${parsed.rejection}`)
    const { run, secret, resources } = parsed.record
    expect([run, secret]).toEqual([RUN, SECRET])
    const seen = resources.reduce((sum, { state }) => sum + 1 + states.indexOf(state as 'ready'), 0)
    expect(seen).toBeGreaterThanOrEqual(last)
    last = seen
    const { asked } = await deletedBy([parsed.record])
    expect(asked.filter((id) => !Object.hasOwn(own, id))).toEqual([])
  }
  expect(last).toBe(8)
})

test('none of ten thousand random ledgers deletes what is not proved to be its run’s, and dead or expired', async () => {
  const file = join(await folder(), 'random.ledger.jsonl')
  const account: Readonly<Record<string, OwnershipTags | undefined>> = { ...bait, ...own }
  const whole: LedgerRecord[] = []
  const property = fc.property(randomLedger(), ({ head: first, lines }) => {
    const { run } = first as { run: unknown }
    const parsed = parseLedger(file, `${run}.ledger.jsonl`, textOf(first, ...lines))
    if (!('record' in parsed)) return
    const { record } = parsed
    whole.push(record)
    const liveness = record.process.pid === dead.pid ? 'gone' : 'unknown'
    for (const resource of record.resources) {
      const { id } = resource
      const owner = account[id]
      const isOurs = owner !== undefined && isSameOwner(owner, { run: record.run, proof: proofOf(record.secret) })
      const look = { isThere: Object.hasOwn(account, id), owner, isOurs }
      if (fateOf({ record, resource, liveness }, look, NOW) === 'delete') expect(mayDelete(id, record), id).toBe(true)
    }
  })
  fc.assert(property, { numRuns: 10_000, seed: 20_261_130 })
  // The attack is one only where enough of them are whole.
  expect(whole.length).toBeGreaterThan(2_000)
  let deleted = 0
  const due = whole.filter(({ resources, ...record }) =>
    resources.some(({ id }) => mayDelete(id, { ...record, resources })),
  )
  for (const record of [...due.slice(0, 40), ...whole.filter((_, at) => at % 80 === 0)]) {
    const { asked } = await deletedBy([record])
    deleted += asked.length
    expect(asked.filter((id) => !mayDelete(id, record))).toEqual([])
  }
  expect(deleted).toBeGreaterThan(0)
}, 30_000)
