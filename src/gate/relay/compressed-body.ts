import type { ServerResponse } from 'node:http'
import { pipeline, Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import type { BodyEdit } from './relay-hook.ts'

/** Up to here a body is edited at one go, which takes a tenth of the time that streams take to be set up; in bytes. */
const MOST_AT_ONCE_BYTES = 8 * 1024

/** The level of the engine, by its default. */
const level = { level: 3 }

/** A compressed body on its way past an edit. */
export class CompressedBody {
  readonly #isGzip: boolean
  readonly #edit: BodyEdit
  readonly #chunks: Buffer[] = []
  /** Whether it is edited at one go, and its length known then. */
  readonly isShort: boolean
  #decoder: Transform | undefined

  /** The length is NaN where it is not known. */
  constructor(coding: string, edit: BodyEdit, length: number) {
    this.#isGzip = coding !== 'deflate'
    this.#edit = edit
    this.isShort = length <= MOST_AT_ONCE_BYTES
  }

  /** Where the bytes go that come, once it streams. */
  get stream(): Transform | undefined {
    return this.#decoder
  }

  /** Has the body stream to the response, and end it. A body that cannot be read destroys it. */
  streamTo(response: ServerResponse): void {
    this.#decoder = this.#isGzip ? zlib.createGunzip() : zlib.createInflate()
    const encoder = this.#isGzip ? zlib.createGzip(level) : zlib.createDeflate(level)
    pipeline(this.#decoder, editing(this.#edit), encoder, response, (failure) => {
      if (failure) response.destroy()
    })
  }

  write(chunk: Buffer): boolean {
    if (this.#decoder) return this.#decoder.destroyed || this.#decoder.write(chunk)
    this.#chunks.push(chunk)
    return true
  }

  /** The whole body, where it did not stream. */
  end(): undefined | Promise<Buffer> {
    if (this.#decoder) return void this.#decoder.end()
    return this.#atOnce()
  }

  async #atOnce(): Promise<Buffer> {
    const compressed = Buffer.concat(this.#chunks)
    const plain = this.#isGzip ? zlib.gunzipSync(compressed) : zlib.inflateSync(compressed)
    const edited = Buffer.concat([this.#edit.push(plain), await this.#edit.end()])
    return this.#isGzip ? zlib.gzipSync(edited, level) : zlib.deflateSync(edited, level)
  }
}

/** An edit as a stream of Node's. */
function editing(edit: BodyEdit): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const edited = edit.push(chunk)
      done(null, edited.length === 0 ? undefined : edited)
    },
    flush(done) {
      Promise.resolve(edit.end()).then((rest) => done(null, rest.length === 0 ? undefined : rest), done)
    },
  })
}
