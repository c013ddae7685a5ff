import type { ServerResponse } from 'node:http'
import { classify } from '../client/classify.ts'
import { type RefusedAnswer, readRefusal } from '../client/service-refusal.ts'
import type { WireHeader } from '../sigv4/canonical-request.ts'
import { onwardHeaders } from './onward-headers.ts'

/** What a refusal may have; an answer that is longer is none. In bytes. */
const LIMIT = 16 * 1024

/** Answers in which AWS says that credentials have expired. */
const statuses = new Set([400, 401, 403])

/** Whether an answer says that the credentials have expired. */
export const saysExpired = (answer: RefusedAnswer): boolean =>
  classify(readRefusal(answer)).kind === 'expired-credentials'

/** An answer that may be a refusal of credentials, or of a request for want of memory, kept back until that is known. */
export class HeldAnswer {
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

  /** Takes the next bytes. Returns whether it is too long by now to be a refusal. */
  append(chunk: Buffer): boolean {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    return this.#length > LIMIT
  }

  /** Whether it says that the credentials have expired. */
  get saysExpired(): boolean {
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
  passOn(response: ServerResponse): void {
    if (this.#headers.some(([name]) => name.toLowerCase() === 'date')) response.sendDate = false
    response.writeHead(this.#status, this.#message, onwardHeaders(this.#headers).flat())
    for (const chunk of this.#chunks) response.write(chunk)
  }
}
