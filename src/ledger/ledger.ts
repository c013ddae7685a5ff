import { createHash, randomBytes } from 'node:crypto'
import type { ProcessIdentity } from '../process/process-identity.ts'

/** The state of a resource of a run. `creating` is written before the request, so the resource may not exist. */
export type LedgerState = 'creating' | 'created' | 'ready' | 'kept' | 'deleting' | 'gone'

/** What is needed to find a resource again. */
export interface LedgerResource {
  /** The type of its kind: `opensearch-domain`. */
  readonly type: string
  readonly id: string
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  /** Whether it is meant to outlive its run, so that no later run removes it. */
  readonly isKept: boolean
}

/** A run's record on disk of what it creates, by which the next run finds its leftovers. */
export interface Ledger {
  /** Writes what is about to happen or has happened. It is on disk once the promise resolves. Fails when it cannot be written. */
  note(resource: LedgerResource, state: LedgerState): Promise<void>
}

/** A ledger as it is read. */
export interface LedgerRecord {
  readonly file: string
  readonly run: string
  /** The run's secret. Its proof is in the tags of what the run has created; see `proofOf`. */
  readonly secret: string
  /** The process that writes it. */
  readonly process: ProcessIdentity
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number
  readonly resources: readonly RecordedResource[]
}

export interface RecordedResource extends LedgerResource {
  /** The last state that was written. */
  readonly state: LedgerState
  /** When each state was written, in milliseconds since the Unix epoch. */
  readonly at: Readonly<Partial<Record<LedgerState, number>>>
}

/**
 * The secret of a run: 32 hex digits. Its ledger has the secret, and the tags of what it creates have the proof. So a ledger is
 * recognised as false that was written by somebody who has read the tags only.
 */
export const newRunSecret = (): string => randomBytes(16).toString('hex')

/** The public side of a run's secret: 16 hex digits of its SHA-256. The secret cannot be found from it. */
export const proofOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 16)
