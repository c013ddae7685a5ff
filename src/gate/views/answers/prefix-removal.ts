import type { BodyEdit } from '../../relay/relay-hook.ts'

/**
 * Takes every occurrence of prefixes out of bytes as they stream, and keeps nothing back but what may be the beginning of
 * one. Of two prefixes that begin at the same place the longer one is taken out. Prefixes are in ASCII: no other character
 * of UTF-8 has their bytes.
 */
export class PrefixRemoval implements BodyEdit {
  /** The longest first. */
  readonly #prefixes: readonly Buffer[]
  /** What all of them begin with. */
  readonly #stem: Buffer
  #kept = nothing

  constructor(prefixes: readonly string[]) {
    this.#prefixes = longestFirst(prefixes).map((prefix) => Buffer.from(prefix, 'latin1'))
    this.#stem = stemOf(this.#prefixes)
  }

  push(chunk: Buffer): Buffer {
    return this.#take(this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]), false)
  }

  end(): Buffer {
    return this.#kept.length === 0 ? nothing : this.#take(this.#kept, true)
  }

  #take(text: Buffer, isEnd: boolean): Buffer {
    const pieces: Buffer[] = []
    let from = 0
    let at = text.indexOf(this.#stem)
    while (at >= 0) {
      if (!isEnd && this.#prefixes.some((prefix) => breaksOff(text, at, prefix))) break
      const found = this.#prefixes.find((prefix) => isAt(text, at, prefix))
      if (found) {
        pieces.push(text.subarray(from, at))
        from = at + found.length
      }
      at = text.indexOf(this.#stem, found ? from : at + 1)
    }
    const end = isEnd ? text.length : at >= 0 ? at : this.#startOfBrokenStem(text, from)
    this.#kept = end === text.length ? nothing : text.subarray(end)
    const rest = text.subarray(from, end)
    return pieces.length === 0 ? rest : Buffer.concat([...pieces, rest])
  }

  /** Where at the end of the text a stem may begin; the text's length if nowhere. */
  #startOfBrokenStem(text: Buffer, from: number): number {
    const first = this.#stem[0] ?? 0
    let at = text.indexOf(first, Math.max(from, text.length - this.#stem.length + 1))
    while (at >= 0 && !breaksOff(text, at, this.#stem)) at = text.indexOf(first, at + 1)
    return at < 0 ? text.length : at
  }
}

const nothing: Buffer = Buffer.alloc(0)

const isAt = (text: Buffer, at: number, wanted: Buffer): boolean =>
  text.length - at >= wanted.length && text.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0

/** Whether the text ends in the middle of what is wanted. */
const breaksOff = (text: Buffer, at: number, wanted: Buffer): boolean =>
  text.length - at < wanted.length && text.compare(wanted, 0, text.length - at, at) === 0

const longestFirst = (prefixes: readonly string[]): string[] => prefixes.toSorted((a, b) => b.length - a.length)

/** All bytes that the texts begin with in common; at least the first one of the first, for a stem is never empty. */
function stemOf([first, ...others]: readonly Buffer[]): Buffer {
  if (!first) throw new TypeError('A view has a prefix.')
  const length = first.findIndex((byte, at) => others.some((other) => other[at] !== byte))
  if (length === 0) throw new TypeError('The prefixes of a view have nothing in common.')
  return length < 0 ? first : first.subarray(0, length)
}

/** What takes the prefixes out of a text that is whole, as of a header. */
export function withoutPrefixes(prefixes: readonly string[]): (text: string) => string {
  const any = new RegExp(longestFirst(prefixes).map(escaped).join('|'), 'g')
  return (text) => text.replace(any, '')
}

const escaped = (text: string): string => text.replace(/[^\w-]/g, '\\$&')
