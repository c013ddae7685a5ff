import type { Cost } from './cost.ts'

/**
 * What becomes of a resource while a run has it. `what` names the resource as its cleanup step does:
 * `OpenSearch domain vaf-airports-8f3a1c-1`; the reports put together what is told of one `what`.
 */
export type ResourceEvent =
  | ResourceAskedEvent
  | ResourceStateEvent
  | WaitingEvent
  | ResourceCreatedEvent
  | ResourceReusedEvent
  | ResourceGivenEvent
  | ResourceStepEvent
  | ResourceDeletedEvent
  | ResourceKeptEvent

/** A resource is about to be asked for: from here on it costs. Whether it comes to be, the next events say. */
export interface ResourceAskedEvent {
  readonly type: 'resource-asked'
  readonly what: string
  /** Absent where the resource costs nothing. */
  readonly cost?: Cost | undefined
}

/** A look saw another state than the look before. Sent by `reportPolls` once for each change, the first state included. */
export interface ResourceStateEvent {
  readonly type: 'resource-state'
  readonly what: string
  /** The resource's own word; `absent` where it is not there, or not yet. */
  readonly state: string
  /** Why it is in that state, where the resource says so. */
  readonly detail?: string | undefined
  /** Since the wait for it began, in milliseconds. */
  readonly elapsedMs: number
}

/**
 * A wait goes on. Sent by `reportPolls` after each look, which is often; a reporter thins it out. What is waited for may
 * also be something about a resource: `address search-vaf-….es.amazonaws.com`.
 */
export interface WaitingEvent {
  readonly type: 'waiting'
  readonly what: string
  /** The state that is waited for; `absent` for a removal. Once it is `state`, this wait is over. */
  readonly wanted: string
  readonly state: string
  /** Since the wait began, in milliseconds. */
  readonly elapsedMs: number
  /** How long such a wait takes as a rule, in milliseconds; absent where nobody knows. */
  readonly expectedMs?: number | undefined
}

/** A resource was made by this run, and is in its target state. Sent when that wait has ended. */
export interface ResourceCreatedEvent {
  readonly type: 'resource-created'
  readonly what: string
  /** From before the request that asks for it, in milliseconds. */
  readonly elapsedMs: number
}

/** A resource of an earlier run, or of another one, was found, and is in its target state. */
export interface ResourceReusedEvent {
  readonly type: 'resource-reused'
  readonly what: string
  /** What it costs while it is there; absent where that is nothing. */
  readonly cost?: Cost | undefined
  /** From before the first look, in milliseconds: more than a moment where it had to be started or was still being made. */
  readonly elapsedMs: number
}

/** A resource that the user named was found, and can be used. It is not ours, so nothing is told of its end. */
export interface ResourceGivenEvent {
  readonly type: 'resource-given'
  readonly what: string
  /** From before the first look, in milliseconds. */
  readonly elapsedMs: number
}

/** Something more was done with a resource, which took its time. Sent when it is over. */
export interface ResourceStepEvent {
  readonly type: 'resource-step'
  readonly what: string
  /** As a report lists it: `name resolved`, `client validated`, `dataset airports loaded`. */
  readonly step: string
  readonly elapsedMs: number
}

/** A resource is gone. Sent when it has been seen to be absent as often as its kind demands. */
export interface ResourceDeletedEvent {
  readonly type: 'resource-deleted'
  readonly what: string
  /** From before the request that deletes it, in milliseconds. */
  readonly elapsedMs: number
}

/** A resource of ours stays. Sent during the removal, when what it held of this run is gone. */
export interface ResourceKeptEvent {
  readonly type: 'resource-kept'
  readonly what: string
  /** A few words: `for the next run`, `stopped for the next run`, `two other runs use it`. */
  readonly why: string
  /** Whether it stays stopped, so that it costs less. */
  readonly isAtRest?: boolean
  /** What that took, in milliseconds, such as stopping it. */
  readonly elapsedMs: number
}
