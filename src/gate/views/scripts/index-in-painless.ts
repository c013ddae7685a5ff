import { NameRejected, type View } from '../view.ts'
import { insertionsOf } from './insertions.ts'
import { scriptUsesIndex } from './messages.ts'
import { painlessTokens, type Token } from './painless-tokens.ts'

/** A script that finds the user's names in `_index`, and writes physical ones to it. */
interface TranslatedScript {
  readonly source: string
  /** Names and patterns of the indices that it may set `_index` to. */
  readonly assigned: readonly string[]
}

/** Whether the word `_index` stands in a text, as in `ctx._index` and `{{_index}}`. */
export const usesIndex = (text: string): boolean => /(?<!\w)_index(?!\w)/.test(text)

/**
 * Translates what a script in Painless does with the name of a document's index: `ctx._index`, which it may also set, and
 * `doc['_index'].value`. Text is only put in. Fails with NameRejected where it gets at the name in another form, as by a
 * variable.
 */
export function translatePainless(source: string, view: View): TranslatedScript {
  if (!usesIndex(source)) return { source, assigned: [] }
  const tokens = painlessTokens(source)
  // The engine cannot read it either.
  return tokens ? new IndexUses(source, tokens, view).translated() : { source, assigned: [] }
}

/** What is put in at a place of the source. What ends a value there comes before what ends the value that it is in. */
interface Put {
  readonly at: number
  readonly text: string
  readonly rank: 'read' | 'written'
}

class IndexUses {
  readonly #source: string
  readonly #tokens: readonly Token[]
  readonly #view: View
  readonly #put: Put[] = []
  readonly #assigned = new Set<string>()
  /** The tokens `_index` that are known. */
  readonly #known = new Set<Token>()

  constructor(source: string, tokens: readonly Token[], view: View) {
    this.#source = source
    this.#tokens = tokens
    this.#view = view
  }

  translated(): TranslatedScript {
    for (const [at, { kind, text }] of this.#tokens.entries()) {
      if (kind !== 'name' || this.#is(at - 1, '.') || this.#is(at - 1, '?.')) continue
      if (text === 'ctx') this.#ofContext(at + 1)
      if (text === 'doc') this.#ofDocument(at + 1)
      if (text === 'params') this.#member(at + 1)
    }
    const isUnknown = (token: Token) =>
      token.text === '_index' && (token.kind === 'name' || token.kind === 'text') && !this.#known.has(token)
    if (this.#tokens.some(isUnknown)) throw new NameRejected(scriptUsesIndex)
    return { source: this.#spliced(), assigned: [...this.#assigned] }
  }

  /** `ctx._index`, `ctx['_index']`, `ctx.get('_index')`, `ctx.put('_index', …)`; `ctx._source._index` is a field. */
  #ofContext(at: number): void {
    const member = this.#member(at)
    if (!member) return
    const { name, end } = member
    if (name === '_index') this.#use(end)
    else if (name === '_source') this.#member(end)
    else if (this.#is(end, '(') && this.#isIndexText(end + 1)) {
      if (name === 'get' && this.#is(end + 2, ')')) this.#read(end + 2)
      else if (name === 'put' && this.#is(end + 2, ',')) this.#write(end + 3)
      else if (name !== 'containsKey') return
      this.#known.add(this.#tokens[end + 1]!)
    }
  }

  /** `doc['_index'].value`, `doc['_index'].get(0)`, `doc['_index'][0]`; whether it has one is not its name. */
  #ofDocument(at: number): void {
    const field = this.#member(at)
    if (field?.name === 'containsKey' && this.#isIndexText(field.end + 1)) this.#known.add(this.#tokens[field.end + 1]!)
    if (field?.name !== '_index') return
    const value = this.#member(field.end)
    const name = value?.name ?? ''
    if (this.#is(field.end, '[')) this.#read(field.end + 2)
    else if (value && name === 'value') this.#read(value.end - 1)
    else if (value && /^get(?:Value)?$/.test(name)) this.#read(this.#closing(value.end))
    else if (!/^(?:size|length|empty|isEmpty)$/.test(name)) throw new NameRejected(scriptUsesIndex)
  }

  /** The member whose name stands from this token on, as `.a` or `['a']`. */
  #member(at: number): { readonly name: string; readonly end: number } | undefined {
    const isDotted = (this.#is(at, '.') || this.#is(at, '?.')) && this.#tokens[at + 1]?.kind === 'name'
    const isText = this.#is(at, '[') && this.#tokens[at + 1]?.kind === 'text' && this.#is(at + 2, ']')
    if (!isDotted && !isText) return undefined
    const name = this.#tokens[at + 1]!
    if (name.text === '_index') this.#known.add(name)
    return { name: name.text, end: at + (isDotted ? 2 : 3) }
  }

  /** What is done with `ctx._index`, behind which the token stands. */
  #use(at: number): void {
    const sign = this.#tokens[at]?.text ?? ''
    if (sign === '=') this.#write(at + 1)
    else if (/^(?:(?:[-+*/%&|^]|<<|>>>?)=|\+\+|--)$/.test(sign)) throw new NameRejected(scriptUsesIndex)
    else this.#read(at - 1)
  }

  /** The value whose last token this is is a physical name. */
  #read(last: number): void {
    const token = this.#tokens[last]
    if (token) this.#put.push({ at: token.end, text: insertionsOf(this.#view).users, rank: 'read' })
  }

  /** The value that begins with this token becomes a physical name. */
  #write(first: number): void {
    const behind = this.#endOfValue(first)
    if (behind === first) return
    const [before, after] = insertionsOf(this.#view).physical
    this.#put.push({ at: this.#tokens[first]!.start, text: before, rank: 'written' })
    this.#put.push({ at: this.#tokens[behind - 1]!.end, text: after, rank: 'written' })
    this.#assigned.add(namesOf(this.#tokens.slice(first, behind)))
  }

  /** The first token that is not of the value any more. */
  #endOfValue(first: number): number {
    let depth = 0
    let at = first
    for (; at < this.#tokens.length; at++) {
      const { kind, text } = this.#tokens[at]!
      if (kind !== 'sign') continue
      if (depth === 0 && /^[)\]};,]$/.test(text)) break
      if (/^[([{]$/.test(text)) depth++
      if (/^[)\]}]$/.test(text)) depth--
    }
    return at
  }

  /** The token that closes the bracket which this one opens. */
  #closing(at: number): number {
    return this.#is(at, '(') ? this.#endOfValue(at + 1) : at
  }

  #is(at: number, sign: string): boolean {
    return this.#tokens[at]?.kind === 'sign' && this.#tokens[at]?.text === sign
  }

  #isIndexText(at: number): boolean {
    return this.#tokens[at]?.kind === 'text' && this.#tokens[at]?.text === '_index'
  }

  #spliced(): string {
    const functions = this.#assigned.size > 0 ? insertionsOf(this.#view).functions : ''
    let [text, from] = [functions, 0]
    for (const put of this.#put.toSorted((a, b) => a.at - b.at || a.rank.localeCompare(b.rank))) {
      text += this.#source.slice(from, put.at) + put.text
      from = put.at
    }
    return text + this.#source.slice(from)
  }
}

/** What a value may say: a text, a text with something behind it, or anything. */
function namesOf([first, second, ...others]: readonly Token[]): string {
  if (first?.kind !== 'text' || others.some(({ text }) => text === '?')) return '*'
  if (!second) return first.text
  return second.text === '+' ? `${first.text}*` : '*'
}
