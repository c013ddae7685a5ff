import type { Readable, Transform } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { headerValues, type WireHeader } from '../../sigv4/canonical-request.ts'
import type { ReceivedBody } from '../receive/body.ts'
import type { StreamedBody } from '../receive/pieces.ts'
import { messages } from './messages.ts'
import { NameRejected } from './view.ts'

/** A body that is longer than the service takes, once it is not compressed any more. */
export class TooLong extends Error {}

/** The longest body that is kept in memory in plain, in bytes. What is longer is decompressed each time it is read. */
const MOST_IN_MEMORY = 1024 * 1024

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
}

/** The coding of a compressed body; `undefined`: it is not compressed. */
export const codingOf = (headers: readonly WireHeader[]): string | undefined => {
  const coding = headerValues(headers, 'content-encoding').join(',').trim().toLowerCase()
  return coding === '' || coding === 'identity' ? undefined : coding
}

/** A received body as it is: from memory, or as a stream. */
export const asReceived = (body: ReceivedBody): Buffer | StreamedBody => body.content ?? body

/**
 * A compressed body in plain. Fails with NameRejected for a coding that is not known, with TooLong for one of more than
 * `limit` bytes, and with Node's error for a body that is not what its coding says.
 */
export async function plainBody(body: ReceivedBody, coding: string, limit: number): Promise<Buffer | StreamedBody> {
  const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
  if (!decoder) throw new NameRejected(messages.unreadCoding(coding))
  const stream = (): Readable => {
    const decoding = decoder()
    return body
      .stream()
      .on('error', (error) => decoding.destroy(error))
      .pipe(decoding)
  }
  let length = 0
  let chunks: Buffer[] = []
  for await (const chunk of stream()) {
    length += (chunk as Buffer).length
    if (length > limit) throw new TooLong()
    if (length <= MOST_IN_MEMORY) chunks.push(chunk as Buffer)
    else chunks = []
  }
  return length <= MOST_IN_MEMORY ? Buffer.concat(chunks) : { length, stream }
}
