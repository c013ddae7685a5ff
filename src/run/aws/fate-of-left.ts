import type { LedgerRecord, RecordedResource } from '../../ledger/ledger.ts'
import type { ProcessLiveness } from '../../process/process-identity.ts'
import { hasExpired } from '../../resource/expiry.ts'
import type { OwnershipTags } from '../../resource/resource.ts'

/** A resource that a run may have left, and the ledger it is in. */
export interface Left {
  readonly record: LedgerRecord
  readonly resource: RecordedResource
  /** Of the process that wrote the ledger. */
  readonly liveness: Exclude<ProcessLiveness, 'running'>
}

/**
 * - `delete`: it is the run's, and nobody uses it.
 * - `look-again`: it is not there, and may not be shown yet.
 * - `leave`: somebody else's, or it may be in use.
 * - `forget`: what the run made is gone.
 */
export type Fate = 'delete' | 'look-again' | 'leave' | 'forget'

/** One look at what a ledger tells of. */
export interface LookAtLeft {
  readonly isThere: boolean
  /** What its tag says; absent: it has none of ours. */
  readonly owner: OwnershipTags | undefined
  /** Whether its tag names the run of the ledger, with what only that run could write. */
  readonly isOurs: boolean
}

/** A run of which nothing can be known, and of which nothing is there, is over after so long, in milliseconds. */
const OVER_AFTER_MS = 24 * 60 * 60_000

/**
 * Decides about one resource. A ledger alone deletes nothing: the resource has to carry the run's tag. A run whose
 * process cannot be asked, and what was to stay for later runs, are believed to be in use until the tag has expired.
 */
export function fateOf({ record, resource, liveness }: Left, look: LookAtLeft, now: number): Fate {
  const { isThere, owner, isOurs } = look
  const isDead = liveness === 'gone'
  if (isOurs && owner) return (isDead && !resource.isKept) || hasExpired(owner, now) ? 'delete' : 'leave'
  if (isThere) return owner && isDead ? 'forget' : 'leave'
  if (isDead) return 'look-again'
  return now - record.startedAt > OVER_AFTER_MS ? 'forget' : 'leave'
}
