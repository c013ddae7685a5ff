import { MOST_ANSWER_BYTES } from '../changes/plugin-writes.ts'

/** The beginning of an answer, which passes on meanwhile. */
export class HeardAnswer {
  readonly #hear: (status: number, text: string) => void
  readonly #chunks: Buffer[] = []
  #length = 0
  #status = 0

  constructor(hear: (status: number, text: string) => void) {
    this.#hear = hear
  }

  begin(status: number): void {
    this.#status = status
  }

  append(chunk: Buffer): void {
    if (this.#length >= MOST_ANSWER_BYTES) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  end(): void {
    this.#hear(this.#status, Buffer.concat(this.#chunks).toString('utf8'))
  }
}
