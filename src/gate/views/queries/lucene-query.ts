import { NameRejected, type View } from '../view.ts'
import { fieldMayBeIndex } from './messages.ts'
import { patternsOnIndex } from './walk.ts'

/** White space, texts in quotes, regular expressions, ranges, operators, and terms with what is escaped in them. */
const TOKEN =
  /\s+|"(?:\\.|[^"\\])*"|\/(?:\\.|[^/\\])*\/|[[{](?:"(?:\\.|[^"\\])*"|\\.|[^[\]{}"\\])*[\]}]|&&|\|\||[-+!():^~](?:(?<=[\^~])[\d.]+)?|(?:\\.|[^\s"/[\]{}+\-!():^~\\])(?:\\.|[^\s"/[\]{}!():^~\\])*|./gsu
const OPERATORS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', '&&', '||', '+', '-', '!'])

/**
 * Translates `_index:a` in a query of Lucene's syntax, as in `q=` and `query_string`, also with groups, texts in quotes and
 * wildcards. Fails with NameRejected for a wildcard in place of the field's name that could stand for `_index`.
 */
export function translateLuceneQuery(query: string, view: View): string {
  if (!query.includes('index') && !query.includes('\\') && !query.includes('*:')) return query
  const tokens = query.match(TOKEN) ?? []
  /** The fields of the groups that are open, and the one that the next clause has. */
  const groups: (string | undefined)[] = []
  let field: string | undefined
  const translated = tokens.map((token, at) => {
    const ofGroup = groups.at(-1)
    if (token === '(') groups.push(field ?? ofGroup)
    if (token === ')') groups.pop()
    if (token === ':' || /^\s/.test(token) || OPERATORS.has(token) || /^[\^~]/.test(token)) return token
    if (nextIs(':', tokens, at)) {
      field = fieldOf(token)
      return token
    }
    const isOnIndex = (field ?? ofGroup) === '_index'
    field = undefined
    // What is no term stands for any name, or the engine rejects it for this field.
    return isOnIndex && /^(?:"|[^()/[{*<>]|\*.)/su.test(token) ? clauseOn(token, view) : token
  })
  return translated.join('')
}

const nextIs = (wanted: string, tokens: readonly string[], at: number): boolean =>
  tokens[at + 1] === wanted || (/^\s/.test(tokens[at + 1] ?? '') && tokens[at + 2] === wanted)

function fieldOf(token: string): string {
  const field = unescaped(token)
  const isPattern = field.includes('*') && field !== '*'
  if (isPattern && new RegExp(`^${field.replaceAll(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`).test('_index')) {
    throw new NameRejected(fieldMayBeIndex(field))
  }
  return field
}

function clauseOn(token: string, view: View): string {
  const pattern = unescaped(token.startsWith('"') ? token.slice(1, -1) : token)
  const patterns = patternsOnIndex(view, pattern)
  // No index has the bare prefix as its name.
  const terms = (patterns.length > 0 ? patterns : [view.prefix]).map(escapeTerm)
  return terms.length === 1 ? terms[0]! : `(${terms.join(' OR ')})`
}

const unescaped = (text: string): string => text.replaceAll(/\\(.)/gsu, '$1')
const escapeTerm = (text: string): string => text.replaceAll(/[\s"/[\]{}!():^~\\?<>=&|]/g, '\\$&')
