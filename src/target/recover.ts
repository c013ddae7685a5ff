import { hasErrorCode } from '../errors.ts'
import type { LedgerRecord, RecordedResource } from '../lifecycle/ledger.ts'
import { continueLedger } from '../lifecycle/ledger-files.ts'
import { livenessOf } from '../lifecycle/process-identity.ts'
import { letAppear } from '../resource/let-appear.ts'
import type { Observation, SharedResourceKind } from '../resource/resource.ts'
import type { Tracking } from '../resource/tracked.ts'
import { remove } from '../resource/tracked.ts'
import { systemClock } from '../wait/clock.ts'

export interface RecoverOptions extends Omit<Tracking, 'ledger'> {
  readonly ledgers: readonly LedgerRecord[]
  /** The kinds there are, by their type. */
  readonly kinds: Readonly<Record<string, SharedResourceKind<unknown, Observation>>>
  readonly destroyTimeoutMs: number
  readonly signal: AbortSignal
}

/** Of a process that cannot be asked, as on another machine, a run that began so long ago is over, in milliseconds. */
const OVER_AFTER_MS = 24 * 60 * 60_000

/** A resource, and the ledger it is in. */
interface Left {
  readonly record: LedgerRecord
  readonly resource: RecordedResource
}

/**
 * Deletes what earlier sessions have left whose process was ended before it could. The requests are sent now; that each is
 * gone is seen to by the cleanup, side by side, which fails where one is not. What is to outlive its session is left alone.
 */
export async function recover(options: RecoverOptions): Promise<void> {
  const { ledgers, kinds, place, cleanup, report } = options
  const left = ledgers
    .filter(isOver)
    .flatMap((record) => record.resources.filter(isLeft).map((resource) => ({ record, resource })))
  const isHere = ({ resource: { type, account, region } }: Left) =>
    type in kinds && account === place.account && region === place.region
  for (const each of left.filter((each) => !isHere(each))) report({ type: 'warning', message: leftElsewhere(each) })
  const here = left.filter(isHere)
  if (here.length === 0) return
  const stacks = cleanup.branch(here.length)
  for (const [at, each] of here.entries()) await deleteNow({ ...options, cleanup: stacks[at]! }, each)
}

/** One that is kept is, but for one that was of no use and was being deleted. */
const isLeft = ({ state, isKept }: RecordedResource) =>
  isKept ? state === 'deleting' : state !== 'gone' && state !== 'kept'

function isOver({ process, startedAt }: LedgerRecord): boolean {
  const liveness = livenessOf(process)
  return liveness === 'gone' || (liveness === 'unknown' && systemClock.now() - startedAt > OVER_AFTER_MS)
}

async function deleteNow(options: RecoverOptions, { record, resource }: Left): Promise<void> {
  const { cleanup, signal, clock, report, kinds } = options
  const { session, startedAt } = record
  const { id, isKept: reuse, at } = resource
  const kind = kinds[resource.type]!
  const what = `${kind.name} ${id}, left by session ${session}`
  // It has been seen by somebody, so that its absence means something.
  let wasSeen = at.ready !== undefined
  report({ type: 'warning', message: `${what}, whose process has ended: it is deleted now.` })
  cleanup.push(what, async () => {
    if (!wasSeen) await letAppear({ kind, id, clock }, at.creating ?? startedAt)
    const removed = await remove({ ...options, kind, id, reuse, session, ledger: continueLedger(record) })
    return removed.length > 0 ? [what] : []
  })
  try {
    const owner = await kind.owner(id, signal)
    wasSeen ||= owner !== undefined
    if (owner?.session === session) await kind.delete(id, signal)
  } catch (error) {
    // The cleanup asks again, and tells what comes of it; only an end of the run is not to be waited for.
    if (signal.aborted || hasErrorCode(error, 'AWS_FIXTURE_CONFIG')) throw error
  }
}

function leftElsewhere({ record: { session, file }, resource: { type, id, account, region } }: Left): string {
  return [
    `Session ${session}, whose process has ended, may have left ${type} ${id} in account ${account}, ${region}.`,
    `   It is deleted by the next run there; or delete it by hand, and then ${file}.`,
  ].join('\n')
}
