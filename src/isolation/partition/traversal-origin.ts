import type { Instruction } from '../traversal/bytecode.ts'
import { enumWord } from '../traversal/bytecode.ts'

/**
 * What is known of the things at a point of a traversal. `own`: elements that this test made, or their ids, or
 * collections of them; `described`: those, or maps of their properties; `seen`: elements that may be any the source sees;
 * `mixed`: anything, maps of elements too; `foreign`: they are not from the source.
 */
export type Origin = 'own' | 'described' | 'seen' | 'mixed' | 'foreign'

/** Of two origins with the same rank neither holds the other. */
const rank: Readonly<Record<Origin, number>> = { own: 0, described: 1, seen: 1, mixed: 2, foreign: 3 }

/** The origin of things that come from any of these. */
export function joined(first: Origin, ...others: readonly Origin[]): Origin {
  return others.reduce((known, origin) => {
    if (known === origin || rank[known] > rank[origin]) return known
    return rank[known] < rank[origin] ? origin : 'mixed'
  }, first)
}

/** Steps after which there are the things from before, or some of them, or what belongs to them alone. */
const keeping = new Set([
  ...['has', 'hasLabel', 'hasId', 'hasKey', 'hasValue', 'hasNot', 'where', 'filter', 'is', 'not', 'and', 'or'],
  ...['dedup', 'limit', 'range', 'skip', 'tail', 'sample', 'coin', 'timeLimit', 'simplePath', 'cyclicPath'],
  ...['order', 'barrier', 'identity', 'sideEffect', 'fold', 'unfold', 'none', 'discard'],
  ...['id', 'properties', 'element'],
  // Edges of an own vertex are own: what others make there is not seen.
  ...['outE', 'inE', 'bothE', 'toE'],
])

const toVertices = new Set(['out', 'in', 'both', 'outV', 'inV', 'bothV', 'otherV', 'toV', 'to'])

/** The origin of the results of a step without traversals in it. */
export function originAfter(step: string, before: Origin): Origin {
  if (step === 'inject' || step === 'constant') return 'foreign'
  if (toVertices.has(step)) return 'seen'
  if (step === 'elementMap' || step === 'valueMap') return joined(before, 'described')
  return keeping.has(step) ? before : 'mixed'
}

const modulators = new Set([
  ...['by', 'with', 'with_', 'from', 'from_', 'to', 'option', 'emit', 'until', 'times', 'as'],
])

/**
 * Whether a step belongs to the one before. `to(Direction.OUT)` is a step of its own, and not where an edge that is added
 * leads to.
 */
export function isModulator([name, first]: Instruction): boolean {
  return modulators.has(name) && !(name === 'to' && enumWord(first)?.startsWith('Direction.'))
}

/** Steps that go by what `by()` says, and pass on what they got. */
export const orderedBy: ReadonlySet<string> = new Set([
  ...['order', 'dedup', 'where', 'sample', 'simplePath', 'cyclicPath', 'aggregate', 'store'],
])

/** The origins of the things under each step label and side-effect key of a traversal. */
export class LabelOrigins {
  /** Whether more became known since this was last set to false. */
  hasLearned = false
  readonly #origins = new Map<string, Origin>()

  record(labels: readonly unknown[], origin: Origin): void {
    for (const label of labels) {
      if (typeof label !== 'string') continue
      const known = this.#origins.get(label)
      const learned = known ? joined(known, origin) : origin
      this.hasLearned ||= learned !== known
      this.#origins.set(label, learned)
    }
  }

  /** The origin of the things under the label among a step's arguments; several labels give a map. */
  recorded(values: readonly unknown[]): Origin {
    const labels = values.filter((value) => typeof value === 'string')
    return (labels.length === 1 && this.#origins.get(labels[0] ?? '')) || 'mixed'
  }
}
