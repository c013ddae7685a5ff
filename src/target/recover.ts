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

/**
 * Deletes what earlier sessions have left whose process was ended before it could. The requests are sent now; that it is
 * gone is seen to by the cleanup, which fails where it is not. What is to outlive its session is left alone.
 */
export async function recover(options: RecoverOptions): Promise<void> {
  const { ledgers, kinds, place, report } = options
  for (const record of ledgers.filter(isOver)) {
    for (const resource of record.resources.filter(isLeft)) {
      const kind = kinds[resource.type]
      if (kind && resource.account === place.account && resource.region === place.region) {
        await deleteNow(options, kind, record, resource)
      } else {
        report({ type: 'warning', message: leftElsewhere(record, resource) })
      }
    }
  }
}

const isLeft = ({ state, isKept }: RecordedResource) => !isKept && state !== 'gone' && state !== 'kept'

function isOver({ process, startedAt }: LedgerRecord): boolean {
  const liveness = livenessOf(process)
  return liveness === 'gone' || (liveness === 'unknown' && systemClock.now() - startedAt > OVER_AFTER_MS)
}

async function deleteNow(
  options: RecoverOptions,
  kind: SharedResourceKind<unknown, Observation>,
  record: LedgerRecord,
  { id, isKept: reuse, at }: RecordedResource,
): Promise<void> {
  const { cleanup, signal } = options
  const what = `${kind.name} ${id}, left by session ${record.session}`
  options.report({ type: 'warning', message: `${what}, whose process has ended: it is deleted now.` })
  cleanup.push(what, async () => {
    await letAppear({ kind, id, clock: options.clock }, at.creating ?? record.startedAt)
    await remove({ ...options, kind, id, reuse, session: record.session, ledger: continueLedger(record) })
  })
  try {
    await kind.delete(id, signal)
  } catch (error) {
    // The cleanup asks again, and tells what comes of it; only an end of the run is not to be waited for.
    if (signal.aborted || hasErrorCode(error, 'AWS_FIXTURE_CONFIG')) throw error
  }
}

function leftElsewhere({ session, file }: LedgerRecord, { type, id, account, region }: RecordedResource): string {
  return [
    `Session ${session}, whose process has ended, may have left ${type} ${id} in account ${account}, ${region}.`,
    `   It is deleted by the next run there; or delete it by hand, and then ${file}.`,
  ].join('\n')
}
