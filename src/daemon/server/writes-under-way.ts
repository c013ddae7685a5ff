/** Writes that were let through and have not ended, by the bytes that they may take. */
export class WritesUnderWay {
  #bytes = 0
  #oneEnds = Promise.withResolvers<void>()

  /** What all of them may take. */
  get bytes(): number {
    return this.#bytes
  }

  /** Resolves when the next of them ends. */
  get oneEnds(): Promise<void> {
    return this.#oneEnds.promise
  }

  /** A write goes on. Call the result once, when it has ended. */
  begin(bytes: number): () => void {
    this.#bytes += bytes
    return () => {
      this.#bytes -= bytes
      this.#oneEnds.resolve()
      this.#oneEnds = Promise.withResolvers<void>()
    }
  }
}
