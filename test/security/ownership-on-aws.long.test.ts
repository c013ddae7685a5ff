import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BaitedAccount, baitedAccount } from './baited-account.ts'
import { everyState } from './ledger-contents.ts'
import { attackAtRandom, attackWithCuts } from './ownership-on-aws.ts'

let account: BaitedAccount
beforeAll(async () => {
  account = await baitedAccount()
})
afterAll(() => account[Symbol.asyncDispose]())

test('on AWS a ledger cut at any length deletes nothing that is not its own', async () => {
  const lengths = Array.from({ length: everyState.length + 1 }, (_, length) => length)
  expect(await attackWithCuts(account, lengths)).toBeGreaterThan(lengths.length / 2)
}, 900_000)

test('on AWS none of ten thousand random ledgers deletes what is not proved to be its session’s, and dead or expired', async () => {
  const [whole, count] = await attackAtRandom(account, 10_000)
  expect(whole).toBeGreaterThan(2_000)
  expect(count).toBeGreaterThan(250)
}, 1_800_000)
