import type { Owner } from '../../resource/resource.ts'
import { type DomainControl, orAbsent } from './calls.ts'
import { assertOurName, assertOwned } from './owner.ts'
import { domainObservation } from './state.ts'

/**
 * Requests the deletion of a domain. Succeeds where the domain is absent or being deleted. Fails with OwnershipError where it is
 * not this package's, or belongs to another run.
 */
export async function deleteDomain(
  control: DomainControl,
  id: string,
  signal: AbortSignal,
  owner: Owner,
): Promise<void> {
  assertOurName(control, id)
  const status = await orAbsent(control.calls.describe(id, signal))
  if (!status) return
  control.asked.forget(id)
  if (domainObservation(status).state === 'deleting') return
  if (await assertOwned(control, id, status.EngineVersion, signal, owner)) await control.calls.delete(id, signal)
}
