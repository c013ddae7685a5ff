import { expect, test } from 'vitest'
import { baitedAccount } from './baited-account.ts'
import { everyState } from './ledger-contents.ts'
import { attackAtRandom, attackWithCuts } from './ownership-on-aws.ts'

/** How many attacks an account is used for: it remembers all that was ever in it, and becomes slow. */
const TO_AN_ACCOUNT = 100

test('on AWS a ledger cut at any length deletes nothing that is not its own', async () => {
  const lengths = Array.from({ length: everyState.length + 1 }, (_, length) => length)
  let count = 0
  for (let first = 0; first < lengths.length; first += TO_AN_ACCOUNT) {
    await using account = await baitedAccount()
    count += await attackWithCuts(account, lengths.slice(first, first + TO_AN_ACCOUNT))
  }
  expect(count).toBeGreaterThan(lengths.length / 2)
}, 900_000)

test('on AWS none of ten thousand random ledgers deletes what is not proved to be its run’s, and dead or expired', async () => {
  const seen = { whole: 0, deleting: 0 }
  for (let seed = 0; seed < 10_000 / TO_AN_ACCOUNT; seed += 1) {
    await using account = await baitedAccount()
    const [whole, count] = await attackAtRandom(account, TO_AN_ACCOUNT, seed)
    seen.whole += whole
    seen.deleting += count
  }
  expect(seen.whole).toBeGreaterThan(2_000)
  expect(seen.deleting).toBeGreaterThan(100)
}, 900_000)
