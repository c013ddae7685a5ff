import { LeakedResourceError } from '../errors/errors.ts'
import type { SharedResourceKind } from '../resource/resource.ts'

/**
 * Looks once more in the whole account and region, by tag: what was made under a name that nobody remembers is found as
 * well. Fails with a LeakedResourceError that says how each is deleted by hand.
 */
export async function assertNothingTagged(run: string, kinds: readonly SharedResourceKind<never>[]): Promise<void> {
  const { signal } = new AbortController()
  const left: string[] = []
  for (const kind of kinds) {
    for (const id of await kind.listOwned(run, signal))
      left.push(`- ${kind.name} ${id}: ${kind.removal(id).join(' && ')}`)
  }
  if (left.length === 0) return
  throw new LeakedResourceError([`Still there, by its tag made by run ${run}:`, ...left])
}
