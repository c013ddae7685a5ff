import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { LedgerRecord } from '../../src/ledger/ledger.ts'
import { readLedgers } from '../../src/ledger/ledger-files.ts'
import { baitNames, head, line, own, PLACE, RUN, textOf } from './bait.ts'
import type { BaitedAccount, Recovered } from './baited-account.ts'
import { everyState, mayDelete, randomLedger } from './ledger-contents.ts'

/** A ledger that names everything there is, and nothing that is not, as a domain and as a cluster. */
export const ofEverything = (more: object = {}): string =>
  textOf(
    head(more),
    ...baitNames.flatMap((id) =>
      [line({ id }), line({ id, type: 'neptune-cluster' })].filter(() => id !== 'orders-live'),
    ),
  )

/** What a run does that finds a ledger of this text, in a file of this run's name. */
export async function recovered(account: BaitedAccount, text: string, run: unknown = RUN): Promise<Attack> {
  // Each note is written through to the disk, which in memory takes no time.
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ledgers-'))
  try {
    await writeFile(join(folder, `${run}.ledger.jsonl`), text)
    const ledgers = await readLedgers(folder)
    return { ledgers, ...(await account.recover(ledgers)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Attack extends Recovered {
  /** What was read of the text: one, or none. */
  readonly ledgers: readonly LedgerRecord[]
}

/** What of the account is provably the run's, and dead or expired, by what the ledger says. */
function due({ resources, ...record }: LedgerRecord): readonly string[] {
  return resources.flatMap((resource) => {
    const { id, type, account, region } = resource
    const isHere = account === PLACE.account && region === PLACE.region
    if (!isHere || !mayDelete(id, { ...record, resources: [resource] })) return []
    if (type === 'opensearch-domain') return [`domain ${id}`]
    return type === 'neptune-cluster' ? [`cluster ${id}`, `instance ${id}-1`] : []
  })
}

const deletions = { domain: 'DeleteDomain', cluster: 'DeleteDBCluster', instance: 'DeleteDBInstance' } as const

/** Fails where more is gone, or was asked for, than is provably the run's. */
export function expectOnlyDue({ ledgers, gone, writes }: Attack, text: string): void {
  const allowed = ledgers.flatMap(due)
  const asked = allowed.map((each) => {
    const [what, id] = each.split(' ') as [keyof typeof deletions, string]
    return `${deletions[what]} ${id}`
  })
  expect(
    { gone: gone.filter((each) => !allowed.includes(each)), writes: writes.filter((each) => !asked.includes(each)) },
    text,
  ).toEqual({ gone: [], writes: [] })
}

/** Attacks with a ledger that was cut at these lengths; resolves to how often something was deleted. */
export async function attackWithCuts(account: BaitedAccount, lengths: readonly number[]): Promise<number> {
  let count = 0
  for (const length of lengths) {
    const text = everyState.slice(0, length)
    const attack = await recovered(account, text)
    expectOnlyDue(attack, text)
    if (attack.gone.length > 0) count += 1
  }
  return count
}

/** Attacks with random ledgers; resolves to how many were whole, and how often something was deleted. */
export async function attackAtRandom(
  account: BaitedAccount,
  numRuns: number,
  seed = 20_261_130,
): Promise<readonly [whole: number, count: number]> {
  let whole = 0
  let count = 0
  // More than half are its own, for an attack is one only where something is deleted.
  const ids = [...baitNames, 'vaf-team-absent-1', ...Array.from({ length: 20 }, () => Object.keys(own)).flat()]
  const property = fc.asyncProperty(randomLedger(ids), async ({ head, lines }) => {
    const { run } = head as { run: unknown }
    const text = textOf(head, ...lines)
    const attack = await recovered(account, text, run)
    expectOnlyDue(attack, text)
    whole += attack.ledgers.length
    if (attack.gone.length > 0) count += 1
  })
  await fc.assert(property, { numRuns, seed, endOnFailure: true })
  return [whole, count]
}
