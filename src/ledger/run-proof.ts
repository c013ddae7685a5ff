import { createHash, randomBytes } from 'node:crypto'

/**
 * What a run keeps to itself: 32 hex digits. Its ledger holds it, and the tags of what it makes hold its proof, so that
 * a ledger written by somebody else, who has read the tags only, is recognised.
 */
export const newRunSecret = (): string => randomBytes(16).toString('hex')

/** The public side of a run's secret: 16 hex digits of its SHA-256. The secret cannot be found from it. */
export const proofOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 16)
