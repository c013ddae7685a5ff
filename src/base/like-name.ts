import { closest, distance } from 'fastest-levenshtein'

/** How many letters of a name may be wrong, added or missing: a third of them, and two at least. */
const tolerated = (name: string): number => Math.max(2, Math.floor(name.length / 3))

/** The one of the known names that was most likely meant by another; upper and lower case count the same. `undefined`: none is like it. */
export function likeName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const lower = name.toLowerCase()
  const nearest = closest(
    lower,
    known.map((each) => each.toLowerCase()),
  )
  if (distance(lower, nearest) > tolerated(name)) return undefined
  return known.find((each) => each.toLowerCase() === nearest)
}
