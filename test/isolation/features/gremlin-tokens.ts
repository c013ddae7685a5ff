import gremlin from 'gremlin'
import { Unreadable } from './gremlin-words.ts'

const { toLong } = gremlin.structure as unknown as { readonly toLong: (value: number) => unknown }

/** A name, a punctuation mark, or a literal. */
export interface Token {
  readonly name?: string
  readonly mark?: string
  readonly value?: unknown
}

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)([bsilfdmn]?)|([A-Za-z_$][\w$]*)|([.,:()[\]+-]))/iuy

/** What Gremlin consists of, as TinkerPop's features write it. */
export function tokensOf(code: string): Token[] {
  const text = code.trim()
  const tokens: Token[] = []
  const reader = new RegExp(TOKEN)
  while (reader.lastIndex < text.length) {
    const at = reader.lastIndex
    const found = reader.exec(text)
    if (!found) throw new Unreadable(text.slice(at, at + 20))
    const [, double, single, number, suffix, name, mark] = found
    const quoted = double ?? single
    if (quoted !== undefined) tokens.push({ value: quoted.replace(/\\(.)/g, '$1') })
    else if (number !== undefined)
      tokens.push({ value: /l/i.test(suffix ?? '') ? toLong(Number(number)) : Number(number) })
    else tokens.push(name === undefined ? { mark: mark ?? '' } : { name })
  }
  return tokens
}
