import type { WireHeader } from '../../sigv4/canonical-request.ts'
import type { Answer } from '../answer.ts'

/**
 * What a stage has done with a request as it goes on, and with its answer as it comes back. Requests pass the hooks in
 * their order, answers the other way round.
 */
export interface RelayHook {
  /** The headers of the request as they go on. */
  onRequest?(headers: readonly WireHeader[]): readonly WireHeader[]
  /** The headers of the answer as the client gets them. */
  onHead?(headers: readonly WireHeader[]): readonly WireHeader[]
  /**
   * What edits the body of the answer as it streams, by its headers; `undefined`: it stays. What comes compressed is edited
   * in plain, and goes on compressed.
   */
  streamOf?(status: number, headers: readonly WireHeader[]): BodyEdit | undefined
  /** The answer to give in place of a short one of these statuses; `undefined`: that one. */
  replace?(status: number, body: string): Answer | undefined
  /** The statuses that `replace` is asked about; default: 429, 500 and 503, which say that the engine lacks something. */
  readonly replaced?: readonly number[]
  /** Called with the answer, or with as much of it as `MOST_RECORDED_BYTES`, before its end goes on. */
  record?(status: number, text: string): void
}

/** Edits a body as it streams, or keeps it back and edits the whole. */
export interface BodyEdit {
  /** Whether nothing goes on before the end; default false. */
  readonly readsAll?: boolean
  /** Takes the next bytes. Returns what goes on by now. */
  push(chunk: Buffer): Buffer
  /** What is left at the end. */
  end(): Buffer | Promise<Buffer>
}

/** Several edits as one, in their order. */
export function inTurn(edits: readonly [BodyEdit, ...BodyEdit[]]): BodyEdit {
  if (edits.length === 1) return edits[0]
  return {
    readsAll: edits.some(({ readsAll }) => readsAll),
    push: (chunk) => edits.reduce((pushed, edit) => edit.push(pushed), chunk),
    async end() {
      let rest: Buffer = Buffer.alloc(0)
      for (const edit of edits) rest = Buffer.concat([edit.push(rest), await edit.end()])
      return rest
    },
  }
}

/** How much of an answer is recorded, in bytes. */
export const MOST_RECORDED_BYTES = 64 * 1024

/** The codings of bodies that the gate can undo and do again. */
export const editableCodings: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate'])

/** The headers of a request whose answer is edited: what it accepts of codings is narrowed to those that can be edited. */
export const editable = (headers: readonly WireHeader[]): readonly WireHeader[] =>
  headers.flatMap((header): readonly WireHeader[] => {
    if (header[0].toLowerCase() !== 'accept-encoding') return [header]
    const codings = header[1].split(',').map((coding) => coding.trim())
    const kept = codings.filter((coding) => editableCodings.has(coding.split(';')[0]!.trim().toLowerCase()))
    return kept.length === 0 ? [] : [[header[0], kept.join(', ')]]
  })

/** The headers without the one of this name, which is in lower case. */
export const withoutHeader = (headers: readonly WireHeader[], wanted: string): readonly WireHeader[] =>
  headers.filter(([name]) => name.toLowerCase() !== wanted)

/** The headers of a request whose answer is read: a compressed one could not be. */
export const uncompressed = (headers: readonly WireHeader[]): readonly WireHeader[] =>
  withoutHeader(headers, 'accept-encoding')
