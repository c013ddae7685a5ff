import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { removeUnder } from '../../isolation/index/remove-under.ts'

/**
 * What stands behind views that have ended: it is removed behind the tests, which do not wait for it. What cannot be removed
 * is tried again with the next, and proved with everything else of the worker at the end of its test file.
 */
export class EndedViews {
  readonly #client: () => OpenSearchRequests
  readonly #prefixes = new Set<string>()
  #removing: Promise<void> = Promise.resolve()
  #isQueued = false

  constructor(client: () => OpenSearchRequests) {
    this.#client = client
  }

  /** The prefixes under which something may be left. */
  get prefixes(): readonly string[] {
    return [...this.#prefixes]
  }

  add(prefix: string): void {
    this.#prefixes.add(prefix)
  }

  /** Begins to remove what is left. Does not wait. Several views that end meanwhile are removed together. */
  remove(): void {
    if (this.#isQueued || this.#prefixes.size === 0) return
    this.#isQueued = true
    this.#removing = this.#removing.then(() => this.#remove())
  }

  async #remove(): Promise<void> {
    this.#isQueued = false
    const { prefixes } = this
    try {
      await removeUnder(this.#client(), prefixes)
      for (const prefix of prefixes) this.#prefixes.delete(prefix)
    } catch {
      // It is looked for again at the end of the test file, which fails where it is still there.
    }
  }

  /** Waits until nothing is being removed. Never fails. */
  settled(): Promise<void> {
    return this.#removing
  }
}
