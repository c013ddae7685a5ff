import type { Schedule } from '../wait/schedule.ts'
import type { Observation, Pending, Tolerate } from '../wait/wait-for-state.ts'

export type { Observation } from '../wait/wait-for-state.ts'

/** The owner that a resource must have to be deleted. Both fields have to match its tag. */
export interface Owner {
  /** The run that made it. */
  readonly run: string
  /** A proof that only that run can write; see `proofOf`. Absent for a resource that does not outlive its process. */
  readonly proof?: string
}

/** The owner of a resource, recorded on the resource itself so that a later run can recognise it. */
export interface OwnershipTags extends Owner {
  /** A hash of its spec, the same in every run with the same spec; absent where no run searches for it. */
  readonly fingerprint?: string
  /** When the resource counts as expired, as an ISO 8601 time in UTC; absent: never. */
  readonly expires?: string
  /** The project whose runs may use it, in one word; absent where no other run uses it. */
  readonly project?: string
}

/**
 * Who owns a service that a run uses. It decides what may be wiped, and what is verified at the end.
 *
 * - `stand-in`: an engine of ours, with a gate of this run in front of it.
 * - `created`: this run has created it, and deletes it.
 * - `reused`: an earlier run has created it, by its tags, or a later one will use it. It stays, and its contents are ours.
 * - `given`: the user has named it, and others may use it. Only what this run has made in it is removed.
 */
export type Ownership = 'stand-in' | 'created' | 'reused' | 'given'

/**
 * One kind of resource: how to observe, create and destroy it. It does not wait, retry or clean up. Every target implements this
 * contract, so all targets share one provision, one destroy, one verification and one report.
 */
export interface ResourceKind<Spec, Seen extends Observation = Observation> {
  /** The kind as messages name it: `OpenSearch engine`. */
  readonly name: string
  /** The state in which the resource can be used. */
  readonly target: string
  /** States in which a wait for the ready state goes on. */
  readonly pending: Pending
  /** States that only `continueCreate` can change. They are pending for a run that calls it, and final for one that only observes. */
  readonly pendingOnRequest?: readonly string[]
  /** When it is polled while it becomes ready and while it is deleted; default: every 100 ms. */
  readonly schedules?: { readonly ready: Schedule; readonly gone: Schedule }
  /** How long after `create` a poll may still find nothing, in milliseconds; default 0. */
  readonly visibleWithinMs?: number
  /** How many polls in a row have to find it absent before it counts as gone; default 1. */
  readonly absentPolls?: number
  /** What an error of `observe` means for a wait; default: every error ends the wait. */
  readonly tolerate?: Tolerate
  /** Reads its state once; `undefined`: absent. */
  observe(id: string, signal: AbortSignal): Promise<Seen | undefined>
  /** Requests the resource and returns before it is ready. */
  create(id: string, spec: Spec, tags: OwnershipTags, signal: AbortSignal): Promise<void>
  /**
   * Requests its removal and returns before it is gone. Succeeds where it is absent already. A kind that others can create too
   * deletes only a resource with the owner's tag, and fails for any other.
   */
  delete(id: string, signal: AbortSignal, owner: Owner): Promise<void>
  /**
   * For kinds that are created or removed by several requests: sends the next request, if the observed state allows it now. A
   * wait calls it after each poll, and its next poll shows the result. An error that it throws counts as an error of the poll.
   * Returns a sentence about what blocks the next request, if anything does.
   */
  continueCreate?(
    id: string,
    seen: Seen,
    spec: Spec,
    tags: OwnershipTags,
    signal: AbortSignal,
  ): Promise<string | undefined>
  continueDelete?(id: string, seen: Seen, signal: AbortSignal, owner: Owner): Promise<string | undefined>
  /** The owner by its tags; `undefined`: it is absent, or has none of our tags. For kinds that others can create too. */
  owner?(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined>
}

/** A kind whose resources outlive the process that created them, are found again, and cost money while they exist. */
export interface SharedResourceKind<Spec, Seen extends Observation = Observation> extends ResourceKind<Spec, Seen> {
  /** Its type in ledgers: `opensearch-domain`. It never changes, because later versions read old ledgers. */
  readonly type: string
  owner(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined>
  /** Replaces our tags by these on all existing parts of the resource. The caller has just read its owner. */
  retag(id: string, tags: OwnershipTags, signal: AbortSignal): Promise<void>
  /**
   * For kinds that can have a mark of each run that uses one. Reads the marks by run, as they were written; writes a mark, which
   * replaces the run's last one; removes a mark, also where there is none.
   */
  listMarks?(id: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>>
  putMark?(id: string, run: string, mark: string, signal: AbortSignal): Promise<void>
  removeMark?(id: string, run: string, signal: AbortSignal): Promise<void>
  /** The names of all resources in the account and region that have the tag of a run. */
  listOwned(run: string, signal: AbortSignal): Promise<readonly string[]>
  /** Whether an error of `create` says that a resource of the name is still being deleted. */
  isNameInUse(error: unknown): boolean
  /** Whether it is being deleted, so that it cannot be used and its name is not free yet. */
  isGoing(seen: Seen): boolean
  /**
   * Whether an observation cannot distinguish a resource that another run has just requested from one that is nearly deleted. Only
   * a create request shows the difference then. Default: every observation can.
   */
  isUnclear?(seen: Seen): boolean
  /** Its differences from the spec, a line each; none: it fits the spec. */
  differences(seen: Seen, spec: Spec): readonly string[]
  /** The commands that remove it by hand, in order. */
  removal(id: string): readonly string[]
}
