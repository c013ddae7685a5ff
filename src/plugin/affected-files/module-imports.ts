/** The imports that are found in the text of a module. */
export interface ModuleImports {
  readonly specifiers: readonly string[]
  /** Whether these are all: false where it also has an import whose specifier is known only when it runs. */
  readonly areAll: boolean
}

/** White space and comments between two tokens. */
const gap = String.raw`(?:\s|/\*[^]*?\*/|//[^\n]*\n)*`
const text = String.raw`(["'\`])((?:(?!\1)[^\\\n])+)\1`

const fromClause = new RegExp(String.raw`(?<![\w$.])from${gap}${text}`, 'g')
const others = [
  // import './a', import('./a'), require('./a')
  new RegExp(String.raw`(?<![\w$.])(?:import|require)${gap}(?:\(${gap})?${text}`, 'g'),
  // vi.importActual<typeof import('./a')>('./a')
  new RegExp(String.raw`\.import(?:Actual|Mock)\b[^;"'\`]*\(${gap}${text}`, 'g'),
]
const whenItRuns = [
  // import(path)
  new RegExp(String.raw`(?<![\w$.])import${gap}\(${gap}(?!["'\`\s/])`),
  // import('./a/' + name)
  new RegExp(String.raw`(?<![\w$.])import${gap}\(${gap}${text}${gap}(?![),\s/])`),
  /(?<![\w$.])import\.meta\.glob\b/,
]

/**
 * Finds imports in the text of TypeScript, JSX and single-file components, which no one parser of JavaScript reads. It may take
 * text in a string for an import, and overlooks no import that names its module. Imports of types do not count.
 */
export function moduleImports(source: string): ModuleImports {
  // Most text that only looks like an import is in a comment.
  const code = source.replace(/^\s*(?:\/\/|\*(?!\s*as\b)).*$/gm, '')
  const specifiers = new Set<string>()
  let areAll = !whenItRuns.some((pattern) => pattern.test(code))
  const add = (specifier: string) => {
    if (!specifier.includes('${')) specifiers.add(specifier)
    else if (mayBeCode(specifier)) areAll = false
  }
  for (const { index, 2: specifier } of code.matchAll(fromClause)) {
    if (!isOfTypes(code, index)) add(specifier!)
  }
  for (const pattern of others) for (const { 2: specifier } of code.matchAll(pattern)) add(specifier!)
  return { specifiers: [...specifiers], areAll }
}

/** Whether a file with this name can import others: it is not a picture, a style sheet or JSON. */
export function mayBeCode(path: string): boolean {
  const extension = /\.(\w+)$/.exec(path)?.[1]
  return extension === undefined || /^([cm]?[jt]sx?|vue|svelte|astro|mdx?|imba|civet)$/.test(extension)
}

/** Whether the `from` at this position belongs to an `import type` or an `export type`. */
function isOfTypes(code: string, from: number): boolean {
  const start = Math.max(code.lastIndexOf('import', from), code.lastIndexOf('export', from))
  return start !== -1 && /^(?:import|export)\s+type\b(?!\s*(?:,|from\b\s*["']))/.test(code.slice(start, from + 8))
}
