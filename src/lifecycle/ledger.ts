/** What is known of a resource of a session: `creating` is written before it is asked for, so it may not be there. */
export type LedgerState = 'creating' | 'created' | 'ready' | 'kept' | 'deleting' | 'gone'

/** A resource, as it can be found again. */
export interface LedgerResource {
  /** The kind's: `opensearch-domain`. */
  readonly type: string
  readonly id: string
  /** Twelve digits. */
  readonly account: string
  readonly region: string
}

/** A session's record on disk of what it makes, from which the next run finds what this one left. */
export interface Ledger {
  /** Writes what is about to happen, or has: on disk once this has resolved. Fails with what keeps it from being written. */
  note(resource: LedgerResource, state: LedgerState): Promise<void>
}
