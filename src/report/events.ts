import type { ResourceEvent } from './resource-events.ts'

/** Bytes have arrived, of everything that is missing together. Sent often; a reporter thins it out. */
export interface DownloadingEvent {
  readonly type: 'downloading'
  /** What was missing: `OpenSearch 2.19.1 and Gremlin Server 3.7.5`. */
  readonly what: string
  readonly receivedBytes: number
  readonly totalBytes: number
  /** Whether another run downloads it, and this one waits for that. */
  readonly byAnother: boolean
}

/** Everything was removed, and looking again found nothing. */
export interface CleanupProvedEvent {
  readonly type: 'cleanup-proved'
  readonly removed: readonly string[]
  /** What is kept for the next run, in a sentence. */
  readonly kept?: string
  /** How it was looked for, a sentence each: `Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.` */
  readonly proof?: readonly string[]
  /** Of the whole removal, in milliseconds. */
  readonly elapsedMs: number
}

/** Something could not be removed, or not be seen to be gone. The CleanupError itself is shown by whoever gets it. */
export interface CleanupUnprovedEvent {
  readonly type: 'cleanup-unproved'
  /** The CleanupError's. */
  readonly message: string
  readonly failures: readonly { readonly step: string; readonly message: string }[]
  /** What it means for the run. */
  readonly onLeak: 'fail' | 'warn'
  /** Of the whole removal, in milliseconds. */
  readonly elapsedMs: number
}

/** What a run tells while it works. Plain data; what is shown, and how, is the reporter's business. */
export type RunEvent =
  | DownloadingEvent
  | ResourceEvent
  /** The run begins to look for its resources, or to make them. Ends with `run-ready` or `run-failed`. */
  | { readonly type: 'provisioning'; readonly target: string; readonly run: string }
  /** A resource is there and its client has been validated; without `startedInMs` it was running already. */
  | { readonly type: 'ready'; readonly resource: string; readonly version: string; readonly startedInMs?: number }
  /** In watch mode: what a run was made ready with has changed since, and another run takes its place. */
  | { readonly type: 'dataset-changed'; readonly dataset: string }
  /** A dataset waits to be read or loaded until that many others are, of other runs most likely. */
  | { readonly type: 'dataset-waiting'; readonly what: string; readonly before: number }
  /** A load that takes long has come so far, in elements. */
  | { readonly type: 'dataset-loading'; readonly dataset: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'dataset-loaded'; readonly dataset: string; readonly contents: string; readonly elapsedMs: number }
  /** All is ready for the tests. */
  | { readonly type: 'run-ready'; readonly target: string; readonly elapsedMs: number }
  /** There will be no tests. Sent before what was made until then is removed; the error is shown by whoever gets it. */
  | { readonly type: 'run-failed'; readonly message: string; readonly elapsedMs: number }
  | { readonly type: 'warning'; readonly message: string }
  /** The engines are stopped while the run uses them; the EnginesStoppedError of every test says the same. */
  | { readonly type: 'engines-stopped'; readonly message: string }
  /** So many requests of tests a gate has not let through; at the end of the run, and not where there were none. */
  | { readonly type: 'requests-refused'; readonly count: number }
  /** The run is being interrupted; what is there is being removed. */
  | { readonly type: 'interrupted'; readonly signal: string; readonly remaining: readonly string[] }
  /** A second signal came, or the process exits by itself: nothing more is awaited. */
  | { readonly type: 'abandoned'; readonly by: 'signal' | 'exit'; readonly remaining: readonly string[] }
  /** The run removes what it has made. Ends with `cleanup-proved` or `cleanup-unproved`. */
  | { readonly type: 'removal' }
  | CleanupProvedEvent
  | CleanupUnprovedEvent

/** Told of each event. Must not throw. */
export type Reporter = (event: RunEvent) => void
