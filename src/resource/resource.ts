import type { Schedule } from '../wait/schedule.ts'
import type { Observation, Pending, Tolerate } from '../wait/wait-for-state.ts'

export type { Observation } from '../wait/wait-for-state.ts'

/** Whose a resource has to be for it to be deleted: both have to be as its tag says. */
export interface Owner {
  /** The run that made it. */
  readonly run: string
  /** What that run alone could write: see `proofOf`. Absent for what does not outlive its process. */
  readonly proof?: string
}

/** Who a resource belongs to, recorded on the resource itself so that a later run can recognise it. */
export interface OwnershipTags extends Owner {
  /** A hash of what was asked of it, the same in every run that asks for the same; absent where nobody searches for it by that. */
  readonly fingerprint?: string
  /** When it counts as expired, as an ISO 8601 time in UTC; absent: never. */
  readonly expires?: string
  /** The project for whose runs it is, in a word; absent where nobody else uses it. */
  readonly project?: string
}

/**
 * Whose a thing is on which a run runs. It decides what may be wiped, and what is looked at in the end.
 *
 * - `stand-in`: an engine of ours, with a gate of this run in front of it.
 * - `created`: this run has made it, and deletes it.
 * - `reused`: an earlier run has made it, by its tags, or a later one will use it: it stays. What is in it is ours.
 * - `given`: the user has named it, and others may work there. Only what this run has made in it is ever removed.
 */
export type Ownership = 'stand-in' | 'created' | 'reused' | 'given'

/**
 * One kind of resource: how to observe it, create it and destroy it. Waiting, retrying and cleanup are not its business.
 * Every target implements this one contract, so one provision, one destroy, one verification and one report serve all.
 */
export interface ResourceKind<Spec, Seen extends Observation = Observation> {
  /** As a person names it: `OpenSearch engine`. */
  readonly name: string
  /** The state in which the resource can be used. */
  readonly target: string
  /** States in which waiting for the target goes on. */
  readonly pending: Pending
  /** States that nothing follows but what `continueCreate` asks for: pending for who asks, final for who only observes. */
  readonly pendingOnRequest?: readonly string[]
  /** When it is polled while it becomes ready, and while it goes; default every 100 ms. */
  readonly schedules?: { readonly ready: Schedule; readonly gone: Schedule }
  /** How long after `create` a poll may still find nothing, in milliseconds; default 0. */
  readonly visibleWithinMs?: number
  /** How many polls in a row have to find it absent until it counts as gone; default 1. */
  readonly absentPolls?: number
  /** What an error of `observe` means for a wait; default: each ends it. */
  readonly tolerate?: Tolerate
  /** Reads its state once; `undefined`: absent. */
  observe(id: string, signal: AbortSignal): Promise<Seen | undefined>
  /** Asks for the resource and returns; it need not be ready yet. */
  create(id: string, spec: Spec, tags: OwnershipTags, signal: AbortSignal): Promise<void>
  /**
   * Asks for its removal and returns; it need not be gone yet. Succeeds where it is absent already. A kind that others can
   * make too deletes only what is the owner's by its tag, and fails where it is not.
   */
  delete(id: string, signal: AbortSignal, owner: Owner): Promise<void>
  /**
   * For kinds that are made or removed by several requests: asks for what `create` or `delete` could not ask for yet and
   * what was seen now allows, if anything. Called after each poll of a wait, whose next poll sees what came of it; an
   * error it throws is an error of the poll. Returns what is in the way, in a sentence, where something is.
   */
  continueCreate?(
    id: string,
    seen: Seen,
    spec: Spec,
    tags: OwnershipTags,
    signal: AbortSignal,
  ): Promise<string | undefined>
  continueDelete?(id: string, seen: Seen, signal: AbortSignal, owner: Owner): Promise<string | undefined>
  /** Whose it is, by its tags; `undefined`: it is absent, or carries none of ours. For kinds that others can make too. */
  owner?(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined>
}

/** A kind whose resources outlive the process that made them, are found again, and cost money while they are there. */
export interface SharedResourceKind<Spec, Seen extends Observation = Observation> extends ResourceKind<Spec, Seen> {
  /** What the ledger calls it: `opensearch-domain`. Stable: a later version has to find it there. */
  readonly type: string
  owner(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined>
  /** Writes these tags in the place of ours, on all parts of it that are there. Its owner was asked for right before. */
  retag(id: string, tags: OwnershipTags, signal: AbortSignal): Promise<void>
  /**
   * For kinds that can carry a mark of each run that uses one: the marks by their run, as they were written; writes one,
   * in the place of the run's last; takes one away, also where there is none.
   */
  listMarks?(id: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>>
  putMark?(id: string, run: string, mark: string, signal: AbortSignal): Promise<void>
  removeMark?(id: string, run: string, signal: AbortSignal): Promise<void>
  /** The names of all that carry the tag of a run, looked for in the whole account and region. */
  listOwned(run: string, signal: AbortSignal): Promise<readonly string[]>
  /** Whether an error of `create` says that one of its name is still being deleted. */
  isNameInUse(error: unknown): boolean
  /** Whether it is being deleted, so that nothing can be asked of it and its name is not free yet. */
  isGoing(seen: Seen): boolean
  /**
   * Whether an observation cannot tell one that another run has just asked for from one that is all but gone: whoever asks for it
   * is told. Default: every observation can.
   */
  isUnclear?(seen: Seen): boolean
  /** In what it differs from the spec, a line each; none: it can be used in its place. */
  differences(seen: Seen, spec: Spec): readonly string[]
  /** The commands by which a person removes it, in their order. */
  removal(id: string): readonly string[]
}
