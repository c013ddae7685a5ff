import { ownIndexName } from '../own-index-name.ts'
import type { Layer } from '../view.ts'

/**
 * A pattern that stands for one sealed name only. A pattern, unlike a name, may find nothing, and does not show what the
 * engine keeps from patterns: aliases where it wants indices, hidden and closed ones.
 */
export function onlyMatching(physical: string, written: string, layers: readonly Layer[]): string {
  // With a dot at its start a pattern shows hidden indices, so that this one has to have it as the user's has it.
  const shows = physical.startsWith('.') && written.startsWith('.')
  if (!shows && !isEndOfOther(physical, layers)) return `*${physical}`
  const start = layers.map(({ prefix }) => physical.indexOf(prefix)).find((at) => at >= 0) ?? 0
  // Nothing else has the rest of a prefix behind its first character.
  return `${physical.slice(0, start + 1)}*${physical.slice(start + 1)}`
}

/** Whether another sealed name ends with this one: `.vaf-7wovf-source-a` does with `vaf-7wovf-source-a`. */
const isEndOfOther = (physical: string, layers: readonly Layer[]): boolean =>
  layers.some(({ prefix, indices }) =>
    indices.some((index) =>
      [index.physical, ...Object.keys(index.aliases).map((alias) => ownIndexName(prefix, alias))].some(
        (other) => other !== physical && other.endsWith(physical),
      ),
    ),
  )
