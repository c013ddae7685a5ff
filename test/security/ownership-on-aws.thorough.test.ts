import { afterAll, beforeAll, expect, test } from 'vitest'
import { elsewhere, OTHER, OTHERS_SECRET } from './bait.ts'
import { type BaitedAccount, baitedAccount } from './baited-account.ts'
import { everyState, whole, wrong } from './ledger-contents.ts'
import { attackAtRandom, attackWithCuts, expectOnlyDue, ofEverything, recovered } from './ownership-on-aws.ts'

/** A busy machine makes it slow, and nothing else: the account's clock waits. */
const patience = { timeout: 60_000 }

let account: BaitedAccount
beforeAll(async () => {
  account = await baitedAccount()
})
afterAll(() => account[Symbol.asyncDispose]())

test.for(Object.entries(wrong))('on AWS a ledger with %s requests no deletion', async ([, text]) => {
  const { ledgers, gone, writes } = await recovered(account, text)
  expect([ledgers, gone, writes]).toEqual([[], [], []])
})

test('on AWS a whole ledger deletes what it names, and nothing else', async () => {
  const { gone, writes } = await recovered(account, whole)
  expect([gone, writes]).toEqual([['domain vaf-team-aaaaa-1'], ['DeleteDomain vaf-team-aaaaa-1']])
})

const ofTheDead = ['vaf-team-aaaaa-1', 'vaf-team-aaaaa-2']
  .flatMap((id) => [`domain ${id}`, `cluster ${id}`, `instance ${id}-1`])
  .sort()

test.for([
  ['heeds', false],
  ['ignores', true],
] as const)(
  'on AWS a ledger that names everything deletes only what each proof belongs to, where AWS %s filters',
  patience,
  async ([, ignoresFilters]) => {
    await using there = await baitedAccount({ ignoresFilters })
    const text = ofEverything()
    const attack = await recovered(there, text)
    expectOnlyDue(attack, text)
    expect([...attack.gone].sort()).toEqual(ofTheDead)
    const told = attack.told.join('\n')
    for (const n of [3, 4, 5]) {
      expect(told).toContain(
        `OpenSearch domain vaf-team-aaaaa-${n} is not deleted: its engine is 'Elasticsearch_7.10'.`,
      )
    }
    expect(told).toContain('Its instance vaf-team-aaaaa-5-2 belongs to the run vaf-bbbbb.')
    expect(told).toContain(
      'OpenSearch domain vaf-team-nobody-1 is left alone: it does not have the tag of this package.',
    )
  },
)

test('on AWS a ledger that names everything, of a process elsewhere, deletes what has expired', patience, async () => {
  const { gone } = await recovered(account, ofEverything({ process: elsewhere }))
  expect([...gone].sort()).toEqual(ofTheDead.filter((each) => each.includes('aaaaa-2')))
})

test('on AWS a ledger that names everything, of a run whose name was copied, deletes nothing', patience, async () => {
  for (const more of [{ secret: OTHERS_SECRET }, { run: OTHER, secret: 'c'.repeat(32) }]) {
    const { ledgers, gone, writes } = await recovered(account, ofEverything(more), Object.values(more)[0])
    expect([gone, writes]).toEqual([[], []])
    expect(ledgers).toHaveLength('run' in more ? 1 : 0)
  }
})

test('on AWS a ledger cut at every sixty-first length deletes nothing that is not its own', patience, async () => {
  const lengths = Array.from({ length: Math.ceil(everyState.length / 61) }, (_, at) => at * 61)
  expect(await attackWithCuts(account, lengths)).toBeGreaterThan(lengths.length / 2)
})

test(
  'on AWS none of 600 random ledgers deletes what is not proved to be its run’s, and dead or expired',
  patience,
  async () => {
    const [whole, count] = await attackAtRandom(account, 600)
    expect(whole).toBeGreaterThan(120)
    expect(count).toBeGreaterThan(10)
  },
)
