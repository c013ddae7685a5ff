/**
 * What is known of the things at a point of a traversal. `own`: elements that this test made, or their ids, or
 * collections of them; `seen`: elements that may be any the source sees; `mixed`: anything, maps of elements too;
 * `foreign`: they are not from the source; `key`: they are the properties that tell its elements apart.
 */
export type Origin = 'own' | 'seen' | 'mixed' | 'foreign' | 'key'

const order: readonly Origin[] = ['own', 'seen', 'mixed', 'foreign', 'key']

/** What can be said of things that come from either. */
export function joined(...origins: readonly Origin[]): Origin {
  return order[Math.max(...origins.map((origin) => order.indexOf(origin)))] ?? 'mixed'
}

/** Steps after which there are the things from before, or some of them, or what belongs to them alone. */
const keeping = new Set([
  ...['has', 'hasLabel', 'hasId', 'hasKey', 'hasValue', 'hasNot', 'where', 'filter', 'is', 'not', 'and', 'or'],
  ...['dedup', 'limit', 'range', 'skip', 'tail', 'sample', 'coin', 'timeLimit', 'simplePath', 'cyclicPath'],
  ...['order', 'barrier', 'identity', 'sideEffect', 'fold', 'unfold', 'none', 'discard'],
  ...['id', 'elementMap', 'valueMap', 'element'],
  // Edges of an own vertex are own: what others make there is not seen.
  ...['outE', 'inE', 'bothE', 'toE'],
])

const toVertices = new Set(['out', 'in', 'both', 'outV', 'inV', 'bothV', 'otherV', 'toV', 'to'])

/** What a step without traversals in it leads to. */
export function originAfter(step: string, before: Origin): Origin {
  if (step === 'inject' || step === 'constant') return 'foreign'
  if (toVertices.has(step)) return 'seen'
  return keeping.has(step) ? before : 'mixed'
}

/** Steps that belong to the one before. */
export const modulators: ReadonlySet<string> = new Set([
  ...['by', 'with', 'with_', 'from', 'from_', 'to', 'option', 'emit', 'until', 'times', 'as'],
])

/** Steps that go by what `by()` says, and pass on what they got. */
export const orderedBy: ReadonlySet<string> = new Set([
  ...['order', 'dedup', 'where', 'sample', 'simplePath', 'cyclicPath', 'aggregate', 'store'],
])
