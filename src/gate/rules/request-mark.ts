import { escapePattern } from '../../base/escape-pattern.ts'
import type { WireHeader } from '../../sigv4/canonical-request.ts'
import { segmentsOf } from '../receive/wire-request.ts'
import { type BodyEdit, type RelayHook, uncompressed } from '../relay/relay-hook.ts'

const NAME = 'x-opaque-id'

/** How much of an answer is edited, in bytes: some thousand tasks. What follows stays as it is. */
const MOST_EDITED_BYTES = 1024 * 1024

/** What decides how a request is marked. */
interface MarkedRequest {
  readonly target: string
  /** As they came from the client. */
  readonly headers: readonly WireHeader[]
  /** Whether the mark goes on with it. */
  readonly isSent: boolean
}

/**
 * Marks a request, so that its tasks can be found in the engine: an engine notes `X-Opaque-Id` with all that it does for
 * a request, also in the background, and returns it in the answer and in each list of tasks. The client's own id follows
 * the mark. The client gets its own id alone, unless it asks for tasks by a beginning of the mark, as the run itself does.
 */
export class RequestMark implements RelayHook {
  readonly #mark: string
  readonly #isSent: boolean
  /** Whether the answer is about tasks, and the mark is to be taken out of it. */
  readonly #isToldOf: boolean

  constructor(mark: string, { target, headers, isSent }: MarkedRequest) {
    this.#mark = mark
    this.#isSent = isSent
    const isAskedBy = headers.some((header) => isId(header) && header[1].endsWith('-') && mark.startsWith(header[1]))
    this.#isToldOf = segmentsOf(target)[0] === '_tasks' && !isAskedBy
  }

  /** The headers of a request with the mark. */
  onRequest(headers: readonly WireHeader[]): readonly WireHeader[] {
    const readable = this.#isToldOf ? uncompressed(headers) : headers
    if (!this.#isSent) return readable
    if (!readable.some(isId)) return [...readable, [NAME, this.#mark]]
    return readable.map((header) => (isId(header) ? [header[0], `${this.#mark} ${header[1]}`] : header))
  }

  /** The headers of an answer without the mark. */
  onHead(headers: readonly WireHeader[]): readonly WireHeader[] {
    return headers.flatMap((header): readonly WireHeader[] => {
      if (!isId(header) || !header[1].startsWith(this.#mark)) return [header]
      const own = header[1].slice(this.#mark.length + 1)
      return own === '' ? [] : [[header[0], own]]
    })
  }

  /** What takes the mark out of the body of an answer; `undefined` where it is not in it, or not as JSON. */
  streamOf(_: number, headers: readonly WireHeader[]): BodyEdit | undefined {
    const isJson = headers.some((header) => isCalled(header, 'content-type') && /\bjson\b/i.test(header[1]))
    return this.#isToldOf && isJson ? new MarkRemoval(this.#mark) : undefined
  }
}

/** Takes a mark out of the beginning of a body. */
class MarkRemoval implements BodyEdit {
  readonly #mark: string
  /** What is kept back; `undefined`: nothing is any more. */
  #held: Buffer[] | undefined = []
  #length = 0

  constructor(mark: string) {
    this.#mark = mark
  }

  push(chunk: Buffer): Buffer {
    if (!this.#held) return chunk
    this.#held.push(chunk)
    this.#length += chunk.length
    return this.#length > MOST_EDITED_BYTES ? this.end() : NOTHING
  }

  end(): Buffer {
    const bytes = Buffer.concat(this.#held ?? [])
    this.#held = undefined
    // Each character of the text stands for one byte, so that what is not text stays as it is.
    return Buffer.from(withoutMark(bytes.toString('latin1'), this.#mark), 'latin1')
  }
}

const NOTHING: Buffer = Buffer.alloc(0)

/** Quotes within a string of JSON are escaped: what a task's description says is never taken for a member. */
function withoutMark(json: string, mark: string): string {
  const start = `"X-Opaque-Id"\\s*:\\s*"${escapePattern(mark)}`
  return json
    .replace(new RegExp(`,\\s*${start}"|${start}"\\s*,?`, 'g'), '')
    .replace(new RegExp(`${start} `, 'g'), '"X-Opaque-Id":"')
}

/** The id that a client has given its request. */
export const opaqueIdOf = (headers: readonly WireHeader[]): string | undefined => headers.find(isId)?.[1]

const isCalled = ([name]: WireHeader, wanted: string): boolean => name.toLowerCase() === wanted

const isId = (header: WireHeader): boolean => isCalled(header, NAME)
