import type { OwnershipTags } from './resource.ts'
import { NAME_PREFIX } from './resource-name.ts'

/** Those of these names whose tag says that they are the run's. Names that are none of ours are not even asked about. */
export async function ownedBy(
  run: string,
  names: readonly string[],
  ownerOf: (name: string) => Promise<OwnershipTags | undefined>,
): Promise<readonly string[]> {
  const owned: string[] = []
  for (const name of names.filter((each) => each.startsWith(NAME_PREFIX))) {
    if ((await ownerOf(name))?.run === run) owned.push(name)
  }
  return owned
}
