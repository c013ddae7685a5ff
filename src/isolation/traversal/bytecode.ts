import type { process as gremlinProcess } from 'gremlin'

type Bytecode = gremlinProcess.Bytecode

/** One step, or one configuration of a source: its name, then its arguments. */
export type Instruction = readonly [name: string, ...values: unknown[]]

/** The instructions of a traversal; the driver's types leave them out. */
export interface Instructions {
  readonly sourceInstructions: readonly Instruction[]
  readonly stepInstructions: readonly Instruction[]
}

export function instructionsOf(bytecode: Bytecode): Instructions {
  return bytecode as unknown as Instructions
}

/** The bytecode that was written, by the bytecode that is sent in its place. */
const originals = new WeakMap<object, Bytecode>()

/** Remembers of a traversal what it was before it was rewritten, for messages. */
export function rememberOriginal(rewritten: Bytecode, original: Bytecode): Bytecode {
  originals.set(rewritten, original)
  return rewritten
}

/** The traversal as it was written. */
export function originalOf<Sent>(sent: Sent): Sent | Bytecode {
  return (typeof sent === 'object' && sent !== null && originals.get(sent)) || sent
}

/** The steps of an argument that is a traversal itself; `undefined` where it is anything else. */
export function nestedSteps(value: unknown): readonly Instruction[] | undefined {
  return nestedBytecode(value)?.stepInstructions
}

/**
 * Drivers differ in what they put into an argument: a traversal or its bytecode. With instructions for a source it is a
 * value with its cardinality, which the server does not run.
 */
function nestedBytecode(value: unknown): Instructions | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { getBytecode } = value as { getBytecode?: () => unknown }
  const bytecode = typeof getBytecode === 'function' ? getBytecode.call(value) : value
  const { sourceInstructions, stepInstructions } = bytecode as Partial<Instructions>
  return Array.isArray(stepInstructions) && !sourceInstructions?.length ? (bytecode as Instructions) : undefined
}

/** Whether an argument is sent as a map: drivers take plain objects too. */
export function isMap(value: unknown): value is object {
  if (value instanceof Map) return true
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))
}

/** The entries of a map, or of an object that stands for one. */
export function entriesOf(map: object): [key: unknown, value: unknown][] {
  return map instanceof Map ? [...map] : Object.entries(map)
}

/** An argument, and all that it holds where it is a collection: the server finds traversals in there, too. */
export function* literalsIn(value: unknown): Generator<unknown> {
  yield value
  if (nestedSteps(value)) return
  const items = isMap(value) ? entriesOf(value).flat() : Array.isArray(value) || value instanceof Set ? value : []
  for (const item of items) yield* literalsIn(item)
}

/** An argument that is one of Gremlin's own words: `T.id`, `Cardinality.single`. */
export function enumWord(value: unknown): string | undefined {
  const { typeName, elementName } = (value ?? {}) as { typeName?: unknown; elementName?: unknown }
  return typeof typeName === 'string' && typeof elementName === 'string' ? `${typeName}.${elementName}` : undefined
}

/** The id that stands for an element: the element itself, or its id as it was read. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  const { id, label } = (value ?? {}) as { id?: unknown; label?: unknown }
  return typeof id === 'string' && typeof label === 'string' ? id : undefined
}
