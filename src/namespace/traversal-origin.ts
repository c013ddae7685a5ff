/**
 * Where the elements at a point of a traversal come from: `own`: this test made them; `seen`: they may be anything the
 * source sees; `foreign`: they are not from the source; `key`: they are the properties that tell its elements apart.
 */
export type Origin = 'own' | 'seen' | 'foreign' | 'key'

const order: readonly Origin[] = ['own', 'seen', 'foreign', 'key']

/** What can be said of elements that come from either. */
export function joined(...origins: readonly Origin[]): Origin {
  return order[Math.max(...origins.map((origin) => order.indexOf(origin)))] ?? 'seen'
}

/** Steps after which the elements are those before, or some of them, or what belongs to them alone. */
const keeping = new Set([
  ...['has', 'hasLabel', 'hasId', 'hasKey', 'hasValue', 'hasNot', 'where', 'filter', 'is', 'not', 'and', 'or'],
  ...['dedup', 'limit', 'range', 'skip', 'tail', 'sample', 'coin', 'timeLimit', 'simplePath', 'cyclicPath'],
  ...['order', 'barrier', 'identity', 'sideEffect', 'fold', 'unfold', 'none', 'discard'],
  ...['id', 'elementMap', 'valueMap', 'element'],
  // Edges of an own vertex are own: what others make there is not seen.
  ...['outE', 'inE', 'bothE', 'toE'],
])

/** What a step without traversals in it leads to. */
export function originAfter(step: string, before: Origin): Origin {
  if (step === 'inject' || step === 'constant') return 'foreign'
  if (keeping.has(step)) return before
  return 'seen'
}

/** Steps that belong to the one before: traversals in them start where that one started. */
export const modulators: ReadonlySet<string> = new Set([
  ...['by', 'with', 'with_', 'from', 'from_', 'to', 'option', 'emit', 'until', 'times', 'as'],
])
