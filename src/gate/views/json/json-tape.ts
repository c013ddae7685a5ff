import { escapeLength } from '../../gremlin/json-scanner.ts'

/** A text that is no JSON. The engine cannot read it either, and says so in its own words. */
export class MalformedJson extends Error {
  override readonly name = 'MalformedJson'
}

const [QUOTE, BACKSLASH, COMMA, COLON, SLASH, STAR] = [0x22, 0x5c, 0x2c, 0x3a, 0x2f, 0x2a]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** The engine's own limit, `opensearch.xcontent.depth.max`. */
const MAX_DEPTH = 1_000

/** Numbers that an entry takes: where its first byte is, where it ends, and which entry is next to it. */
export const ENTRY = 3

/** What may come next. */
const Next = { value: 0, valueOrEnd: 1, name: 2, nameOrEnd: 3, colon: 4, more: 5, nothing: 6 } as const
type NextToken = (typeof Next)[keyof typeof Next]

/** Room for many short texts, as the lines of a bulk request: each by itself would take longer to get than to fill. */
let pool = new Int32Array(8 * 1024)
let taken = 0

function room(numbers: number): Int32Array {
  if (numbers > 256) return new Int32Array(numbers)
  if (taken + numbers > pool.length) {
    pool = new Int32Array(pool.length)
    taken = 0
  }
  taken += numbers
  return pool.subarray(taken - numbers, taken)
}

/**
 * Reads the first value of a JSON text, once and without making values of it, into a flat list of where each value and each
 * name of a member stands. Takes all that the engine's parser takes: comments of both forms, depths to 1,000, and anything
 * behind the value. Takes longer in proportion to the text, in as many steps as it is told.
 */
export class JsonTape {
  readonly bytes: Buffer
  /** `ENTRY` numbers for each value and each name, in the order of the text. What an object or a list holds follows it. */
  places: Int32Array
  /** How many of the numbers are in use. */
  length = 0
  /** Where the open objects and lists are among the places. */
  readonly #open: number[] = []
  #at = 0
  #next: NextToken = Next.value
  /** Where the text starts that is being read. */
  #textFrom = -1

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.places = room(Math.max(60, (bytes.length >> 3) * ENTRY))
  }

  /** Reads about as many bytes more. Returns whether the value has ended. Fails with MalformedJson. */
  readOn(bytes: number): boolean {
    const until = Math.min(this.#at + bytes, this.bytes.length)
    while (this.#at < until && this.#next !== Next.nothing) this.#token(until)
    if (this.#next === Next.nothing) return true
    if (this.#at < this.bytes.length) return false
    throw new MalformedJson('The JSON ends too early.')
  }

  #token(until: number): void {
    const byte = this.bytes[this.#at]!
    if (this.#textFrom >= 0) this.#text(until)
    else if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) this.#at++
    else if (byte === SLASH) this.#comment()
    else if (this.#next === Next.more) this.#between(byte)
    else if (byte === CLOSE_LIST && this.#next === Next.valueOrEnd) this.#close()
    else if (byte === CLOSE_OBJECT && this.#next === Next.nameOrEnd) this.#close()
    else if (this.#next === Next.colon) this.#colon(byte)
    else if (byte === QUOTE) {
      this.#textFrom = this.#at++
      this.#text(until)
    } else if (this.#next === Next.name || this.#next === Next.nameOrEnd) throw this.#unexpected()
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#openOne(byte)
    else this.#scalar()
  }

  #between(byte: number): void {
    const isList = this.#isInList()
    if (byte === COMMA) {
      this.#at++
      this.#next = isList ? Next.value : Next.name
    } else if (byte === (isList ? CLOSE_LIST : CLOSE_OBJECT)) this.#close()
    else throw this.#unexpected()
  }

  #colon(byte: number): void {
    if (byte !== COLON) throw this.#unexpected()
    this.#at++
    this.#next = Next.value
  }

  #openOne(byte: number): void {
    if (this.#open.length >= MAX_DEPTH)
      throw new MalformedJson(`Its values lie deeper than ${MAX_DEPTH} in each other.`)
    this.#open.push(this.length)
    this.#note(this.#at, 0)
    this.#at++
    this.#next = byte === OPEN_LIST ? Next.valueOrEnd : Next.nameOrEnd
  }

  #close(): void {
    const entry = this.#open.pop()!
    this.places[entry + 1] = ++this.#at
    this.places[entry + 2] = this.length
    this.#ended()
  }

  #text(until: number): void {
    const { bytes } = this
    let at = this.#at
    while (at < until && bytes[at] !== QUOTE) {
      if (bytes[at]! < 0x20) throw this.#unexpected(at)
      const length = bytes[at] === BACKSLASH ? escapeLength(bytes, at) : 1
      if (length === 0) throw this.#unexpected(at)
      at += length
    }
    this.#at = at
    if (bytes[at] !== QUOTE) return
    this.#note(this.#textFrom, ++this.#at)
    this.#textFrom = -1
    if (this.#next === Next.name || this.#next === Next.nameOrEnd) this.#next = Next.colon
    else this.#ended()
  }

  /** A number, `true`, `false` or `null`. */
  #scalar(): void {
    const { bytes } = this
    const start = this.#at
    let at = start
    while (isOfScalar(bytes[at])) at++
    const word = bytes[start]! >= 0x61 ? bytes.toString('latin1', start, at) : undefined
    if (at === start || (word !== undefined && !WORDS.has(word))) throw this.#unexpected(start)
    this.#at = at
    this.#note(start, at)
    this.#ended()
  }

  #comment(): void {
    const { bytes } = this
    const kind = bytes[this.#at + 1]
    if (kind === STAR) {
      const end = bytes.indexOf('*/', this.#at + 2, 'latin1')
      if (end < 0) throw this.#unexpected()
      this.#at = end + 2
    } else if (kind === SLASH) {
      while (this.#at < bytes.length && bytes[this.#at] !== 0x0a && bytes[this.#at] !== 0x0d) this.#at++
    } else throw this.#unexpected()
  }

  #note(start: number, end: number): void {
    const entry = this.length
    this.length += ENTRY
    if (this.length > this.places.length) {
      const longer = new Int32Array(this.places.length * 2)
      longer.set(this.places)
      this.places = longer
    }
    this.places[entry] = start
    this.places[entry + 1] = end
    this.places[entry + 2] = this.length
  }

  #ended(): void {
    this.#next = this.#open.length > 0 ? Next.more : Next.nothing
  }

  #isInList(): boolean {
    return this.bytes[this.places[this.#open.at(-1)!]!] === OPEN_LIST
  }

  #unexpected(at = this.#at): MalformedJson {
    return new MalformedJson(`The JSON cannot be read at byte ${at}.`)
  }
}

const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null'])

/** Letters, digits and the signs of numbers. Which numbers are right the engine says. */
const isOfScalar = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x45 || isSign(byte))

/** `+`, `-` and `.`. */
const isSign = (byte: number): boolean => byte === 0x2b || byte === 0x2d || byte === 0x2e
