import { classify } from '../../errors/classify.ts'
import { type RejectedAnswer, readRejection } from '../../errors/service-rejection.ts'
import type { WireHeader } from '../../sigv4/canonical-request.ts'
import type { AnswerOutput } from './answer-output.ts'

/** The longest rejection, in bytes. An answer that is longer is none. */
const MOST_REJECTION_BYTES = 16 * 1024

/** Answers in which AWS says that credentials have expired. */
const statuses = new Set([400, 401, 403])

/** Whether an answer says that the credentials have expired. */
export const saysExpired = (answer: RejectedAnswer): boolean =>
  classify(readRejection(answer)).kind === 'expired-credentials'

/** An answer that may be a rejection of credentials, or of a request for want of memory, kept back until that is known. */
export class BufferedAnswer {
  readonly #status: number
  readonly #message: string | undefined
  readonly #headers: readonly WireHeader[]
  readonly #chunks: Buffer[] = []
  #length = 0

  constructor(status: number, message: string | undefined, headers: readonly WireHeader[]) {
    this.#status = status
    this.#message = message
    this.#headers = headers
  }

  static mayBe(status: number): boolean {
    return statuses.has(status)
  }

  /** Takes the next bytes. Returns whether it is too long by now to be kept back. */
  append(chunk: Buffer): boolean {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    return this.#length > MOST_REJECTION_BYTES
  }

  /** Whether it says that the credentials have expired. */
  get saysExpired(): boolean {
    if (!BufferedAnswer.mayBe(this.#status)) return false
    const headers = Object.fromEntries(this.#headers.map(([name, value]) => [name.toLowerCase(), value]))
    return saysExpired({ status: this.#status, headers, body: this.text })
  }

  get status(): number {
    return this.#status
  }

  /** What has come of its body. */
  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }

  /** Passes on what has come of it. */
  passOn(output: AnswerOutput): void {
    output.begin(this.#status, this.#message, this.#headers)
    for (const chunk of this.#chunks) output.write(chunk)
  }
}
