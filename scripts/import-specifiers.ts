import { parseAst } from 'rolldown/parseAst'

/** One place in a source file that names another module. */
export interface ImportSpecifier {
  /** As written: `./clock.ts`, `node:fs`, `vitest/node`. */
  readonly text: string
  /** Where the quoted text starts and ends, quotes included, as offsets into the source. */
  readonly start: number
  readonly end: number
  /** `all`: `export * from`, which hands on names nobody has listed. `export * as name from` is `named`. */
  readonly kind: 'named' | 'all'
}

/**
 * Finds what a TypeScript file or declaration file imports: statements, `import()` calls and `import()` types.
 *
 * A parser and no pattern: examples in comments and strings look like imports too. It is the parser that Vitest brings
 * along, for TypeScript 7 has no stable API. Fails with an Error where the file does not parse, or imports a computed name.
 */
export function importSpecifiers(fileName: string, source: string): ImportSpecifier[] {
  const found: ImportSpecifier[] = []
  visit(parse(fileName, source), (node) => {
    if (!importingNodes.has(node.type)) return
    if (!isNode(node.source)) {
      // `export { a }` and `export const a` have no source; an import always has one.
      if (node.type === 'ExportNamedDeclaration') return
      throw new Error(`${fileName} has a ${node.type} without a source.`)
    }
    const { value, start, end } = node.source
    if (typeof value !== 'string') throw new Error(`${fileName} imports a computed name.`)
    const kind = node.type === 'ExportAllDeclaration' && node.exported === null ? 'all' : 'named'
    found.push({ text: value, start, end, kind })
  })
  return found
}

function parse(fileName: string, source: string): unknown {
  try {
    return parseAst(source, { lang: fileName.endsWith('.d.ts') ? 'dts' : 'ts' })
  } catch (cause) {
    throw new Error(`${fileName} does not parse.`, { cause })
  }
}

const importingNodes = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

function visit(value: unknown, onNode: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, onNode)
  if (!isNode(value)) return
  onNode(value)
  for (const field of Object.values(value)) visit(field, onNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
