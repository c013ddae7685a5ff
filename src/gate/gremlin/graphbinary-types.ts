/**
 * What a value is made of. A `value` is qualified: its type stands before it. The others are not. The last eight are as
 * many of something as a count before them says.
 */
export type Part =
  | 'value'
  | 'text'
  | 'integer'
  | 'long'
  | 'bytes'
  | 'class'
  | 'lambda'
  | 'instruction'
  | 'values'
  | 'pairs'
  | 'weighted'
  | 'tree'
  | 'instructions'
  | 'vertices'
  | 'edges'
  | 'properties'

export const STRING = 0x03
export const CHAR = 0x80
export const CUSTOM = 0x00

const enumerations = [0x13, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0x20, 0x2e, 0x2f]

/** Types whose values are all of one length, in bytes. */
export const fixedTypes: ReadonlyMap<number, number> = new Map([
  ...([
    [0x01, 4],
    [0x02, 8],
    [0x04, 8],
    [0x05, 8],
    [0x07, 8],
    [0x08, 4],
    [0x0c, 16],
    [0x24, 1],
    [0x26, 2],
    [0x27, 1],
  ] as const),
  ...([
    [0x81, 12],
    [0x83, 12],
    [0x84, 6],
    [0x85, 14],
    [0x86, 8],
    [0x87, 2],
    [0x88, 18],
    [0x89, 12],
    [0x8a, 12],
  ] as const),
  ...([
    [0x8b, 4],
    [0x8c, 5],
    [0x8d, 18],
    [0x8e, 4],
    [0xfe, 0],
  ] as const),
])

/** Types whose values are made of parts, in the order in which the serializers of TinkerPop 3.7 read them. */
export const composedTypes: ReadonlyMap<number, readonly Part[]> = new Map<number, readonly Part[]>([
  [STRING, ['text']],
  [0x06, ['class']],
  [0x09, ['values']],
  [0x0a, ['pairs']],
  [0x0b, ['values']],
  [0x0d, ['value', 'text', 'value', 'text', 'value', 'text', 'value', 'value']],
  [0x0e, ['value', 'value']],
  [0x0f, ['text', 'value', 'value']],
  [0x10, ['vertices', 'edges']],
  [0x11, ['value', 'text', 'value']],
  [0x12, ['value', 'text', 'value', 'value', 'value']],
  [0x14, ['text', 'value']],
  [0x15, ['instructions', 'instructions']],
  [0x1d, ['lambda']],
  [0x1e, ['text', 'values']],
  [0x21, ['long', 'value']],
  [0x22, ['integer', 'bytes']],
  [0x23, ['bytes']],
  [0x25, ['bytes']],
  [0x28, ['text', 'values']],
  [0x29, ['class', 'pairs']],
  [0x2a, ['weighted']],
  [0x2b, ['tree']],
  [0x2c, ['text', 'text', 'long', 'pairs', 'pairs', 'values']],
  [0x2d, ['long', 'values']],
  [0x82, ['bytes']],
  // The name, as a qualified text.
  ...enumerations.map((code) => [code, ['value']] as const),
])

/** What each of many is made of, and how many bytes it takes at least. */
export const manyParts: Partial<Record<Part, { readonly least: number; readonly parts: readonly Part[] }>> = {
  values: { least: 2, parts: ['value'] },
  pairs: { least: 4, parts: ['value', 'value'] },
  weighted: { least: 10, parts: ['value', 'long'] },
  tree: { least: 6, parts: ['value', 'tree'] },
  instructions: { least: 8, parts: ['instruction'] },
  vertices: { least: 10, parts: ['value', 'text', 'properties'] },
  properties: { least: 12, parts: ['value', 'text', 'value', 'value', 'value'] },
  edges: { least: 18, parts: ['value', 'text', 'value', 'value', 'value', 'value', 'value', 'value'] },
}
