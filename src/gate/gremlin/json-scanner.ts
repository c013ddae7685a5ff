import { malformed } from './request-policy.ts'

/** Told of each token of a JSON text as it comes, by where it stands in the bytes. */
export interface JsonVisitor {
  /** A list or an object opens. */
  open(isList: boolean): void
  /** It closes with the bracket at this place. */
  close(at: number): void
  /** The name of a member, its quotes included; `isEscaped`: with a backslash in it. */
  key(start: number, end: number, isEscaped: boolean): void
  text(start: number, end: number, isEscaped: boolean): void
  /** A number, `true`, `false` or `null`. */
  scalar(): void
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
const [MINUS, PLUS, POINT, ZERO] = [0x2d, 0x2b, 0x2e, 0x30]

/** A longer number takes the engine time that grows with its square. No number of Gremlin or OpenSearch is as long. */
const MAX_NUMBER = 1_000
/** An exponent of more digits makes a number that fills the engine's memory. */
const MAX_EXPONENT = 4

/** What may come next. */
const Next = { value: 0, valueOrEnd: 1, key: 2, keyOrEnd: 3, colon: 4, more: 5, nothing: 6 } as const
type NextToken = (typeof Next)[keyof typeof Next]

/**
 * Reads JSON (RFC 8259) strictly and once, without making values of it: in time that grows with its length, in slices, and
 * no deeper than it is told. Numbers, names and texts stay as they are spelt.
 */
export class JsonScanner {
  readonly #bytes: Buffer
  readonly #visitor: JsonVisitor
  readonly #isList: boolean[] = []
  readonly #maxDepth: number
  #at = 0
  #until = 0
  #next: NextToken = Next.value
  /** Where the text starts that is being read, and whether escapes were seen in it. */
  #textFrom: number | undefined
  #isEscaped = false

  constructor(bytes: Buffer, visitor: JsonVisitor, maxDepth: number) {
    this.#bytes = bytes
    this.#visitor = visitor
    this.#maxDepth = maxDepth
  }

