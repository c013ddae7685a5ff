import type { Cost } from './cost.ts'

/**
 * What happens to a resource while a run uses it. `what` names the resource as its cleanup step does:
 * `OpenSearch domain vaf-airports-8f3a1c-1`. Reporters recognise a resource by it.
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

/** A resource is about to be requested, and may cost money from now on. Later events say whether it was created. */
export interface ResourceAskedEvent {
  readonly type: 'resource-asked'
  readonly what: string
  /** Absent where the resource costs nothing. */
  readonly cost?: Cost | undefined
}

/** A poll saw another state than the poll before. Sent by `reportPolls` once for each change, and for the first state. */
export interface ResourceStateEvent {
  readonly type: 'resource-state'
  readonly what: string
  /** The state as the service names it; `absent` where the resource does not exist, or does not yet. */
  readonly state: string
  /** Why the resource is in that state, where the service says so. */
  readonly detail?: string | undefined
  /** Since the wait for it began, in milliseconds. */
  readonly elapsedMs: number
}

/**
 * A wait goes on. Sent by `reportPolls` after each poll, which is often; a reporter thins it out. `what` may also name a part
 * of a resource: `address search-vaf-….es.amazonaws.com`.
 */
export interface WaitingEvent {
  readonly type: 'waiting'
  readonly what: string
  /** The state that the run waits for; `absent` for a removal. Once `state` equals it, the wait is over. */
  readonly wanted: string
  readonly state: string
  /** Since the wait began, in milliseconds. */
  readonly elapsedMs: number
  /** How long such a wait usually takes, in milliseconds; absent where that is not known. */
  readonly expectedMs?: number | undefined
}

/** This run created a resource, which is in its target state. Sent when the wait for that has ended. */
export interface ResourceCreatedEvent {
  readonly type: 'resource-created'
  readonly what: string
  /** Since before the request, in milliseconds. */
  readonly elapsedMs: number
}

/** A resource that another run created was found, and is in its target state. */
export interface ResourceReusedEvent {
  readonly type: 'resource-reused'
  readonly what: string
  /** What it costs while it exists; absent where that is nothing. */
  readonly cost?: Cost | undefined
  /** Since before the first poll, in milliseconds: long where the resource had to be started, or was still being created. */
  readonly elapsedMs: number
}

/** A resource that the options name was found. It is the user's own, so the run does not remove it and no event tells its end. */
export interface ResourceGivenEvent {
  readonly type: 'resource-given'
  readonly what: string
  /** Since before the first poll, in milliseconds. */
  readonly elapsedMs: number
}

/** Something else was done with a resource. Sent when it is done. */
export interface ResourceStepEvent {
  readonly type: 'resource-step'
  readonly what: string
  /** As a report lists it: `name resolved`, `client validated`, `dataset airports loaded`. */
  readonly step: string
  readonly elapsedMs: number
}

/** A resource is gone. Sent when as many polls as its kind demands have found it absent. */
export interface ResourceDeletedEvent {
  readonly type: 'resource-deleted'
  readonly what: string
  /** Since before the request that deletes it, in milliseconds. */
  readonly elapsedMs: number
}

/** A resource that this package created is kept for later runs. Sent in the cleanup, when the data of this run is gone from it. */
export interface ResourceKeptEvent {
  readonly type: 'resource-kept'
  readonly what: string
  /** A few words: `for the next run`, `stopped for the next run`, `two other runs use it`. */
  readonly why: string
  /** Whether it stays stopped, so that only its storage costs; default false. */
  readonly isAtRest?: boolean
  /** How long that took, in milliseconds, such as to stop it. */
  readonly elapsedMs: number
}
