import type { LedgerRecord, RecordedResource } from '../../ledger/ledger.ts'
import type { ProcessLiveness } from '../../process/process-identity.ts'
import { hasExpired } from '../../resource/expiry.ts'
import type { OwnershipTags } from '../../resource/resource.ts'

/** A resource that an earlier run may have left, and the ledger that names it. */
export interface Left {
  readonly record: LedgerRecord
  readonly resource: RecordedResource
  /** Whether the process that wrote the ledger still runs. */
  readonly liveness: Exclude<ProcessLiveness, 'running'>
}

/**
 * - `delete`: the earlier run created it, and nobody uses it.
 * - `look-again`: AWS does not show it, and may show it later.
 * - `leave`: it belongs to somebody else, or may be in use.
 * - `forget`: the resource of the earlier run is gone.
 */
export type Fate = 'delete' | 'look-again' | 'leave' | 'forget'

/** What one poll shows of a resource that a ledger names. */
export interface LookAtLeft {
  readonly isThere: boolean
  /** What its ownership tag says; absent: it has none. */
  readonly owner: OwnershipTags | undefined
  /** Whether its tag names the run of the ledger, with the proof that only that run could write. */
  readonly isOurs: boolean
}

/** How long after its start a run on another machine counts as over, where its resource is gone; in milliseconds. */
const OVER_AFTER_MS = 24 * 60 * 60_000

/**
 * Decides about one resource. A ledger alone deletes nothing: the resource has to have the run's tag. The resources of a
 * run on another machine, and those that stay for later runs, count as in use until their tag has expired.
 */
export function fateOf({ record, resource, liveness }: Left, look: LookAtLeft, now: number): Fate {
  const { isThere, owner, isOurs } = look
  const isDead = liveness === 'gone'
  if (isOurs && owner) return (isDead && !resource.isKept) || hasExpired(owner, now) ? 'delete' : 'leave'
  if (isThere) return owner && isDead ? 'forget' : 'leave'
  if (isDead) return 'look-again'
  return now - record.startedAt > OVER_AFTER_MS ? 'forget' : 'leave'
}
