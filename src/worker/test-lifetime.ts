import type { Asked, Lifetime } from '../base/lifetime.ts'
import { NamespaceError } from '../errors/errors.ts'
import { askedText } from '../isolation/traversal/traversal-text.ts'
import { type Clock, systemClock } from '../wait/clock.ts'

/** What is asked and not answered yet. */
interface UnderWay {
  readonly asked: Asked
  readonly cut: (because: Error) => void
}

/** How many an error, or a warning, names. */
const MOST_NAMED = 3

const ADVICE = 'Await every request before the test ends.'

/** For how long what was handed to a test may be used: until the test has ended, its hooks included. */
export class TestLifetime implements Lifetime {
  readonly #test: string
  readonly #clock: Clock
  readonly #underWay = new Set<UnderWay>()
  #onAnswer = () => {}
  #isOver = false

  /** `test` is its name, with its file. */
  constructor(test: string, clock: Clock = systemClock) {
    this.#test = test
    this.#clock = clock
  }

  /** Fails with a NamespaceError that names the test, and what comes after its end. */
  begin(asked: Asked, cut: UnderWay['cut']): () => void {
    if (this.#isOver) {
      throw refusal([`Test '${this.#test}' had ended; ${askedText(asked)} was refused.`, 'Nothing was sent.', ADVICE])
    }
    const one = { asked, cut }
    this.#underWay.add(one)
    return () => {
      this.#underWay.delete(one)
      this.#onAnswer()
    }
  }

  /**
   * Cuts what is under way, for the test was stopped: its time is up, or the run is cancelled. Its hooks can ask on.
   * Returns what a person should know, where there is anything.
   */
  stop(): string | undefined {
    return this.#cut('was stopped')
  }

  /** Refuses all that comes, and cuts what is not answered within `graceMs` milliseconds. Returns as `stop` does. */
  async end(graceMs: number): Promise<string | undefined> {
    this.#isOver = true
    await this.#answered(graceMs)
    return this.#cut('had ended')
  }

  #answered(graceMs: number): Promise<void> {
    if (this.#underWay.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#clock.after(graceMs, resolve)
      this.#onAnswer = () => {
        if (this.#underWay.size > 0) return
        cancel()
        resolve()
      }
    })
  }

  #cut(what: 'was stopped' | 'had ended'): string | undefined {
    if (this.#underWay.size === 0) return undefined
    const all = [...this.#underWay]
    this.#underWay.clear()
    const told = (some: readonly UnderWay[]) => {
      const names = some.slice(0, MOST_NAMED).map(({ asked }) => askedText(asked))
      const more = some.length > MOST_NAMED ? ` and ${some.length - MOST_NAMED} more` : ''
      return `Test '${this.#test}' ${what} before there was an answer to ${names.join(', ')}${more}.`
    }
    for (const one of all) one.cut(refusal([told([one]), 'The request was cut.', ADVICE]))
    return `${told(all)} ${all.length === 1 ? 'It was' : 'They were'} cut. ${ADVICE}`
  }
}

const refusal = (lines: readonly string[]) => new NamespaceError(lines, { fault: 'user' })
