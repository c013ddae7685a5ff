import type { Instruction } from '../traversal/bytecode.ts'
import { enumWord, idOf, nestedSteps } from '../traversal/bytecode.ts'
import { PartitionFence } from './partition-fence.ts'
import type { Origin } from './traversal-origin.ts'
import { isModulator, joined, LabelOrigins, orderedBy, originAfter } from './traversal-origin.ts'
import { isMerge } from './written-maps.ts'

export interface InspectOptions {
  /** Whether the source sees what is shared, besides what the test has made. */
  readonly seesDataset: boolean
  /** Whether an id is known to be of an element of this test. */
  readonly isOwn: (id: string) => boolean
  /** The side effects that the source begins with, by their keys. */
  readonly sideEffects: readonly (readonly [key: unknown, ...values: unknown[]])[]
}

/** The result of reading a traversal. */
export interface Inspection {
  /** Whether it can change the graph. */
  readonly changes: boolean
  /** Where its results come from. */
  readonly origin: Origin
}

/**
 * Reads what a traversal does, before it is sent. Fails with a NamespaceError where it might change what is not the
 * test's own: what cannot be told is rejected.
 */
export function inspectTraversal(steps: readonly Instruction[], options: InspectOptions): Inspection {
  const fence = new PartitionFence(steps, options.seesDataset)
  const labels = new LabelOrigins()
  for (const [key, ...values] of options.sideEffects) {
    labels.record([key], 'mixed')
    fence.noteMaps(values)
  }
  const walk = new Walk(options, fence, labels)
  // A label may stand for something from further on, as in a loop: once more, until nothing is added to what is known.
  let origin: Origin
  do {
    labels.hasLearned = false
    origin = walk.along(steps, 'foreign')
  } while (labels.hasLearned)
  fence.checkWhole()
  return { changes: fence.changes, origin }
}

/** A step, with what came into it. The modulators after it belong to it. */
interface MainStep {
  readonly step: Instruction
  readonly entering: Origin
  /** Whether the traversal begins with it: nothing came into it. */
  readonly isStart: boolean
}

class Walk {
  readonly #options: InspectOptions
  readonly #fence: PartitionFence
  readonly #labels: LabelOrigins
  /** How many traversals the step that is read stands in. */
  #depth = 0
  /** Whether an `and()` or `or()` was met that takes the steps beside it for its arguments: nothing is where it seems. */
  #hasInfix = false

  constructor(options: InspectOptions, fence: PartitionFence, labels: LabelOrigins) {
    this.#options = options
    this.#fence = fence
    this.#labels = labels
  }

  /** Where the elements after the last step come from. */
  along(steps: readonly Instruction[], start: Origin): Origin {
    let origin = start
    let main: MainStep = { step: ['identity'], entering: start, isStart: false }
    this.#depth += 1
    for (const [index, step] of steps.entries()) {
      if (!isModulator(step)) main = { step, entering: origin, isStart: index === 0 && this.#depth === 1 }
      for (const inCollection of this.#fence.checkStep(step)) this.along(inCollection, 'mixed')
      if (!isMerge(main.step)) this.#fence.noteMaps(step)
      origin = joined(this.#after(step, origin, main), this.#hasInfix ? 'mixed' : 'own')
    }
    this.#depth -= 1
    return origin
  }

  #after(step: Instruction, before: Origin, main: MainStep): Origin {
    const [name, ...values] = step
    const traversals = values.map(nestedSteps).filter((steps) => steps !== undefined)
    const ends = (start: Origin) => traversals.map((steps) => this.along(steps, start))

    switch (name) {
      case 'addV':
      case 'addE':
        ends(before)
        this.#fence.changes = true
        return 'own'
      case 'mergeV':
      case 'mergeE':
        ends(before)
        this.#fence.checkMerge(name, values, this.#depth > 1)
        return 'own'
      case 'property':
        ends(before)
        this.#fence.checkProperty(values)
        this.#fence.checkChange(name, before)
        return before
      case 'drop':
        this.#fence.checkChange(name, before)
        return before
      case 'V':
      case 'E':
        ends(before)
        return this.#areOwn(values) ? 'own' : 'seen'
      case 'hasId':
        return this.#areOwn(values) ? 'own' : before
      case 'has':
        ends(before)
        return enumWord(values[0]) === 'T.id' && this.#areOwn(values.slice(1)) ? 'own' : before
      case 'and':
      case 'or':
        ends(before)
        if (values.length === 0 && !this.#hasInfix) {
          this.#hasInfix = true
          this.#labels.hasLearned = true
        }
        return before
      case 'coalesce':
      case 'union':
      case 'local':
      case 'map':
      case 'flatMap': {
        const [first, ...others] = ends(before)
        return first === undefined ? 'mixed' : joined(first, ...others)
      }
      case 'optional':
        return joined(before, ...ends(before))
      case 'choose':
        return this.#afterChoose(values, before)
      case 'option':
        return isMerge(main.step) ? this.#afterMergeOption(values, main) : joined(before, ...ends(main.entering))
      case 'repeat': {
        const after = joined(before, ...ends(before))
        return after === before ? before : this.#after(step, after, main)
      }
      case 'by':
        // It may be given anything on the path, or under a label.
        ends('mixed')
        return this.#afterBy(values, before, main.step)
      case 'emit':
      case 'until':
        // Of a loop, and it may stand before the loop that it belongs to.
        ends('mixed')
        return before
      case 'match':
        ends('mixed')
        return 'mixed'
      case 'as':
      case 'aggregate':
      case 'store':
        this.#labels.record(values, before)
        return before
      case 'group':
      case 'groupCount':
      case 'project':
      case 'subgraph':
      case 'tree':
        this.#labels.record(values, 'mixed')
        return 'mixed'
      case 'select':
        ends(before)
        // In a map, a key is found before a label is.
        return before === 'own' || before === 'seen' ? this.#labels.recorded(values) : 'mixed'
      case 'cap':
        return this.#labels.recorded(values)
      default:
        ends(isModulator(step) ? main.entering : before)
        return isModulator(step) ? before : originAfter(name, before)
    }
  }

  /** `choose(predicate, then, else)`, or `choose(value)` with options to follow. */
  #afterChoose([condition, ...branches]: readonly unknown[], before: Origin): Origin {
    const steps = nestedSteps(condition)
    if (steps) this.along(steps, before)
    const ends = branches.map(nestedSteps).map((branch) => (branch ? this.along(branch, before) : before))
    const [yes, no] = ends
    return yes && no ? joined(yes, no) : joined(before, ...ends)
  }

  #afterBy(values: readonly unknown[], before: Origin, [name, ...labels]: Instruction): Origin {
    if (values.length === 0) return before
    if (name === 'aggregate' || name === 'store') this.#labels.record(labels, 'mixed')
    return orderedBy.has(name) ? before : joined(before, 'mixed')
  }

  /** A merge that begins a traversal gives what it found to this option, and nothing to the others. */
  #afterMergeOption(values: readonly unknown[], { entering, isStart }: MainStep): Origin {
    const [token, steps] = [enumWord(values[0]), nestedSteps(values[1])]
    const start = isStart && token === 'Merge.onMatch' ? 'own' : entering
    this.#fence.checkMergeOption(values, steps && this.along(steps, start), this.#depth > 1)
    return 'own'
  }

  #areOwn(ids: readonly unknown[]): boolean {
    const all = ids.flat()
    return all.length > 0 && all.every((id) => this.#options.isOwn(idOf(id) ?? ''))
  }
}
