import { createHash, randomBytes } from 'node:crypto'
import type { ProcessIdentity } from '../process/process-identity.ts'

/** What is known of a resource of a run: `creating` is written before it is asked for, so it may not be there. */
export type LedgerState = 'creating' | 'created' | 'ready' | 'kept' | 'deleting' | 'gone'

/** A resource, as it can be found again. */
export interface LedgerResource {
  /** The kind's: `opensearch-domain`. */
  readonly type: string
  readonly id: string
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  /** Whether it is to outlive its run, so that no later run removes it. */
  readonly isKept: boolean
}

/** A run's record on disk of what it makes, from which the next run finds what this one left. */
export interface Ledger {
  /** Writes what is about to happen, or has: on disk once this has resolved. Fails with what keeps it from being written. */
  note(resource: LedgerResource, state: LedgerState): Promise<void>
}

/** A ledger as it is read. */
export interface LedgerRecord {
  readonly file: string
  readonly run: string
  /** What only the run knew: its proof is in the tags of what it has made, see `proofOf`. */
  readonly secret: string
  /** Who writes it. */
  readonly process: ProcessIdentity
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number
  readonly resources: readonly RecordedResource[]
}

export interface RecordedResource extends LedgerResource {
  /** The last state that was written. */
  readonly state: LedgerState
  /** When each was, in milliseconds since the Unix epoch. */
  readonly at: Readonly<Partial<Record<LedgerState, number>>>
}

/**
 * What a run keeps to itself: 32 hex digits. Its ledger holds it, and the tags of what it makes hold its proof, so that
 * a ledger written by somebody else, who has read the tags only, is recognised.
 */
export const newRunSecret = (): string => randomBytes(16).toString('hex')

/** The public side of a run's secret: 16 hex digits of its SHA-256. The secret cannot be found from it. */
export const proofOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 16)
