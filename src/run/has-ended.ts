import { readLedgers } from '../ledger/ledger-files.ts'
import { proofOf } from '../ledger/run-proof.ts'
import { livenessOf } from '../process/process-identity.ts'

/**
 * Whether a run is known to have ended: its ledger is here, its process was of this machine, and is gone. `proof` is what
 * the run has shown elsewhere; a ledger of somebody else does not have its secret.
 */
export async function hasEnded(directory: string, run: string, proof: string | undefined): Promise<boolean> {
  if (proof === undefined) return false
  const ledgers = await readLedgers(directory)
  return ledgers.some(
    (ledger) => ledger.run === run && proofOf(ledger.secret) === proof && livenessOf(ledger.process) === 'gone',
  )
}
