import { hasErrorCode, LeakedResourceError, messageOf } from '../errors/errors.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Ledger, LedgerState } from '../ledger/ledger.ts'
import type { Cost } from '../report/cost.ts'
import type { Reporter } from '../report/events.ts'
import { tellLooks } from '../report/report-polls.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { ABSENT } from '../wait/wait-for-state.ts'
import { destroy } from './destroy.ts'
import type { Use } from './mark.ts'
import type { Observation, Owner, OwnershipTags, SharedResourceKind } from './resource.ts'

/** Where something is, as a ledger has to know it. */
export interface Place {
  /** Twelve digits. */
  readonly account: string
  readonly region: string
}

/** What it takes to follow a resource from before it is asked for until it is gone. */
export interface Tracking {
  readonly place: Place
  readonly ledger: Ledger
  readonly cleanup: CleanupStack
  readonly report: Reporter
  readonly clock?: Clock | undefined
}

/** One resource of a kind, and what is asked of it. */
export interface Tracked<Spec, Seen extends Observation> extends Tracking {
  readonly kind: SharedResourceKind<Spec, Seen>
  readonly id: string
  readonly spec: Spec
  readonly tags: OwnershipTags & { readonly fingerprint: string }
  /** Whether it stays for later runs. */
  readonly reuse: boolean
  /** How one that stays is stopped after the run, so that it costs less. Default: it goes on running. */
  readonly stop?: Stop<Seen> | undefined
  /** How this run uses one that others may use as well. Default: nobody is asked, and nobody told. */
  readonly use?: Use | undefined
  /** What it costs while it is there; absent where that is nothing. */
  readonly cost?: Cost | undefined
  /** How long its tag is good for, in milliseconds: it is renewed while this run holds it. Default: it is not renewed. */
  readonly ttlMs?: number | undefined
  /** Aborted when the run begins to tidy up, from where on no tag is renewed. Default: when the resource's own cleanup begins. */
  readonly until?: AbortSignal | undefined
  /** How long it may take to become ready, in milliseconds. */
  readonly timeoutMs: number
  /** How long its removal may take, in milliseconds. */
  readonly destroyTimeoutMs: number
  /** How long each takes as a rule, in milliseconds, for those who wait; absent where nobody knows. */
  readonly expected?: { readonly readyMs: number; readonly goneMs: number } | undefined
  readonly signal: AbortSignal
}

/** How a resource comes to rest. */
export interface Stop<Seen extends Observation> {
  /** The state in which it rests. */
  readonly target: string
  /** Asks for it where what was seen allows it. Returns what is in the way, in a sentence, where something is. */
  ask(id: string, seen: Seen, signal: AbortSignal): Promise<string | undefined>
}

/** As messages and reports name it: `OpenSearch domain vaf-airports-8f3a1c-1`. */
export const nameOf = ({ kind, id }: { readonly kind: { readonly name: string }; readonly id: string }): string =>
  `${kind.name} ${id}`

/** What becomes of one that takes too long, and what the user can do. */
export function slowHint<Spec, Seen extends Observation>({
  kind,
  id,
  reuse,
}: Pick<Tracked<Spec, Seen>, 'kind' | 'id' | 'reuse'>): string {
  const next = reuse ? 'It stays, and the next run waits for it' : 'It is deleted now'
  return `${next}. Give it longer with 'aws.createTimeoutMs'. By hand it is deleted by: ${kind.removal(id).join(' && ')}`
}

/** Writes a change of state into the run's ledger. */
export function note<Spec, Seen extends Observation>(
  { kind, id, place, reuse, ledger }: Pick<Tracked<Spec, Seen>, 'kind' | 'id' | 'place' | 'reuse' | 'ledger'>,
  state: LedgerState,
): Promise<void> {
  return ledger.note({ type: kind.type, id, ...place, isKept: reuse }, state)
}

/** What a removal needs to know. */
export interface Removal<Spec, Seen extends Observation>
  extends Pick<
    Tracked<Spec, Seen>,
    'kind' | 'id' | 'place' | 'reuse' | 'ledger' | 'report' | 'clock' | 'destroyTimeoutMs' | 'expected'
  > {
  /** Who has made it: one of its name that is another run's is left alone. */
  readonly owner: Owner
}

/**
 * Deletes a resource until it is absent, and writes and tells it. Resolves to what was deleted, which is nothing where
 * what has its name is another run's. Fails with a LeakedResourceError that says how it is done by hand, or with an
 * OwnershipError.
 */
export async function remove<Spec, Seen extends Observation>(removal: Removal<Spec, Seen>): Promise<readonly string[]> {
  const { kind, id, owner, report, clock = systemClock, destroyTimeoutMs, expected } = removal
  const what = nameOf(removal)
  const startedAt = clock.now()
  const byHand = `Delete it by hand: ${kind.removal(id).join(' && ')}`
  await note(removal, 'deleting')
  const isDeleted = await destroy({
    ...{ kind, id, owner, clock },
    timeoutMs: destroyTimeoutMs,
    hint: byHand,
    onLook: tellLooks(report, { what, wanted: ABSENT, expectedMs: expected?.goneMs }),
  }).catch((error: unknown) => {
    throw isSaidWhole(error) ? error : notDeleted(id, what, error, byHand)
  })
  await note(removal, 'gone')
  if (!isDeleted) return []
  report({ type: 'resource-deleted', what, elapsedMs: clock.now() - startedAt })
  return [what]
}

/** What says itself what is to be done with what is left. */
const isSaidWhole = (error: unknown) =>
  hasErrorCode(error, 'AWS_FIXTURE_LEAKED_RESOURCE') || hasErrorCode(error, 'AWS_FIXTURE_OWNERSHIP')

function notDeleted(id: string, what: string, cause: unknown, byHand: string): LeakedResourceError {
  const why = messageOf(cause)
  return new LeakedResourceError([why.includes(id) ? undefined : `${what} could not be deleted.`, why, byHand], {
    resource: id,
    cause,
  })
}
