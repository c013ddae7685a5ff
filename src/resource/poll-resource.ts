import { hasErrorCode, ProvisionError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'
import type { WaitOptions } from '../wait/wait-for-state.ts'
import { pendingTest, waitForState } from '../wait/wait-for-state.ts'
import type { Observation, OwnershipTags, ResourceKind, SharedResourceKind } from './resource.ts'

/** A resource to observe once. */
interface Observed<Kind> {
  readonly kind: Kind
  readonly id: string
  readonly clock?: Clock | undefined
}

/** Observes a resource once. Repeats a read that fails with a temporary error. `undefined`: it is absent. */
export function observe<Spec, Seen extends Observation>(
  { kind, id, clock }: Observed<ResourceKind<Spec, Seen>>,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  return repeated(kind, clock, signal, () => kind.observe(id, signal))
}

/** Reads the ownership tags of a resource, and repeats the read as `observe` does. `undefined`: it has none of ours. */
export function observeOwner<Spec, Seen extends Observation>(
  { kind, id, clock }: Observed<SharedResourceKind<Spec, Seen>>,
  signal: AbortSignal,
): Promise<OwnershipTags | undefined> {
  return repeated(kind, clock, signal, () => kind.owner(id, signal))
}

function repeated<Result>(
  { tolerate }: Pick<ResourceKind<never>, 'tolerate'>,
  clock: Clock | undefined,
  signal: AbortSignal,
  read: () => Promise<Result>,
): Promise<Result> {
  const isTemporary = (error: unknown) => tolerate?.(error) !== undefined
  return retry(read, { isTemporary, baseMs: 500, signal, ...(clock && { clock }) })
}

/** How a wait polls one resource. */
export interface Polls<Spec, Seen extends Observation> {
  readonly kind: ResourceKind<Spec, Seen>
  readonly id: string
  /** Milliseconds between two polls, for kinds without schedules of their own. */
  readonly intervalMs?: number | undefined
  /** Called after each poll. Must not throw. */
  readonly onPoll?: WaitOptions<Seen>['onPoll']
  readonly clock?: Clock | undefined
  readonly signal: AbortSignal
}

/** What a wait does after each poll that found the resource. */
interface AfterPoll<Seen extends Observation> {
  /** Sends the next request, if there is one. Returns what blocks it, which becomes the detail of the poll. */
  readonly next?: (seen: Seen, signal: AbortSignal) => Promise<string | undefined> | undefined
  /** Whether this is another resource of the same name, so that the wanted one counts as absent. */
  readonly isAnother?: (seen: Seen, signal: AbortSignal) => Promise<boolean>
}

/** The options that all waits for the resource have in common; `until` selects one of the kind's schedules. */
export function pollsOf<Spec, Seen extends Observation>(
  { kind, id, intervalMs, onPoll, clock, signal }: Polls<Spec, Seen>,
  until: 'ready' | 'gone',
  { next, isAnother }: AfterPoll<Seen> = {},
) {
  return {
    what: `${kind.name} ${id}`,
    observe: async (poll: AbortSignal) => {
      const seen = await kind.observe(id, poll)
      if (!seen || (await isAnother?.(seen, poll))) return undefined
      const obstacle = await next?.(seen, poll)
      return obstacle ? { ...seen, detail: obstacle } : seen
    },
    schedule: kind.schedules?.[until],
    tolerate: kind.tolerate,
    intervalMs,
    onPoll,
    signal,
    ...(clock && { clock }),
  }
}

export interface AwaitReady<Spec, Seen extends Observation> extends Polls<Spec, Seen> {
  /**
   * The spec, and the tags of its parts, for kinds that are created by several requests. Default: the wait only reads.
   */
  readonly asked?: { readonly spec: Spec; readonly tags: OwnershipTags }
  /** How long the resource may take to become ready, in milliseconds. */
  readonly timeoutMs: number
  /** Whether it was just requested, so that it may not be visible at once. */
  readonly isNew: boolean
  /** The last line of the error for a resource that takes too long: what becomes of it, and what the user can do. */
  readonly hint?: string
  /** The last line of the error for a resource in a state from which it does not become ready by itself. */
  readonly wayOut?: string
}

/** Waits until a resource can be used. Fails with what its kind or the wait throws. */
export async function awaitReady<Spec, Seen extends Observation>(ready: AwaitReady<Spec, Seen>): Promise<Seen> {
  const { kind, id, asked, timeoutMs, isNew, hint, wayOut } = ready
  const isPending = pendingTest(kind.pending)
  const seen = await waitForState({
    ...pollsOf(ready, 'ready', {
      next: (seen, signal) => asked && kind.continueCreate?.(id, seen, asked.spec, asked.tags, signal),
    }),
    target: kind.target,
    pending: (state) => isPending(state) || (asked !== undefined && (kind.pendingOnRequest?.includes(state) ?? false)),
    absentForMs: isNew ? kind.visibleWithinMs : 0,
    timeoutMs,
    ...(hint !== undefined && { hint }),
    wayOut,
  })
  if (!seen) throw new ProvisionError(`${kind.name} ${id} cannot be awaited as absent.`, { resource: id })
  return seen
}

interface AwaitVisible<Kind> extends Observed<Kind> {
  /** When another process requested it, in milliseconds since the Unix epoch. */
  readonly askedAt: number
  readonly signal?: AbortSignal
  /** Whether another process has found it gone since then. Default: no process tells. */
  readonly isKnownGone?: () => Promise<boolean>
}

/**
 * Waits until a resource that another process has requested becomes visible, as long as that may take. Before that its absence
 * means nothing. For the requests of this process the kind itself allows for that time.
 */
export async function awaitVisible<Spec, Seen extends Observation>(
  visible: AwaitVisible<ResourceKind<Spec, Seen>>,
): Promise<void> {
  const { kind, id, askedAt, clock = systemClock, signal, isKnownGone = async () => false } = visible
  // A clock that was ahead must not make this wait longer.
  const timeoutMs = Math.min(askedAt, clock.now()) + (kind.visibleWithinMs ?? 0) - clock.now()
  if (timeoutMs <= 0) return
  await waitForState({
    what: `${kind.name} ${id}`,
    observe: async (poll) => ((await kind.observe(id, poll)) || (await isKnownGone()) ? { state: 'known' } : undefined),
    target: 'known',
    pending: 'any',
    timeoutMs,
    schedule: kind.schedules?.ready,
    tolerate: kind.tolerate,
    clock,
    signal,
  }).catch((error: unknown) => {
    if (!hasErrorCode(error, 'AWS_FIXTURE_WAIT_TIMEOUT')) throw error
  })
}
