import type gremlin from 'gremlin'
import { type Token, tokensOf } from './gremlin-tokens.ts'
import { functions, renamed, strategyOf, Unreadable, words } from './gremlin-words.ts'

type Source = gremlin.process.GraphTraversalSource
type Callable = Readonly<Record<string, ((...values: unknown[]) => unknown) | undefined>>

/**
 * Reads a traversal as TinkerPop's features write it. Fails as `Unreadable` for what the driver cannot say, as lambdas;
 * with the driver's error for a traversal that it does not make.
 */
export function readGremlin(
  code: string,
  g: Source,
  variables: ReadonlyMap<string, unknown>,
): gremlin.process.GraphTraversal {
  const reader = new Reader(tokensOf(code), new Map([...variables, ['g', g]]))
  return reader.whole() as gremlin.process.GraphTraversal
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #variables: ReadonlyMap<string, unknown>
  #at = 0

  constructor(tokens: readonly Token[], variables: ReadonlyMap<string, unknown>) {
    this.#tokens = tokens
    this.#variables = variables
  }

  whole(): unknown {
    const value = this.#expression()
    if (this.#at < this.#tokens.length) throw this.#unreadable()
    return value
  }

  #expression(): unknown {
    let value = this.#primary()
    while (this.#is('.')) {
      this.#take('.')
      const name = this.#name()
      value = this.#is('(') ? this.#call(value as Callable, name) : (value as Callable)[renamed(name)]
      if (value === undefined) throw this.#unreadable()
    }
    return value
  }

  #primary(): unknown {
    const token = this.#tokens[this.#at]
    if (token?.mark === '[') return this.#collection()
    if (token?.mark === '-' || token?.mark === '+') {
      this.#at += 1
      return Number(`${token.mark}${this.#primary()}`)
    }
    if (token && 'value' in token) {
      this.#at += 1
      return token.value
    }
    const name = this.#name()
    if (name === 'new') return strategyOf(this.#name(), this.#is('(') ? this.#named() : {})
    if (/Strategy$/.test(name)) return strategyOf(name, {})
    if (this.#is('(')) return this.#call(functions as unknown as Callable, name)
    if (this.#variables.has(name)) return this.#variables.get(name)
    if (words.has(name)) return words.get(name)
    throw this.#unreadable()
  }

  #call(on: Callable, name: string): unknown {
    const values = this.#between('(', ')', () => this.#expression())
    const method = on[renamed(name)]
    if (typeof method !== 'function') throw this.#unreadable()
    return method.apply(on, values)
  }

  /** A list, or a map where there is a colon. */
  #collection(): unknown {
    let isMap = false
    const entries = this.#between('[', ']', () => {
      if (this.#is(':')) {
        this.#take(':')
        isMap = true
        return undefined
      }
      const isBare = this.#tokens[this.#at + 1]?.mark === ':' && this.#tokens[this.#at]?.name !== undefined
      const key = isBare ? this.#name() : this.#key()
      if (!this.#is(':')) return [key, undefined] as const
      this.#take(':')
      isMap = true
      return [key, this.#expression()] as const
    }).filter((entry) => entry !== undefined)
    return isMap ? new Map(entries) : entries.map(([item]) => item)
  }

  /** A key of a map may stand in parentheses. */
  #key(): unknown {
    return this.#is('(') ? this.#between('(', ')', () => this.#expression())[0] : this.#expression()
  }

  /** What a strategy is configured with. */
  #named(): Record<string, unknown> {
    const entries = this.#between('(', ')', () => {
      const name = this.#name()
      this.#take(':')
      return [name, this.#expression()] as const
    })
    return Object.fromEntries(entries)
  }

  #between<Item>(open: string, close: string, read: () => Item): Item[] {
    const items: Item[] = []
    this.#take(open)
    while (!this.#is(close)) {
      items.push(read())
      if (!this.#is(close)) this.#take(',')
    }
    this.#take(close)
    return items
  }

  #is(mark: string): boolean {
    return this.#tokens[this.#at]?.mark === mark
  }

  #take(mark: string): void {
    if (!this.#is(mark)) throw this.#unreadable()
    this.#at += 1
  }

  #name(): string {
    const name = this.#tokens[this.#at]?.name
    if (name === undefined) throw this.#unreadable()
    this.#at += 1
    return name
  }

  #unreadable(): Unreadable {
    const rest = this.#tokens.slice(Math.max(0, this.#at - 3), this.#at + 2)
    return new Unreadable(rest.map((token) => token.mark ?? token.name ?? JSON.stringify(token.value)).join(' '))
  }
}
