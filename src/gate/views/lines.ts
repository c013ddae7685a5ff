import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { StreamedBody } from '../receive/pieces.ts'
import type { BodyContext, BodyTranslator, LineTranslator } from './api.ts'
import type { JsonEdits } from './json/json-edits.ts'
import { MalformedJson } from './json/json-tape.ts'
import { readJson, readLongJson } from './json/read-json.ts'
import { rememberedView } from './remembered-view.ts'

type LinesTranslator = Extract<BodyTranslator, { readonly form: 'lines' }>

const NEWLINE = 0x0a

/** What is translated at one go of a body in memory, in bytes: a few milliseconds of the thread that all runs share. */
const SLICE = 128 * 1024

/**
 * Translates a body line by line. One that comes as a stream is read twice, and never held: first for its length, and then as
 * it is sent. Names stand for the same both times. Fails as the translator does.
 */
export async function translateLines(
  body: Buffer | StreamedBody,
  translator: LinesTranslator,
  context: BodyContext,
): Promise<Buffer | StreamedBody> {
  const steady = { ...context, view: rememberedView(context.view) }
  if (Buffer.isBuffer(body)) {
    const pieces: Buffer[] = []
    for await (const piece of translated(slicesOf(body), translator.open(steady))) pieces.push(piece)
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  }
  let length = 0
  for await (const piece of translated(body.stream(), translator.open(steady))) length += piece.length
  const again = { ...steady, reach: () => {} }
  return { length, stream: () => Readable.from(translated(body.stream(), translator.open(again))) }
}

async function* slicesOf(body: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += SLICE) {
    if (at > 0) await setImmediate()
    yield body.subarray(at, at + SLICE)
  }
}

/** The translated bytes, in about as many pieces as there were chunks. Of what it was given it keeps no more than one line. */
async function* translated(chunks: AsyncIterable<Buffer>, translate: LineTranslator): AsyncGenerator<Buffer> {
  let begun: Buffer[] = []
  let passes = false
  for await (const chunk of chunks) {
    const pieces: Buffer[] = []
    // What lies between these is as it was, and not among the pieces yet.
    let [from, at] = [0, 0]
    while (at < chunk.length) {
      const end = chunk.indexOf(NEWLINE, at)
      if (end < 0) {
        if (!passes) {
          pieces.push(chunk.subarray(from, at))
          begun.push(chunk.subarray(at))
          from = chunk.length
        }
        break
      }
      if (passes) passes = false
      else {
        const rest = chunk.subarray(at, end)
        const opening = lineOf(begun.length > 0 ? Buffer.concat([...begun, rest]) : rest)
        const line = opening instanceof Line ? opening : await opening
        passes = translate(line.read, line.bytes, line.put) ?? false
        const bytes = line.edited()
        if (bytes !== rest) {
          pieces.push(chunk.subarray(from, at), bytes)
          from = end
        }
        if (begun.length > 0) begun = []
      }
      at = end + 1
    }
    pieces.push(chunk.subarray(from))
    yield pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  }
  if (begun.length === 0) return
  const line = await lineOf(Buffer.concat(begun))
  translate(line.read, line.bytes, line.put)
  yield line.edited()
}

/** What is longer is read in slices, whether it will be asked for or not. */
const MOST_AT_ONCE = 256 * 1024

const lineOf = (bytes: Buffer): Line | Promise<Line> =>
  bytes.length <= MOST_AT_ONCE ? new Line(bytes) : longLineOf(bytes)

async function longLineOf(bytes: Buffer): Promise<Line> {
  try {
    return new Line(bytes, await readLongJson(bytes))
  } catch (cause) {
    if (cause instanceof MalformedJson) return new Line(bytes, cause)
    throw cause
  }
}

/** A line, read when it is first asked for. */
class Line {
  #bytes: Buffer
  #read: JsonEdits | MalformedJson | undefined

  constructor(bytes: Buffer, read?: JsonEdits | MalformedJson) {
    this.#bytes = bytes
    this.#read = read
  }

  readonly bytes = (): Buffer => this.#bytes

  readonly put = (bytes: Buffer): void => {
    this.#bytes = bytes
    this.#read = undefined
  }

  readonly read = (): JsonEdits => {
    this.#read ??= readJson(this.#bytes)
    if (this.#read instanceof MalformedJson) throw this.#read
    return this.#read
  }

  /** The line with the edits that were made. */
  edited(): Buffer {
    return this.#read === undefined || this.#read instanceof MalformedJson ? this.#bytes : this.#read.bytes()
  }
}
