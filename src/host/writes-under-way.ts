/** Writes that were let through and have not ended, by the bytes that they may take. */
export class WritesUnderWay {
  #bytes = 0
  #oneEnds = signal()

  /** What all of them may take. */
  get bytes(): number {
    return this.#bytes
  }

  /** Resolves when the next of them ends. */
  get oneEnds(): Promise<void> {
    return this.#oneEnds.given
  }

  /** A write goes on. Call the result once, when it has ended. */
  begin(bytes: number): () => void {
    this.#bytes += bytes
    return () => {
      this.#bytes -= bytes
      this.#oneEnds.give()
      this.#oneEnds = signal()
    }
  }
}

function signal() {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}
