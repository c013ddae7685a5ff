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
   * What edits the body of the answer, by its headers; `undefined`: the body stays, and is not kept back for it. Each
   * character of the text stands for one byte. Of a body of more than a mebibyte, only the beginning is edited.
   */
  editorOf?(headers: readonly WireHeader[]): ((text: string) => string) | undefined
  /**
   * The answer to give in place of a short one whose status, 429, 500 or 503, says that the engine lacks something;
   * `undefined`: that one.
   */
  replace?(status: number, body: string): Answer | undefined
  /** Called with the answer, or with as much of it as `MOST_RECORDED_BYTES`, before its end goes on. */
  record?(status: number, text: string): void
}

/** How much of an answer is recorded, in bytes. */
export const MOST_RECORDED_BYTES = 64 * 1024

/** The headers of a request whose answer is read: a compressed one could not be. */
export const uncompressed = (headers: readonly WireHeader[]): readonly WireHeader[] =>
  headers.filter(([name]) => name.toLowerCase() !== 'accept-encoding')
