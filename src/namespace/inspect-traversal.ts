import type { Instruction } from './bytecode.ts'
import { enumWord, idOf, nestedSteps } from './bytecode.ts'
import { PARTITION_KEY } from './partition.ts'
import type { Unisolated } from './partition-refusal.ts'
import { refusal } from './partition-refusal.ts'
import type { Origin } from './traversal-origin.ts'
import { joined, modulators, orderedBy, originAfter } from './traversal-origin.ts'

export interface InspectOptions {
  /** Whether the source sees what is shared, besides what the test has made. */
  readonly seesDataset: boolean
  /** Whether an id is known to be of an element of this test. */
  readonly isOwn: (id: string) => boolean
  /** The keys of side effects that the source begins with, with anything in them. */
  readonly sideEffects: readonly unknown[]
}

/** What reading a traversal tells. */
export interface Inspection {
  /** Whether it can change the graph. */
  readonly changes: boolean
  /** Where its results come from. */
  readonly origin: Origin
}

const unreadable: Readonly<Record<string, Unisolated>> = { io: 'file', call: 'unreadable', program: 'unreadable' }

/**
 * Reads what a traversal does, before it is sent. Fails with a NamespaceError where it might change what is not the
 * test's own: what cannot be told is refused.
 */
export function inspectTraversal(steps: readonly Instruction[], options: InspectOptions): Inspection {
  const walk = new Walk(steps, options)
  const origin = walk.along(steps, 'foreign')
  return { changes: walk.changes, origin }
}

/** A step, with what came into it. The modulators after it belong to it. */
interface MainStep {
  readonly step: Instruction
  readonly entering: Origin
}

class Walk {
  changes = false
  readonly #whole: readonly Instruction[]
  readonly #options: InspectOptions
  /** By step label and side-effect key. */
  readonly #labels = new Map<string, Origin>()

  constructor(whole: readonly Instruction[], options: InspectOptions) {
    this.#whole = whole
    this.#options = options
    this.#record(options.sideEffects, 'mixed')
  }

  /** Where the elements after the last step come from. */
  along(steps: readonly Instruction[], start: Origin): Origin {
    let origin = start
    let main: MainStep = { step: ['identity'], entering: start }
    for (const step of steps) {
      if (!isModulator(step)) main = { step, entering: origin }
      origin = this.#after(step, origin, main)
    }
    return origin
  }

  #after(step: Instruction, before: Origin, main: MainStep): Origin {
    const [name, ...values] = step
    if (values.some((value) => typeof value === 'function')) this.#refuse(name, 'unreadable')
    const why = unreadable[name]
    if (why) this.#refuse(name, why)
    const traversals = values.map(nestedSteps).filter((steps) => steps !== undefined)
    const ends = (start: Origin) => traversals.map((steps) => this.along(steps, start))

    switch (name) {
      case 'addV':
      case 'addE':
        ends(before)
        this.changes = true
        return 'own'
      case 'mergeV':
      case 'mergeE':
        ends(before)
        if (this.#options.seesDataset) this.#refuse(name, 'merge')
        this.#checkMerged(name, values)
        this.changes = true
        return 'own'
      case 'property':
        ends(before)
        this.#checkProperty(values)
        this.#checkChange(name, before)
        return before
      case 'drop':
        this.#checkChange(name, before)
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
      case 'properties':
        return values.includes(PARTITION_KEY) ? 'key' : before
      case 'coalesce':
      case 'union':
      case 'local':
      case 'map':
      case 'flatMap':
        return traversals.length > 0 ? joined(...ends(before)) : 'mixed'
      case 'optional':
        return joined(before, ...ends(before))
      case 'choose':
        return this.#afterChoose(values, before)
      case 'option':
        this.#checkMerged(name, values)
        return joined(before, ...ends(main.entering))
      case 'repeat': {
        const once = joined(before, ...ends(before))
        return joined(once, ...ends(once))
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
        this.#record(values, before)
        return before
      case 'group':
      case 'groupCount':
      case 'project':
      case 'subgraph':
      case 'tree':
        this.#record(values, 'mixed')
        return 'mixed'
      case 'select':
        ends(before)
        // In a map, a key is found before a label is.
        return before === 'own' || before === 'seen' ? this.#recorded(values) : 'mixed'
      case 'cap':
        return this.#recorded(values)
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
    return ends.length === 2 ? joined(...ends) : joined(before, ...ends)
  }

  #afterBy(values: readonly unknown[], before: Origin, [name, ...labels]: Instruction): Origin {
    if (values.length === 0) return before
    if (name === 'aggregate' || name === 'store') this.#record(labels, 'mixed')
    return orderedBy.has(name) ? before : joined(before, 'mixed')
  }

  #record(labels: readonly unknown[], origin: Origin): void {
    for (const label of labels) {
      if (typeof label !== 'string') continue
      const known = this.#labels.get(label)
      this.#labels.set(label, known ? joined(known, origin) : origin)
    }
  }

  #recorded(values: readonly unknown[]): Origin {
    const labels = values.filter((value) => typeof value === 'string')
    return (labels.length === 1 && this.#labels.get(labels[0] ?? '')) || 'mixed'
  }

  #areOwn(ids: readonly unknown[]): boolean {
    const all = ids.flat()
    return all.length > 0 && all.every((id) => this.#options.isOwn(idOf(id) ?? ''))
  }

  #checkChange(name: string, origin: Origin): void {
    this.changes = true
    if (origin === 'key') this.#refuse(name, 'key')
    if (origin === 'foreign' || (origin !== 'own' && this.#options.seesDataset)) this.#refuse(name, 'change')
  }

  #checkProperty(values: readonly unknown[]): void {
    const [first, second] = values
    const key = enumWord(first)?.startsWith('Cardinality.') ? second : first
    this.#checkKeys('property', nestedSteps(key) || enumWord(key) || typeof key !== 'object' ? [key] : keysOf(key))
  }

  #checkMerged(name: string, values: readonly unknown[]): void {
    for (const value of values) if (!nestedSteps(value) && !enumWord(value)) this.#checkKeys(name, keysOf(value))
  }

  #checkKeys(step: string, keys: readonly unknown[]): void {
    if (keys.some((key) => enumWord(key) === 'T.id')) this.#refuse(step, 'chosenId')
    if (keys.includes(PARTITION_KEY)) this.#refuse(step, 'key')
    if (keys.some(nestedSteps)) this.#refuse(step, 'unreadable')
  }

  #refuse(step: string, why: Unisolated): never {
    throw refusal(`${step}()`, why, this.#whole)
  }
}

function keysOf(value: unknown): unknown[] {
  if (value instanceof Map) return [...value.keys()]
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

/** `to(Direction.OUT)` is a step of its own, and not where an edge that is added leads to. */
function isModulator([name, first]: Instruction): boolean {
  return modulators.has(name) && !(name === 'to' && enumWord(first)?.startsWith('Direction.'))
}
