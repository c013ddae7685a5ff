import { enumWord, idOf, isMap } from '../traversal/bytecode.ts'
import { PARTITION_KEY } from './partition.ts'

/** Takes the partition key out of a result, in place: it was read from the wire, and nobody else has it yet. */
export function hideKey(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Map) {
    value.delete(PARTITION_KEY)
    for (const item of [...value].flat()) hideKey(item)
    return
  }
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) hideKey(item)
    return
  }
  if (isMap(value)) {
    hideInUnread(value as Record<string, unknown>)
    return
  }
  const { properties, objects } = value as { properties?: unknown; objects?: unknown }
  if (properties !== undefined) hideFrom(value as { properties: unknown })
  // A path.
  if (objects !== undefined) hideKey(objects)
}

/**
 * What the driver has no class for, such as the graph of `subgraph()`, comes as the wire has it; so do maps in GraphSON 2.
 * An element there that has no properties has no member for them.
 */
function hideInUnread(value: Record<string, unknown>): void {
  delete value[PARTITION_KEY]
  for (const item of Object.values(value)) hideKey(item)
  const { properties } = value
  if (typeof properties === 'object' && properties !== null && Object.keys(properties).length === 0) {
    delete value.properties
  }
}

/** Drivers differ: GraphSON's elements have an object or a map by key, GraphBinary's have a list. */
function hideFrom(element: { properties: unknown }): void {
  const { properties } = element
  if (Array.isArray(properties)) {
    element.properties = properties.filter((property: { key?: unknown; label?: unknown }) => {
      return property.key !== PARTITION_KEY && property.label !== PARTITION_KEY
    })
  } else if (properties instanceof Map) {
    properties.delete(PARTITION_KEY)
  } else if (typeof properties === 'object' && properties !== null) {
    delete (properties as Record<string, unknown>)[PARTITION_KEY]
    // Of a vertex without properties the driver reads none; an edge has an empty object.
    if (Object.keys(properties).length === 0 && !('outV' in element)) element.properties = undefined
  }
}

/** A server quotes the steps and the maps it was at: `HasStep([_vaf_partition.within([a, b])])`, `{name=x, _vaf_partition=a}`. */
const QUOTED_KEY = new RegExp(`(?:, )?${PARTITION_KEY}(?:\\.\\w+\\((?:\\[[^\\]]*\\]|[^)]*)\\)|=[^,}\\]]*)`, 'g')

/** Takes the partition key out of what a server's error says, in place, and returns the error. */
export function hideKeyInError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  for (const name of ['message', 'stack', 'statusMessage'] as const)
    hideIn(error as Partial<Record<typeof name, string>>, name)
  const { statusAttributes: attributes } = error as { statusAttributes?: unknown }
  if (attributes instanceof Map) for (const [name, text] of attributes) attributes.set(name, withoutKey(text))
  return error
}

function hideIn<Name extends string>(error: Partial<Record<Name, string>>, name: Name): void {
  if (error[name]?.includes(PARTITION_KEY)) error[name] = withoutKey(error[name])
}

function withoutKey<Value>(text: Value): Value {
  if (Array.isArray(text)) return text.map(withoutKey) as Value
  return typeof text === 'string'
    ? (text.replace(QUOTED_KEY, '').replaceAll(PARTITION_KEY, 'the partition') as Value)
    : text
}

/** The ids of the elements in a result: elements, ids, lists of them, and the maps of `elementMap()`. */
export function* idsIn(value: unknown): Generator<string> {
  const id = idOf(value)
  if (id !== undefined) yield id
  else if (Array.isArray(value) || value instanceof Set) for (const item of value) yield* idsIn(item)
  else if (value instanceof Map) {
    for (const [key, item] of value) if (enumWord(key) === 'T.id' && typeof item === 'string') yield item
  }
}
