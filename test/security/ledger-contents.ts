import fc from 'fast-check'
import type { LedgerRecord } from '../../src/ledger/ledger.ts'
import { proofOf } from '../../src/ledger/ledger.ts'
import { bait, dead, elsewhere, FUTURE, head, line, NOW, OTHER, own, PLACE, RUN, SECRET, textOf } from './bait.ts'

/** A ledger as this version writes it: it names a domain of a run that is dead. */
export const whole = textOf(head(), line())
/** Each names a domain in use by a field that is not as it should be. */
export const wrong: Readonly<Record<string, string>> = {
  'a first line that is a number': textOf(5, line()),
  'a first line that is null': textOf('null', line()),
  'a first line that is a text': textOf('"x"', line()),
  'a first line that is a list': textOf('[]', line()),
  'no version': textOf(head({ version: undefined }), line()),
  'the version before': textOf(head({ version: 1 }), line()),
  'a later version': textOf(head({ version: 3, run: OTHER }), line({ state: 'handed-over' })),
  'no run': textOf(head({ run: undefined }), line({ id: 'vaf-team-bbbbb-1' })),
  'a run that is null': textOf(head({ run: null }), line({ id: 'vaf-team-bbbbb-1' })),
  'a run of another shape': textOf(head({ run: '' }), line({ id: 'vaf-team-bbbbb-1' })),
  'the run of another file': textOf(head({ run: OTHER }), line({ id: 'vaf-team-bbbbb-1' })),
  'no secret': textOf(head({ secret: undefined }), line()),
  'no process': textOf(head({ process: undefined }), line()),
  'a process without a machine': textOf(head({ process: { pid: 1 } }), line()),
  'a process of an impossible id': textOf(head({ process: { ...dead, pid: -1 } }), line()),
  'a time that is a text': textOf(head({ startedAt: 'yesterday' }), line()),
  'a field that this version does not write': textOf(head({ owner: OTHER }), line()),
  'a line that is null': textOf(head(), 'null', line()),
  'a line that is a number': textOf(head(), 7, line()),
  'a line that is a text': textOf(head(), '"x"', line()),
  'a line that is no JSON': textOf(head(), 'deleted', line()),
  'a line of another state': textOf(head(), line({ state: 'handed-over' })),
  'a line without a name': textOf(head(), line({ id: undefined })),
  'a line with a name that is not ours': textOf(head(), line({ id: 'orders-live' })),
  'a line of no account': textOf(head(), line({ account: '' })),
  'a line that may be kept or not': textOf(head(), line({ isKept: undefined })),
}

/** In the order in which a resource goes through them. */
export const states = ['creating', 'created', 'ready', 'deleting'] as const
/** A domain and a cluster of the run, from their beginning to their end. */
export const everyState = textOf(
  head(),
  ...states.flatMap((state) => [line({ state }), line({ type: 'neptune-cluster', id: 'vaf-team-aaaaa-2', state })]),
)

const or = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
const junk = or<unknown>(undefined, null, '', 0, -1, true, 'vaf-', '*', [], {}, '__proto__', 'constructor')
const mostly = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 40, arbitrary: value as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: junk })
const names = Object.keys({ ...bait, ...own, 'vaf-team-absent-1': 0 })
const randomHead = fc.record({
  version: mostly(or(2, 2, 2, 2, 1, 3)),
  run: mostly(or(RUN, RUN, OTHER)),
  secret: mostly(or(SECRET, SECRET, 'c'.repeat(32))),
  process: mostly(or(dead, dead, elsewhere)),
  startedAt: mostly(or(0, NOW - 1_000, NOW, 1e15)),
})
/** A line that names one of these. */
const randomLine = (ids: readonly string[]) =>
  fc.record({
    type: mostly(or('opensearch-domain', 'neptune-cluster', 'toy')),
    id: mostly(or(...ids)),
    account: mostly(or(PLACE.account, PLACE.account, '444455556666')),
    region: mostly(or(PLACE.region, PLACE.region, 'us-east-1')),
    isKept: mostly(or(false, false, true)),
    state: mostly(or('creating', 'created', 'ready', 'kept', 'deleting', 'gone')),
    at: mostly(or(0, NOW)),
  })

/** What a run, or nobody, may have written of these names. */
export const randomLedger = (ids: readonly string[] = names) => {
  const whole = randomLine(ids)
  const torn = fc.tuple(whole, fc.nat(80)).map(([each, at]) => JSON.stringify(each).slice(0, at))
  return fc.record({
    head: randomHead,
    lines: fc.array(
      fc.oneof({ weight: 10, arbitrary: whole as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: torn }),
      { maxLength: 4 },
    ),
  })
}

/** Whether the record may delete what has this name: decided here once more, by the account alone. */
export function mayDelete(id: string, { run, secret, process, resources }: LedgerRecord): boolean {
  const tags = own[id]
  if (tags?.run !== run || tags.proof !== proofOf(secret)) return false
  const isKept = resources.filter((each) => each.id === id).every((each) => each.isKept)
  return tags.expires !== FUTURE || (process.pid === dead.pid && !isKept)
}
