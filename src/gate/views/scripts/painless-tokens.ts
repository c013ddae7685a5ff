/** A word or a sign of a script, and where it stands: from its first character to behind its last. */
export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'regex' | 'sign'
  /** As it is spelt; of a text what it says, without quotes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const SKIPPED = /(?:\s|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)+/y
const REGEX = /\/(?:\\[^\n]|[^/\n\\])+\/[cUilmsux]*/y
const PLAIN =
  /(?<name>[A-Za-z_]\w*)|(?<number>\d\w*(?:\.\d\w*)?|\.\d\w*)|(?<text>"(?:\\["\\]|[^"\\])*"|'(?:\\['\\]|[^'\\])*')|(?<sign>===|!==|>>>=?|<<=|>>=|<<|>>|\?\.|\?:|->|::|\+\+|--|&&|\|\||[=!<>+\-*/%&|^]=|[^\s\w])/y

/** The tokens of a script in Painless, without comments; `undefined` for a text that is no script, as the engine says, too. */
export function painlessTokens(source: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  for (let at = skip(source, 0); at < source.length; ) {
    const token = tokenAt(source, at, tokens.at(-1))
    if (!token) return undefined
    tokens.push(token)
    at = skip(source, token.end)
  }
  return tokens
}

function tokenAt(source: string, start: number, before: Token | undefined): Token | undefined {
  if (source[start] === '/' && mayBeRegex(before)) {
    const regex = matchAt(REGEX, source, start)
    if (regex) return { kind: 'regex', text: regex[0], start, end: start + regex[0].length }
  }
  const found = matchAt(PLAIN, source, start)
  const kind = found && (['name', 'number', 'text', 'sign'] as const).find((one) => found.groups![one] !== undefined)
  // A quote that nothing closes.
  if (!found || !kind || (kind === 'sign' && /["']/.test(found[0]))) return undefined
  const text = kind === 'text' ? found[0].slice(1, -1).replaceAll(/\\(.)/gs, '$1') : found[0]
  return { kind, text, start, end: start + found[0].length }
}

/** A slash behind a value divides. So the engine tells, too. */
const mayBeRegex = (before: Token | undefined): boolean =>
  before === undefined ||
  !(before.kind === 'name' || before.kind === 'number' || before.text === ')' || before.text === ']') ||
  before.kind === 'text'

const skip = (source: string, at: number): number => at + (matchAt(SKIPPED, source, at)?.[0].length ?? 0)

function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at
  return sticky.exec(source)
}
