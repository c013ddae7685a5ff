import type { Observation, Owner, ResourceKind } from './resource.ts'
import { assertOwner, isSameOwner } from './same-owner.ts'

/**
 * Tells the resource that is to be removed from others of its name: one that is not the owner's by its tag, and one that
 * was made after it was gone. Ask it of each resource that is seen, in their order. Fails with a TypeError without an owner.
 */
export function onlyThisOne<Spec, Seen extends Observation>(kind: ResourceKind<Spec, Seen>, id: string, owner: Owner) {
  assertOwner(owner)
  let identity: string | undefined
  let isOurs = false

  /** Whether it carries another run's tags; one without any, or that is not there yet, is asked again. */
  async function isAnothers(signal: AbortSignal): Promise<boolean> {
    if (isOurs) return false
    const found = await kind.owner?.(id, signal)
    isOurs ||= found !== undefined && isSameOwner(found, owner)
    return found !== undefined && !isOurs
  }

  return {
    isAnothers,
    async isAnother(seen: Seen, signal: AbortSignal): Promise<boolean> {
      // One that no longer says which one it is may be another by now.
      if (seen.identity === undefined && identity !== undefined) isOurs = false
      identity ??= seen.identity
      return (seen.identity !== undefined && seen.identity !== identity) || (await isAnothers(signal))
    },
  }
}
