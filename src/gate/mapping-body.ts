import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { headerValues } from '../sigv4/canonical-request.ts'
import { inSlices } from './in-slices.ts'
import { JsonScanner, type JsonVisitor, textOf } from './json-scanner.ts'
import { Refused } from './request-policy.ts'
import type { VerifiedRequest } from './service-rules.ts'

/** What a body that may hold a mapping cannot be: read by the engine, and not by the gate. */
export class UnreadableMapping extends Error {}

/** OpenSearch reads no deeper. */
const MAX_DEPTH = 1_000

/** A longer one is not made into values, which takes the time of all. In bytes. */
const MAX_VALUES = 2 * 1024 * 1024

/** What OpenSearch unpacks, by the `content-encoding`. */
const unpackers: Readonly<Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  'x-deflate': promisify(inflate),
}

/**
 * The mapping in a body, if the word is in it; `undefined` where it is not. Fails with UnreadableMapping where the body
 * is not plain JSON: the engine reads YAML, SMILE, CBOR and comments too, in which a mapping would not be seen.
 */
export async function readMapping(request: VerifiedRequest, word: string, limit: number): Promise<unknown> {
  const body = await unpack(request, limit)
  if (body.length === 0) return undefined
  const type = headerValues(request.headers, 'content-type').join(',')
  if (/yaml|smile|cbor/i.test(type)) throw new UnreadableMapping(`it is ${type}`)
  const found = new WordFinder(body, word)
  const scanner = new JsonScanner(body, found, MAX_DEPTH)
  try {
    await inSlices(
      body.length,
      (bytes) => scanner.readOn(bytes),
      () => undefined,
    )
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause
    throw new UnreadableMapping(cause.problem, { cause })
  }
  if (!found.isThere) return undefined
  if (body.length > MAX_VALUES) throw new UnreadableMapping(`it is longer than ${MAX_VALUES} bytes`)
  return JSON.parse(body.toString('utf8'))
}

async function unpack({ headers, body }: VerifiedRequest, limit: number): Promise<Buffer> {
  const encoding = headerValues(headers, 'content-encoding').join(',').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity' || body.length === 0) return body
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined
  if (unpacker === undefined) throw new UnreadableMapping(`its content-encoding is ${encoding.slice(0, 100)}`)
  try {
    return await unpacker(body, { maxOutputLength: limit })
  } catch (cause) {
    const isLong = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw new UnreadableMapping(isLong ? `unpacked, it is longer than ${limit} bytes` : `it is no ${encoding}`, {
      cause,
    })
  }
}

/** Whether a text or a name is this word, however it is spelt. */
class WordFinder implements JsonVisitor {
  readonly #bytes: Buffer
  readonly #word: string
  isThere = false

  constructor(bytes: Buffer, word: string) {
    this.#bytes = bytes
    this.#word = word
  }

  open(): void {}
  close(): void {}
  scalar(): void {}

  key(start: number, end: number, isEscaped: boolean): void {
    this.text(start, end, isEscaped)
  }

  text(start: number, end: number, isEscaped: boolean): void {
    // Each character takes six bytes at most as an escape.
    const [length, letters] = [end - start - 2, this.#word.length]
    if (this.isThere || length < letters || length > 6 * letters || (!isEscaped && length !== letters)) return
    this.isThere = textOf(this.#bytes, start, end, isEscaped) === this.#word
  }
}
