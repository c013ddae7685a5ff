import type { Pieces } from '../receive/pieces.ts'
import type { Rejection } from '../rejection.ts'
import { GraphBinaryReader } from './graphbinary-reader.ts'
import { STRING } from './graphbinary-types.ts'
import { isChangingScript } from './gremlin-changes.ts'
import { gremlinError } from './gremlin-response.ts'
import { inSlices } from './in-slices.ts'
import {
  checkScript,
  checkScriptLength,
  type GraphAccess,
  GremlinRejected,
  malformed,
  type Routed,
} from './request-policy.ts'

const MAP = 0x0a
const VERSION = 0x81
const ID_AT = 1
const ID_LENGTH = 16
const NOT_NULL = 0

/**
 * Points a GraphBinary 1.0 request at a traversal source. Scripts are read by Gremlin's own grammar, as Neptune reads
 * them, and sessions are the graph's own.
 *
 * A request is: version, id (16 bytes), operation, processor (length and text each), and the arguments: how many, then
 * keys and values. Arguments are added at the end: the server reads them into a map, so the last of a name wins.
 */
export function routeGraphBinary(bytes: Buffer, access: GraphAccess): Routed<Pieces> | Promise<Routed<Pieces>> {
  const request = new GraphBinaryRequest(bytes, access)
  const rejected = (cause: unknown): Routed<Pieces> => {
    if (!(cause instanceof GremlinRejected)) throw cause
    const { rejection } = cause
    if (bytes[0] !== VERSION || bytes.length < ID_AT + ID_LENGTH) return { rejection }
    return { rejection, answer: graphBinaryRejection(bytes.subarray(ID_AT, ID_AT + ID_LENGTH), rejection) }
  }
  try {
    request.readHead()
    const routing = inSlices(
      bytes.length,
      (count) => request.readOn(count),
      () => request.routed(),
    )
    return routing instanceof Promise ? routing.catch(rejected) : routing
  } catch (cause) {
    return rejected(cause)
  }
}

class GraphBinaryRequest {
  readonly #bytes: Buffer
  readonly #access: GraphAccess
  readonly #reader: GraphBinaryReader
  #operation = ''
  #countAt = 0
  #count = 0
  /** Arguments that have been read, with the one that is being read. */
  #read = 0
  #mayChange = false
  #session: string | undefined

  constructor(bytes: Buffer, access: GraphAccess) {
    this.#bytes = bytes
    this.#access = access
    this.#reader = new GraphBinaryReader(bytes, access)
  }

  readHead(): void {
    if (this.#bytes[0] !== VERSION) throw malformed('it is no GraphBinary 1.0 request')
    this.#reader.skip(ID_AT + ID_LENGTH)
    this.#operation = this.#reader.readText()
    this.#reader.readText()
    this.#countAt = this.#reader.at
    this.#count = this.#reader.readCount(4)
  }

  /** Reads about as many bytes more. Returns whether all arguments have been read. */
  readOn(bytes: number): boolean {
    const until = this.#reader.at + bytes
    while (this.#reader.at < until) {
      if (!this.#reader.readOn(until - this.#reader.at)) return false
      if (this.#read === this.#count) {
        if (this.#reader.at < this.#bytes.length) throw malformed('more follows behind its arguments')
        return true
      }
      this.#read++
      this.#argument()
    }
    return false
  }

  routed(): Routed<Pieces> {
    const requestId = this.#bytes.toString('hex', ID_AT, ID_AT + ID_LENGTH)
    if (this.#operation === 'authentication') return { content: [this.#bytes], mayChange: false, requestId }
    const isClose = this.#operation === 'close'
    const added: Buffer[][] = isClose
      ? []
      : [
          [text('aliases'), Buffer.from([MAP, NOT_NULL]), int32(1), text('g'), text(this.#access.source)],
          [text('language'), text('gremlin-lang')],
        ]
    if (this.#session !== undefined) added.push([text('session'), text(`${this.#access.sessions}${this.#session}`)])
    const args = this.#bytes.subarray(this.#countAt + 4)
    const count = int32(this.#count + added.length)
    const content = [this.#bytes.subarray(0, this.#countAt), count, args, ...added.flat()]
    const mayChange = !isClose && (this.#mayChange || this.#reader.mayChange)
    const session = this.#session !== undefined && { session: { id: this.#session, isClosing: isClose } }
    return { content, mayChange, requestId, ...session }
  }

  /** Reads an argument's name, and its value where that is a text; other values are the reader's. */
  #argument(): void {
    const name = this.#textNext()
    if (name === undefined) {
      this.#reader.expectValues(2)
      return
    }
    const isText = name === 'gremlin' || name === 'session'
    const value = isText ? this.#textNext(name === 'gremlin' ? checkScriptLength : undefined) : undefined
    if (value === undefined) {
      if (name === 'session') throw malformed("its 'session' is no text")
      this.#reader.expectValues(1)
    } else if (name === 'session') this.#session = value
    else {
      checkScript(value)
      this.#mayChange ||= isChangingScript(value)
    }
  }

  /** A qualified text, where that is what comes next. */
  #textNext(checkLength?: (bytes: number) => void): string | undefined {
    const { at } = this.#reader
    if (this.#bytes[at] !== STRING || this.#bytes[at + 1] !== NOT_NULL) return undefined
    this.#reader.skip(2)
    return this.#reader.readText(checkLength)
  }
}

/** A rejection as an answer in GraphBinary, which drivers hand to the caller as the error of that one request. */
export function graphBinaryRejection(requestId: Buffer, rejection: Rejection): Buffer {
  const { code, message } = gremlinError(rejection, formatUuid(requestId.toString('hex')))
  const content = Buffer.from(message)
  const none = int32(0)
  const nullValue = Buffer.from([0xfe, 0x01])
  // version, id (present), code, message (present), attributes, meta, data
  return Buffer.concat([
    Buffer.from([VERSION, 0]),
    requestId,
    int32(code),
    Buffer.from([0]),
    int32(content.length),
    content,
    none,
    none,
    nullValue,
  ])
}

/** A text with its type in front. */
function text(value: string): Buffer {
  const content = Buffer.from(value)
  return Buffer.concat([Buffer.from([STRING, 0]), int32(content.length), content])
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

/** `8-4-4-4-12` from 32 hex digits. */
export function formatUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
