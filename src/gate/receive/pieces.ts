import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { sha256 } from '../../sigv4/canonical-request.ts'

/** A long message in the pieces that are in memory: to copy it in one go would stop all other requests for as long. */
export type Pieces = readonly Buffer[]

/** A body of a known length. */
export interface StreamedBody {
  readonly length: number
  /** From its start; may be called again. */
  stream(): Readable
}

/** A longer body is not copied, in bytes: this much takes less than a millisecond. */
const MOST_COPIED = 1024 * 1024

/** What is read of a piece at one go, in bytes. */
const CHUNK = 256 * 1024

/** The pieces as one body: at once in memory, where they are short. */
export function asBody(pieces: Pieces): Buffer | StreamedBody {
  const length = pieces.reduce((total, piece) => total + piece.length, 0)
  return length > MOST_COPIED ? { length, stream: () => Readable.from(chunksOf(pieces)) } : Buffer.concat(pieces)
}

function* chunksOf(pieces: Pieces): Generator<Buffer> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += CHUNK) yield piece.subarray(at, at + CHUNK)
  }
}

/** The bytes of a stream whose length is known: copied as they come. */
export async function readWhole({ length, stream }: StreamedBody): Promise<Buffer> {
  const whole = Buffer.allocUnsafe(length)
  let at = 0
  for await (const chunk of stream()) at += (chunk as Buffer).copy(whole, at)
  return whole.subarray(0, at)
}

/** The SHA-256 of a body, in lower-case hex. */
export async function sha256Of(body: Buffer | StreamedBody): Promise<string> {
  if (Buffer.isBuffer(body)) return sha256(body)
  const hash = createHash('sha256')
  for await (const chunk of body.stream()) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
