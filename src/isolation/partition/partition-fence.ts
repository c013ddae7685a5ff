import { NamespaceError } from '../../errors/errors.ts'
import type { Unisolated } from '../messages.ts'
import * as messages from '../messages.ts'
import type { Instruction } from '../traversal/bytecode.ts'
import { enumWord, literalsIn, nestedSteps } from '../traversal/bytecode.ts'
import { traversalText } from '../traversal/traversal-text.ts'
import { PARTITION_KEY } from './partition.ts'
import type { Origin } from './traversal-origin.ts'
import { choosesId, findsVertex, isSpeltForWire, isWrittenOut, keysOf } from './written-maps.ts'

const unreadable: Readonly<Record<string, Unisolated>> = { io: 'file', call: 'unreadable', program: 'unreadable' }

/** Checks one traversal step by step. Each method fails with a NamespaceError for a step that a partition does not allow. */
export class PartitionFence {
  /** Whether the traversal can change the graph. */
  changes = false
  readonly #whole: readonly Instruction[]
  readonly #seesDataset: boolean
  /** Whether a map that stands in the traversal, outside of what makes an element, has an id. */
  #writesIds = false
  /** The step that makes an element from a map which is only made while the traversal runs. */
  #makesFromMap: string | undefined

  constructor(whole: readonly Instruction[], seesDataset: boolean) {
    this.#whole = whole
    this.#seesDataset = seesDataset
  }

  /** Any step, by what stands in it. Returns the traversals in its collections: the server runs those, too. */
  checkStep([name, ...values]: Instruction): (readonly Instruction[])[] {
    const why = unreadable[name]
    if (why) this.#reject(name, why)
    const traversals: (readonly Instruction[])[] = []
    for (const value of values) {
      for (const literal of literalsIn(value)) {
        if (typeof literal === 'function' || isSpeltForWire(literal)) this.#reject(name, 'unreadable')
        if (literal === PARTITION_KEY) this.#reject(name, 'key')
        const steps = literal === value ? undefined : nestedSteps(literal)
        if (steps) traversals.push(steps)
      }
    }
    return traversals
  }

  /** A step that changes what comes into it. */
  checkChange(name: string, origin: Origin): void {
    this.changes = true
    if (origin === 'foreign' || (origin !== 'own' && this.#seesDataset)) this.#reject(name, 'change')
  }

  checkProperty(values: readonly unknown[]): void {
    const [first, second] = values
    const key = enumWord(first)?.startsWith('Cardinality.') ? second : first
    this.#checkKeys('property', nestedSteps(key) || enumWord(key) || typeof key !== 'object' ? [key] : keysOf(key))
  }

  /** A merge. Inside another step TinkerPop's partition does not reach it: there its map has to be written out. */
  checkMerge(name: string, values: readonly unknown[], isNested: boolean): void {
    if (this.#seesDataset) this.#reject(name, 'merge')
    this.changes = true
    if (values.length > 0 && values.every(isWrittenOut)) this.#checkKeys(name, values.flatMap(keysOf))
    else if (isNested) this.#reject(name, 'nestedMerge')
    else this.#makesFromMap = name
  }

  /** An option of a merge; `after` is what its traversal leads to, where it is one. */
  checkMergeOption([token, value]: readonly unknown[], after: Origin | undefined, isNested: boolean): void {
    if (after === undefined) {
      if (!findsVertex(token)) this.#checkKeys('option', keysOf(value))
    } else if (isNested) this.#reject('option', 'nestedMerge')
    else if (findsVertex(token) && after === 'foreign') this.#reject('option', 'mergedVertex')
    else if (enumWord(token) === 'Merge.onCreate') this.#makesFromMap = 'option'
  }

  /** Notes the maps from which a map can be made while the traversal runs. */
  noteMaps(values: readonly unknown[]): void {
    this.#writesIds ||= values.some(choosesId)
  }

  /** The traversal as a whole, once all of it was read. */
  checkWhole(): void {
    if (this.#writesIds && this.#makesFromMap) this.#reject(this.#makesFromMap, 'chosenId')
  }

  #checkKeys(step: string, keys: readonly unknown[]): void {
    if (keys.some((key) => enumWord(key) === 'T.id')) this.#reject(step, 'chosenId')
    if (keys.some(nestedSteps)) this.#reject(step, 'unreadable')
  }

  #reject(step: string, why: Unisolated): never {
    throw rejection(`${step}()`, why, this.#whole)
  }
}

/** The rejection of a traversal; `step` is the step at fault: `drop()`. */
export function rejection(step: string, why: Unisolated, steps: readonly Instruction[]): NamespaceError {
  const lines = messages.traversalRejected(step, why, traversalText(steps))
  return new NamespaceError(lines, { resource: 'graph', fault: 'user' })
}
