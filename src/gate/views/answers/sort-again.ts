/** A column by which rows are sorted. */
export interface SortKey {
  readonly at: number
  readonly isDescending: boolean
}

/**
 * Rows that were sorted by physical names, sorted by the user's. `translate` gives a row in the user's names. Only what
 * differs in a column of names moves: others stay as the engine has sorted them, by values that their texts do not show.
 */
export function sortAgain(
  rows: readonly (readonly string[])[],
  translate: (cells: readonly string[]) => string[],
  keys: readonly SortKey[],
): readonly (readonly string[])[] {
  const pairs = rows.map((physical) => ({ physical, own: translate(physical) }))
  const named = keys.findIndex(({ at }) => pairs.some(({ physical, own }) => physical[at] !== own[at]))
  if (named < 0) return pairs.map(({ own }) => own)
  const before = keys.slice(0, named)
  const { at, isDescending } = keys[named]!
  const groups: (typeof pairs)[] = []
  for (const pair of pairs) {
    const group = groups.at(-1)
    if (group && before.every((key) => group[0]!.own[key.at] === pair.own[key.at])) group.push(pair)
    else groups.push([pair])
  }
  const order = isDescending ? -1 : 1
  return groups.flatMap((group) => group.sort((a, b) => order * compare(a.own[at]!, b.own[at]!)).map(({ own }) => own))
}

/** By UTF-16, as the engine compares. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
