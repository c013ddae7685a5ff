import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'

/** How much is collected before it is written, in characters. */
const FLUSH_LENGTH = 256 * 1024

/** A file of lines that is being written. */
export class FileLines {
  readonly path: string
  readonly #file: number
  #begun: string[] = []
  #length = 0
  #isOpen = true

  constructor(path: string) {
    this.path = path
    this.#file = openSync(path, 'w', 0o600)
  }

  add(line: string): void {
    this.#begun.push(line, '\n')
    this.#length += line.length
    if (this.#length >= FLUSH_LENGTH) this.#flush()
  }

  close(): void {
    if (!this.#isOpen) return
    this.#flush()
    closeSync(this.#file)
    this.#isOpen = false
  }

  /** Closes and removes the file. */
  remove(): void {
    this.close()
    rmSync(this.path, { force: true })
  }

  /** What has been written, each line as JSON. Closes the file. */
  readJson<T>(): T[] {
    this.close()
    const lines = readFileSync(this.path, 'utf8').split('\n')
    lines.pop()
    return lines.map((line) => JSON.parse(line) as T)
  }

  #flush(): void {
    const bytes = Buffer.from(this.#begun.join(''))
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    this.#begun = []
    this.#length = 0
  }
}
