import type { process as gremlinProcess } from 'gremlin'
import type { Instruction } from '../traversal/bytecode.ts'
import { instructionsOf } from '../traversal/bytecode.ts'
import { PARTITION_KEY } from './partition.ts'

type Process = typeof gremlinProcess

/** Whether a step makes a map of an element's properties. */
export function isMapOfProperties(step: Instruction | undefined): boolean {
  return step !== undefined && ['valueMap', 'propertyMap', 'elementMap'].includes(step[0])
}

/** The modulators of a step that makes a map. */
const ofMaps = new Set(['by', 'with'])

/** The steps one by one, a map with the modulators that follow it. */
export function withModulatorsOfMaps(steps: readonly Instruction[]): [Instruction, ...Instruction[]][] {
  const groups: [Instruction, ...Instruction[]][] = []
  for (const step of steps) {
    const group = groups.at(-1)
    if (isMapOfProperties(group?.[0]) && ofMaps.has(step[0])) group?.push(step)
    else groups.push([step])
  }
  return groups
}

/**
 * The steps that show the same as a step which shows all properties, but for the partition key; `undefined` for any other
 * step. They have to stand inside a step of their own, so that paths stay as they are.
 */
export function withoutKey(
  { statics: __, P, column, scope }: Process,
  [step, ...modulators]: readonly [Instruction, ...Instruction[]],
): Instruction[] | undefined {
  const [name, ...values] = step
  if (values.some((value) => typeof value === 'string')) return undefined
  const isOther: Instruction = ['hasKey', P.neq(PARTITION_KEY)]
  if (name === 'properties') return [step, isOther]
  if (name === 'values') return [['properties'], isOther, ['value']]
  if (!isMapOfProperties(step)) return undefined
  // Nothing takes an entry out of a map by its key: it is put in front, and skipped. The others keep their order.
  const isKey = () => __.select(column.keys).is(PARTITION_KEY)
  const others = __.order(scope.local)
    .by(__.choose(isKey(), __.constant(0), __.constant(1)))
    .skip(scope.local, 1)
  const hidden = __.choose(__.unfold().filter(isKey()), others)
  return [step, ...modulators, ...instructionsOf(hidden.getBytecode()).stepInstructions]
}
