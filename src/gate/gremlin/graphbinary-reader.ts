import { CHAR, CUSTOM, composedTypes, fixedTypes, manyParts, type Part, STRING } from './graphbinary-types.ts'
import { isChangingStep } from './gremlin-changes.ts'
import {
  checkClass,
  checkFile,
  checkOperator,
  checkText,
  type GraphAccess,
  lambda,
  MAX_DEPTH,
  malformed,
} from './request-policy.ts'

const TILDE = 0x7e

/** Parts that are still to be read, as often as it says. */
interface Frame {
  readonly parts: readonly Part[]
  /** The next of them. */
  index: number
  times: number
}

/**
 * Reads values in GraphBinary 1.0 without making anything of them: every length and every count is checked against the bytes
 * that are left, and values lie no deeper in each other than the engine can read. In time that grows with the length,
 * and in slices. Fails with GremlinRejected where a value is not whole, or would have the engine do more than read and write the
 * graph.
 */
export class GraphBinaryReader {
  readonly #bytes: Buffer
  readonly #access: GraphAccess
  /** A frame for each value that has begun, the innermost last. */
  readonly #frames: Frame[] = []
  #at = 0
  /** Whether a step that changes the graph was seen. */
  mayChange = false

  constructor(bytes: Buffer, access: GraphAccess) {
    this.#bytes = bytes
    this.#access = access
  }

  /** Where it stands. */
  get at(): number {
    return this.#at
  }

  /** Has so many qualified values read next. */
  expectValues(count: number): void {
    this.#push(['value'], count)
  }

  /** Reads what is expected, or about as many bytes of it. Returns whether all of it has been read. */
  readOn(bytes: number): boolean {
    const until = this.#at + bytes
    while (this.#at < until) if (!this.#next()) return true
    return false
  }

  /** A text that is not qualified, and no longer than it may be. */
  readText(checkLength: (bytes: number) => void = checkName): string {
    const start = this.#at + 4
    this.#text()
    checkLength(this.#at - start)
    return this.#bytes.toString('utf8', start, this.#at)
  }

  /** How many follow that take at least so many bytes each: the engine makes room for all of them at once. */
  readCount(least: number): number {
    const count = this.#integer()
    const left = this.#bytes.length - this.#at
    if (count < 0 || count * least > left) throw malformed(`it counts ${count} values where ${left} bytes are left`)
    return count
  }

  skip(bytes: number): void {
    if (bytes < 0 || bytes > this.#bytes.length - this.#at) {
      throw malformed(`${bytes} bytes are announced where ${this.#bytes.length - this.#at} are left`)
    }
    this.#at += bytes
  }

  /** Reads one part more, if there is one. */
  #next(): boolean {
    const frame = this.#frames.at(-1)
    if (frame === undefined) return false
    if (frame.times === 0) {
      this.#frames.pop()
      return true
    }
    const part = frame.parts[frame.index++]!
    if (frame.index === frame.parts.length) {
      frame.index = 0
      frame.times--
    }
    this.#part(part)
    return true
  }

  #part(part: Part): void {
    if (part === 'value') this.#value()
    else if (part === 'text') this.#text()
    else if (part === 'integer') this.skip(4)
    else if (part === 'long') this.skip(8)
    else if (part === 'bytes') this.skip(this.#integer())
    else if (part === 'class') checkClass(this.readText())
    else if (part === 'lambda') throw lambda()
    else if (part === 'instruction') this.#instruction()
    else {
      const { least, parts } = manyParts[part]!
      this.#push(parts, this.readCount(least))
    }
  }

  /** A type, whether there is a value, and the value. */
  #value(): void {
    const type = this.#byte()
    if (type === CUSTOM) throw malformed(`the engine has no type '${this.readText().slice(0, 100)}'`)
    const parts = composedTypes.get(type)
    const length = fixedTypes.get(type)
    if (parts === undefined && length === undefined && type !== CHAR)
      throw malformed(`0x${type.toString(16)} is no type`)
    // The lowest bit says that there is none.
    if ((this.#byte() & 1) === 1) return
    if (parts !== undefined) this.#push(parts, 1)
    else this.skip(length ?? charLength(this.#bytes[this.#at] ?? 0))
  }

  #text(): void {
    const length = this.#integer()
    const start = this.#at
    this.skip(length)
    if (this.#bytes[start] === TILDE && length > 0)
      checkText(this.#bytes.toString('latin1', start, Math.min(this.#at, start + 100)))
  }

  #instruction(): void {
    const name = this.readText()
    const count = this.readCount(2)
    checkOperator(name)
    if (name === 'io') checkFile(count > 0 ? this.#plainText() : undefined, this.#access)
    this.mayChange ||= isChangingStep(name)
    this.#push(['value'], count)
  }

  /** The text that comes next, which stays to be read, if it is one. */
  #plainText(): string | undefined {
    const [type, flag] = [this.#bytes[this.#at], this.#bytes[this.#at + 1]]
    if (type !== STRING || flag !== 0) return undefined
    const back = this.#at
    this.skip(2)
    const text = this.readText()
    this.#at = back
    return text
  }

  #push(parts: readonly Part[], times: number): void {
    // A value takes up to three frames.
    if (this.#frames.length >= 3 * MAX_DEPTH) throw malformed(`its values lie deeper than ${MAX_DEPTH} in each other`)
    this.#frames.push({ parts, index: 0, times })
  }

  #byte(): number {
    this.skip(1)
    return this.#bytes[this.#at - 1]!
  }

  #integer(): number {
    this.skip(4)
    return this.#bytes.readInt32BE(this.#at - 4)
  }
}

/** No name of a step, a class, a session or a file is longer, in bytes. */
const LONGEST_NAME = 8 * 1024

function checkName(bytes: number): void {
  if (bytes > LONGEST_NAME) throw malformed(`a text of ${bytes} bytes stands in the place of a name`)
}

/** How many bytes of UTF-8 a character takes that starts with this one. */
const charLength = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1)
