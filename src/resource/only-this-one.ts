import type { Observation, ResourceKind } from './resource.ts'

/**
 * Tells the resource that is to be removed from others of its name: one that another session has made, where it has to be
 * `session`'s, and one that was made after it was gone. Ask it of each resource that is seen, in their order.
 */
export function onlyThisOne<Spec, Seen extends Observation>(
  kind: ResourceKind<Spec, Seen>,
  id: string,
  session: string | undefined,
) {
  let identity: string | undefined
  let isOurs = false

  /** Whether it carries another session's tags; one without any, or that is not there yet, is asked again. */
  async function isAnothers(signal: AbortSignal): Promise<boolean> {
    if (session === undefined || isOurs) return false
    const owner = await kind.owner?.(id, signal)
    isOurs ||= owner?.session === session
    return owner !== undefined && !isOurs
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
