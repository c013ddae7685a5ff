import { escapePattern } from '../../../base/escape-pattern.ts'
import type { BodyEdit } from '../../relay/relay-hook.ts'

/**
 * Takes every occurrence of prefixes out of bytes as they stream, and keeps nothing back but what may be the beginning of
 * one. Of two prefixes that begin at the same place the longer one is taken out. Prefixes are in ASCII: no other character
 * of UTF-8 has their bytes.
 *
 * It takes some 0.7 ms for 1 MB with a name in every 200 bytes: a regular expression over a text with one character for each
 * byte is faster there than a search in the bytes for each occurrence.
 */
export class PrefixRemoval implements BodyEdit {
  /** The longest first. */
  readonly #prefixes: readonly string[]
  readonly #any: RegExp
  /** What all of them begin with. */
  readonly #stem: string
  /** All that are in one of them: no prefix goes over another character. */
  readonly #characters: ReadonlySet<number>
  readonly #longest: number
  #kept = nothing

  constructor(prefixes: readonly string[]) {
    this.#prefixes = longestFirst(prefixes)
    this.#any = anyOf(this.#prefixes)
    this.#stem = stemOf(this.#prefixes)
    this.#characters = new Set(Buffer.from(this.#prefixes.join(''), 'latin1'))
    this.#longest = this.#prefixes[0]?.length ?? 0
  }

  push(chunk: Buffer): Buffer {
    return this.#take(this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]), false)
  }

  end(): Buffer {
    return this.#kept.length === 0 ? nothing : this.#take(this.#kept, true)
  }

  #take(bytes: Buffer, isEnd: boolean): Buffer {
    const undecided = Math.max(0, bytes.length - this.#longest + 1)
    if (!bytes.includes(this.#stem, 0, 'latin1')) {
      const end = isEnd ? bytes.length : undecided + this.#tail(bytes.toString('latin1', undecided), false).end
      this.#keep(bytes, end)
      return bytes.subarray(0, end)
    }
    let border = undecided
    while (border > 0 && this.#characters.has(bytes[border - 1]!)) border--
    const tail = this.#tail(bytes.toString('latin1', border), isEnd)
    this.#keep(bytes, border + tail.end)
    return Buffer.from(bytes.toString('latin1', 0, border).replace(this.#any, '') + tail.text, 'latin1')
  }

  /** What is left of the last bytes, and where among them a prefix may have begun that they do not have to its end. */
  #tail(text: string, isEnd: boolean): { readonly text: string; readonly end: number } {
    let left = ''
    let at = 0
    for (;;) {
      const next = text.indexOf(this.#stem[0]!, at)
      left += text.slice(at, next < 0 ? text.length : next)
      if (next < 0) return { text: left, end: text.length }
      const rest = text.slice(next)
      if (!isEnd && this.#prefixes.some((prefix) => prefix.length > rest.length && prefix.startsWith(rest))) {
        return { text: left, end: next }
      }
      const found = this.#prefixes.find((prefix) => rest.startsWith(prefix))
      if (found === undefined) left += text[next]
      at = next + (found?.length ?? 1)
    }
  }

  #keep(bytes: Buffer, end: number): void {
    this.#kept = end === bytes.length ? nothing : bytes.subarray(end)
  }
}

const nothing: Buffer = Buffer.alloc(0)

const longestFirst = (prefixes: readonly string[]): string[] => prefixes.toSorted((a, b) => b.length - a.length)

const anyOf = (prefixes: readonly string[]): RegExp => new RegExp(prefixes.map(escapePattern).join('|'), 'g')

/** All that the texts begin with in common. */
function stemOf([first, ...others]: readonly string[]): string {
  if (first === undefined) throw new TypeError('A view has a prefix.')
  const length = [...first].findIndex((character, at) => others.some((other) => other[at] !== character))
  if (length === 0) throw new TypeError('The prefixes of a view have nothing in common.')
  return length < 0 ? first : first.slice(0, length)
}

/**
 * The prefixes with the `*` that a view puts before them where the user's pattern begins with one: `*s` goes to the engine as
 * `*vaf-7wovf-w1-t3-*s`. To be taken out before the prefixes are.
 */
export const starred = (prefixes: readonly string[]): readonly string[] => prefixes.map((prefix) => `*${prefix}`)

/** What takes the prefixes out of a text that is whole, as of a header, and stars before them. */
export function withoutPrefixes(prefixes: readonly string[]): (text: string) => string {
  const stars = anyOf(longestFirst(starred(prefixes)))
  const any = anyOf(longestFirst(prefixes))
  // One after the other, as an answer passes them.
  return (text) => text.replace(stars, '').replace(any, '')
}
