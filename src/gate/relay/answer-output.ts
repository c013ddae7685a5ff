import type { ServerResponse } from 'node:http'
import { headerValues, type WireHeader } from '../../sigv4/canonical-request.ts'
import { type Answer, sendAnswer } from '../answer.ts'
import { CompressedBody } from './compressed-body.ts'
import { type BodyEdit, editableCodings, inTurn, type RelayHook, withoutHeader } from './relay-hook.ts'
import { onwardHeaders } from './upstream.ts'

/** The longest body that is kept back to know its length once it is edited, in bytes. What is longer goes on in chunks. */
const MOST_HELD_BYTES = 64 * 1024

/** Answers that have no body, whatever their headers say. */
const bodiless = new Set([204, 304])

/** The way of an answer to its client, past the hooks that edit its body as it streams. */
export class AnswerOutput {
  readonly #response: ServerResponse
  readonly #hooks: readonly RelayHook[]
  #edit: BodyEdit | undefined
  #compressed: CompressedBody | undefined
  /** What is kept back; `undefined`: nothing is. */
  #held: Buffer[] | undefined
  #writeHead: (length: number) => void = () => undefined

  /** The hooks come in the order in which an answer passes them. */
  constructor(response: ServerResponse, hooks: readonly RelayHook[]) {
    this.#response = response
    this.#hooks = hooks.some(({ streamOf }) => streamOf) ? hooks : []
  }

  begin(status: number, message: string | undefined, headers: readonly WireHeader[]): void {
    if (headers.some(([name]) => name.length === 4 && name.toLowerCase() === 'date')) this.#response.sendDate = false
    const write = (written: readonly WireHeader[]) =>
      void this.#response.writeHead(status, message, onwardHeaders(written).flat())
    const [first, ...others] = this.#hooks.flatMap((hook) => hook.streamOf?.(status, headers) ?? [])
    const length = Number(headerValues(headers, 'content-length')[0] ?? Number.NaN)
    const withoutLength = withoutHeader(headers, 'content-length')
    if (!first || length === 0) write(headers)
    // How long the body of the answer to a GET would be is not known where it was not sent.
    else if (this.#response.req.method === 'HEAD' || bodiless.has(status)) write(withoutLength)
    else {
      this.#edit = inTurn([first, ...others])
      const coding = headerValues(headers, 'content-encoding')[0]?.toLowerCase()
      const isCompressed = coding !== undefined && editableCodings.has(coding)
      if (isCompressed) this.#compressed = new CompressedBody(coding, this.#edit, length)
      if (this.#compressed?.isShort ?? (this.#edit.readsAll || length <= MOST_HELD_BYTES)) {
        this.#held = []
        this.#writeHead = (known) => write([...withoutLength, ['content-length', String(known)]])
      } else {
        write(withoutLength)
        this.#compressed?.streamTo(this.#response)
      }
    }
  }

  /** Takes the next bytes. Returns whether more may come before it is drained. */
  write(chunk: Buffer): boolean {
    if (this.#response.writableEnded || this.#response.destroyed) return true
    if (this.#compressed) return this.#compressed.write(chunk)
    if (!this.#edit) return this.#response.write(chunk)
    const edited = this.#edit.push(chunk)
    if (this.#held) this.#held.push(edited)
    else if (edited.length > 0) return this.#response.write(edited)
    return true
  }

  onceDrained(resume: () => void): void {
    const taker = this.#compressed?.stream ?? this.#response
    taker.once('drain', resume)
  }

  end(): void {
    const rest = this.#compressed ? this.#compressed.end() : (this.#edit?.end() ?? Buffer.alloc(0))
    if (rest instanceof Promise) rest.then(this.#finish, () => this.#response.destroy())
    else this.#finish(rest)
  }

  readonly #finish = (rest: Buffer | undefined): void => {
    // Streams end the response themselves.
    if (rest === undefined || this.#response.destroyed) return
    if (!this.#held) {
      this.#response.end(rest)
      return
    }
    const body = this.#held.length === 0 ? rest : Buffer.concat([...this.#held, rest])
    this.#writeHead(body.length)
    this.#response.end(body)
  }

  /** Gives an answer of the gate's own in place of the engine's, which it may quote. */
  answer(answer: Answer): void {
    if (this.#response.headersSent || this.#response.destroyed) return
    if (this.#hooks.length === 0) {
      sendAnswer(this.#response, answer)
      return
    }
    const body = Buffer.from(answer.body)
    this.begin(answer.status, undefined, [...Object.entries(answer.headers), ['content-length', String(body.length)]])
    this.write(body)
    this.end()
  }
}
