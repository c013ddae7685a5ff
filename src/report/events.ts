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

/** What a session tells while it works. Plain data; what is shown, and how, is the reporter's business. */
export type SessionEvent =
  | DownloadingEvent
  /** A resource is there and its client has been validated; without `startedInMs` it was running already. */
  | { readonly type: 'ready'; readonly resource: string; readonly version: string; readonly startedInMs?: number }
  /** A load that takes long has come so far, in elements. */
  | { readonly type: 'dataset-loading'; readonly dataset: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'dataset-loaded'; readonly dataset: string; readonly contents: string; readonly elapsedMs: number }
  /** All is ready for the tests. */
  | { readonly type: 'session-ready'; readonly target: string; readonly elapsedMs: number }
  | { readonly type: 'warning'; readonly message: string }
  /** The run is being interrupted; what is there is being removed. */
  | { readonly type: 'interrupted'; readonly signal: string; readonly remaining: readonly string[] }
  /** A second signal came: nothing more is awaited. */
  | { readonly type: 'abandoned'; readonly remaining: readonly string[] }
  /** Everything was removed, and looking again found nothing. What is kept for the next run has a line of its own. */
  | {
      readonly type: 'cleanup-proved'
      readonly removed: readonly string[]
      readonly kept?: string
      readonly elapsedMs: number
    }

/** Told of each event. Must not throw. */
export type Reporter = (event: SessionEvent) => void
