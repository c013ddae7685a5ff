import type { ResourceEvent } from './resource-events.ts'

/** Bytes of a download have arrived. Sent often; a reporter thins it out. */
export interface DownloadingEvent {
  readonly type: 'downloading'
  /** What is downloaded, all together: `OpenSearch 2.19.1 and Gremlin Server 3.7.5`. */
  readonly what: string
  readonly receivedBytes: number
  readonly totalBytes: number
  /** Whether another run downloads it while this one waits. */
  readonly byAnother: boolean
}

/** Everything was removed, and a last look found nothing of it. */
export interface CleanupProvedEvent {
  readonly type: 'cleanup-proved'
  readonly removed: readonly string[]
  /** What is kept for the next run, in a sentence. */
  readonly kept?: string
  /** How the run looked for leftovers, a sentence each: `Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.` */
  readonly proof?: readonly string[]
  /** Of the whole removal, in milliseconds. */
  readonly elapsedMs: number
}

/** Something could not be removed, or its removal could not be proved. The CleanupError itself is shown by whoever catches it. */
export interface CleanupUnprovedEvent {
  readonly type: 'cleanup-unproved'
  /** The message of the CleanupError. */
  readonly message: string
  readonly failures: readonly { readonly step: string; readonly message: string }[]
  /** Whether the run fails, or only warns. */
  readonly onLeak: 'fail' | 'warn'
  /** Of the whole removal, in milliseconds. */
  readonly elapsedMs: number
}

/** What happens in a run, as plain data. A reporter decides what is shown, and how. */
export type RunEvent =
  | DownloadingEvent
  | ResourceEvent
  /** The run begins to find or create its resources. This ends with `run-ready` or `run-failed`. */
  | { readonly type: 'provisioning'; readonly target: string; readonly run: string }
  /** A resource is ready and its client has been validated; without `startedInMs` the resource was running already. */
  | { readonly type: 'ready'; readonly resource: string; readonly version: string; readonly startedInMs?: number }
  /** In watch mode: a file of the dataset has changed, and a new run with it takes the place of this one. */
  | { readonly type: 'dataset-changed'; readonly dataset: string }
  /** A dataset waits to be read or loaded until `before` others are, which probably belong to other runs. */
  | { readonly type: 'dataset-waiting'; readonly what: string; readonly before: number }
  /** The progress of a load that takes long, in elements. */
  | { readonly type: 'dataset-loading'; readonly dataset: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'dataset-loaded'; readonly dataset: string; readonly contents: string; readonly elapsedMs: number }
  /** Everything is ready for the tests. */
  | { readonly type: 'run-ready'; readonly target: string; readonly elapsedMs: number }
  /** The target could not be provisioned, so that no test runs. Sent before the cleanup; the error is shown by whoever catches it. */
  | { readonly type: 'run-failed'; readonly message: string; readonly elapsedMs: number }
  | { readonly type: 'warning'; readonly message: string }
  /** The engines were stopped while the run used them; each test fails with an EnginesStoppedError that says the same. */
  | { readonly type: 'engines-stopped'; readonly message: string }
  /** How many requests of tests the gate rejected. Sent at the end of the run, unless there were none. */
  | { readonly type: 'requests-rejected'; readonly count: number }
  /** A first signal interrupts the run, which cleans up. `remaining`: what it still has. */
  | { readonly type: 'interrupted'; readonly signal: string; readonly remaining: readonly string[] }
  /** A second signal came, or the process exits by itself: the cleanup does not go on. */
  | { readonly type: 'abandoned'; readonly by: 'signal' | 'exit'; readonly remaining: readonly string[] }
  /** The cleanup begins. It ends with `cleanup-proved` or `cleanup-unproved`. */
  | { readonly type: 'removal' }
  | CleanupProvedEvent
  | CleanupUnprovedEvent

/** Receives each event. Must not throw. */
export type Reporter = (event: RunEvent) => void
