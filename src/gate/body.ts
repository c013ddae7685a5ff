import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'

/** A body in memory. `content` is undefined where it was over the limit; the bytes were dropped as they came. */
export interface ReceivedBody {
  readonly content: Buffer | undefined
  /** Lower-case hex. */
  readonly sha256: string
}

/**
 * Reads a whole body, since a signature covers all of it and not a byte may go on before it is verified. Reads a body
 * over the limit (in bytes) to its end too: a client that is cut off while it sends does not see the answer. The
 * server's request timeout ends what never ends. Fails where the client goes away.
 */
export async function receiveBody(stream: Readable, limit: number): Promise<ReceivedBody> {
  const hash = createHash('sha256')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk)
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
    else chunks.length = 0
  }
  return { content: length > limit ? undefined : Buffer.concat(chunks), sha256: hash.digest('hex') }
}