  /** Reads about as many bytes more. Returns whether it has come to the end. Fails with GremlinRejected where it is no JSON. */
  readOn(bytes: number): boolean {
    this.#until = Math.min(this.#at + bytes, this.#bytes.length)
    while (this.#at < this.#until) this.#token()
    if (this.#at < this.#bytes.length) return false
    if (this.#next !== Next.nothing || this.#textFrom !== undefined) throw malformed('its JSON ends too early')
    return true
  }

  #token(): void {
    const byte = this.#bytes[this.#at]!
    if (this.#textFrom !== undefined) this.#text(this.#textFrom)
    else if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) this.#at++
    else if (this.#next === Next.more) this.#between(byte)
    else if (byte === CLOSE_LIST && this.#next === Next.valueOrEnd) this.#close()
    else if (byte === CLOSE_OBJECT && this.#next === Next.keyOrEnd) this.#close()
    else if (this.#next === Next.colon) this.#colon(byte)
    else if (this.#next === Next.nothing) throw this.#unexpected()
    else if (byte === QUOTE) this.#text(this.#at)
    else if (this.#next === Next.key || this.#next === Next.keyOrEnd) throw this.#unexpected()
    else this.#value(byte)
  }

  #between(byte: number): void {
    const isList = this.#isList.at(-1)
    if (byte === COMMA) {
      this.#at++
      this.#next = isList ? Next.value : Next.key
    } else if (byte === (isList ? CLOSE_LIST : CLOSE_OBJECT)) this.#close()
    else throw this.#unexpected()
  }

  #colon(byte: number): void {
    if (byte !== COLON) throw this.#unexpected()
    this.#at++
    this.#next = Next.value
  }

  #value(byte: number): void {
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (this.#isList.length >= this.#maxDepth)
        throw malformed(`its values lie deeper than ${this.#maxDepth} in each other`)
      this.#at++
      this.#isList.push(byte === OPEN_LIST)
      this.#next = byte === OPEN_LIST ? Next.valueOrEnd : Next.keyOrEnd
      this.#visitor.open(byte === OPEN_LIST)
      return
    }
    if (byte === MINUS || isDigit(byte)) this.#number()
    else this.#word()
    this.#visitor.scalar()
    this.#ended()
  }

  #close(): void {
    this.#isList.pop()
    this.#visitor.close(this.#at++)
    this.#ended()
  }

  #ended(): void {
    this.#next = this.#isList.length > 0 ? Next.more : Next.nothing
  }

  /** Reads a text, or as much of it as there is time for. */
  #text(start: number): void {
    const bytes = this.#bytes
    let at = this.#at === start ? start + 1 : this.#at
    while (at < this.#until && bytes[at] !== QUOTE) {
      const byte = bytes[at]!
      if (byte < 0x20) throw this.#unexpected(at)
      if (byte === BACKSLASH) {
        this.#isEscaped = true
        const length = escapeLength(bytes, at)
        if (length === 0) throw this.#unexpected(at)
        at += length
      } else at++
    }
    this.#at = at
    this.#textFrom = start
    if (bytes[at] !== QUOTE) return
    this.#at++
    const isEscaped = this.#isEscaped
    this.#textFrom = undefined
    this.#isEscaped = false
    if (this.#next === Next.key || this.#next === Next.keyOrEnd) {
      this.#visitor.key(start, at + 1, isEscaped)
      this.#next = Next.colon
    } else {
      this.#visitor.text(start, at + 1, isEscaped)
      this.#ended()
    }
  }

  #number(): void {
    const bytes = this.#bytes
    const start = this.#at
    let at = bytes[start] === MINUS ? start + 1 : start
    at = bytes[at] === ZERO ? at + 1 : this.#digits(at)
    if (bytes[at] === POINT) at = this.#digits(at + 1)
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      const sign = bytes[at + 1]
      const from = sign === PLUS || sign === MINUS ? at + 2 : at + 1
      at = this.#digits(from)
      if (at - from > MAX_EXPONENT) throw malformed(`the exponent of a number has more than ${MAX_EXPONENT} digits`)
    }
    if (at - start > MAX_NUMBER) throw malformed(`a number has more than ${MAX_NUMBER} characters`)
    this.#at = at
  }

  #digits(from: number): number {
    let at = from
    while (isDigit(this.#bytes[at]) && at - from <= MAX_NUMBER) at++
    if (at === from) throw this.#unexpected(at)
    return at
  }

  #word(): void {
    for (const word of ['true', 'false', 'null']) {
      if (this.#bytes[this.#at] !== word.charCodeAt(0)) continue
      if (this.#bytes.toString('latin1', this.#at, this.#at + word.length) !== word) break
      this.#at += word.length
      return
    }
    throw this.#unexpected()
  }

  #unexpected(at = this.#at) {
    return malformed(`its JSON cannot be read at byte ${at}`)
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= 0x39

/** How long the escape is that starts at this byte; 0 where it is none. */
export function escapeLength(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1]
  if (kind !== 0x75) return kind !== undefined && SHORT_ESCAPES.has(kind) ? 2 : 0
  for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(bytes[digit])) return 0
  return 6
}

const SHORT_ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))

const isHexDigit = (byte: number | undefined): boolean =>
  isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

/** The text between the quotes of a token; only for such as have been scanned. */
export function textOf(bytes: Buffer, start: number, end: number, isEscaped: boolean): string {
  return isEscaped
    ? (JSON.parse(bytes.toString('utf8', start, end)) as string)
    : bytes.toString('utf8', start + 1, end - 1)
}

/** How such a text begins: so many characters of it, or all. */
export function beginningOf(bytes: Buffer, start: number, end: number, characters: number): string {
  let at = start + 1
  for (let read = 0; read < characters && at < end - 1; read++) {
    at += bytes[at] === BACKSLASH ? escapeLength(bytes, at) : 1
  }
  return JSON.parse(`${bytes.toString('utf8', start, at)}"`) as string
}
