/** Tests that lost what they had written, because their engine was replaced while they ran. */
export class HitTests {
  readonly #running = new Set<string>()
  readonly #hit = new Set<string>()

  begin(id: string): void {
    this.#running.add(id)
  }

  /** To be called when nothing of the test is left to be removed. */
  end(id: string): void {
    this.#running.delete(id)
  }

  /** An engine was replaced: whatever runs was hit, for a gate cannot tell the tests of a worker apart. */
  note(): void {
    for (const id of this.#running) this.#hit.add(id)
  }

  /** Whether a test was hit. Says so once. */
  take(id: string): boolean {
    return this.#hit.delete(id)
  }
}
