import { closest, distance } from 'fastest-levenshtein'

/** How many letters of a name may be wrong, added or missing: a third of them, but at least two. */
const tolerated = (name: string): number => Math.max(2, Math.floor(name.length / 3))

/** The known name that is most similar to another one, ignoring case. `undefined`: none is similar. */
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
