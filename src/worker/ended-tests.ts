/** The tests that have ended since their worker was last seen to be clean: what is found then is of one of them. */
export class EndedTests {
  readonly #names: string[] = []
  #isTold = false

  /** `isTold`: a person knows already what it has left under way. */
  add(name: string, isTold: boolean): void {
    this.#names.push(name)
    this.#isTold ||= isTold
  }

  /** The subject of a sentence about what one of them has left. */
  get subject(): string {
    const [name, ...others] = this.#names
    return name === undefined || others.length > 0 ? 'A test' : `Test '${name}'`
  }

  get isTold(): boolean {
    return this.#isTold
  }

  clear(): void {
    this.#names.length = 0
    this.#isTold = false
  }
}
