import type { Instruction } from '../traversal/bytecode.ts'
import { entriesOf, enumWord, isMap, literalsIn } from '../traversal/bytecode.ts'

/** Whether a step finds an element by a map, or makes one from it. */
export function isMerge([name]: Instruction): boolean {
  return name === 'mergeV' || name === 'mergeE'
}

/** Whether an option of a merge tells how to find one of an edge's vertices. */
export function findsVertex(token: unknown): boolean {
  return enumWord(token) === 'Merge.outV' || enumWord(token) === 'Merge.inV'
}

/** Whether the map of a merge stands in the traversal itself, rather than being made while it runs. Null is the empty map. */
export function isWrittenOut(value: unknown): value is object | null | undefined {
  return value === null || value === undefined || isMap(value)
}

export function keysOf(value: unknown): unknown[] {
  return isMap(value) ? entriesOf(value).map(([key]) => key) : []
}

/** The map of a merge with one more entry. */
export function withEntry(map: object | null | undefined, key: string, value: unknown): object {
  return isMap(map) && !(map instanceof Map)
    ? { ...map, [key]: value }
    : new Map([...entriesOf(map ?? {}), [key, value]])
}

/** Whether an argument holds a map from which a merge would take the id of an element. */
export function choosesId(value: unknown): boolean {
  for (const literal of literalsIn(value)) {
    if (keysOf(literal).some((key) => enumWord(key) === 'T.id')) return true
  }
  return false
}

/** Whether an argument is an object spelt as the wire does, which the server takes for what it is not here. */
export function isSpeltForWire(value: unknown): boolean {
  return isMap(value) && keysOf(value).includes('@type')
}
