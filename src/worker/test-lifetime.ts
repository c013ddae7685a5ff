import type { Asked, Lifetime } from '../base/lifetime.ts'
import { NamespaceError } from '../errors/errors.ts'
import { askedText } from '../isolation/traversal/traversal-text.ts'
import { type Clock, systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'

/** A request that has no answer yet. */
interface UnderWay {
  readonly asked: Asked
  readonly cut: (because: Error) => void
}

/** The time in which a test may use its clients: until the test has ended, its hooks included. */
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

  /** Fails with a NamespaceError that names the test and the request after its end. */
  begin(asked: Asked, cut: UnderWay['cut']): () => void {
    if (this.#isOver) {
      throw rejection(messages.rejectedAfterEnd(this.#test, askedText(asked)))
    }
    const one = { asked, cut }
    this.#underWay.add(one)
    return () => {
      this.#underWay.delete(one)
      this.#onAnswer()
    }
  }

  /**
   * Cuts the requests under way when the test is stopped: its time is up, or the run is cancelled. Its hooks can send further
   * requests. Returns a warning, if there is anything to warn about.
   */
  stop(): string | undefined {
    return this.#cut('was stopped')
  }

  /** Rejects all new requests, and cuts those that are not answered within `graceMs` milliseconds. Returns a warning as `stop` does. */
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

  #cut(how: 'was stopped' | 'had ended'): string | undefined {
    if (this.#underWay.size === 0) return undefined
    const all = [...this.#underWay]
    this.#underWay.clear()
    for (const { asked, cut } of all) cut(rejection(messages.requestCut(this.#test, how, askedText(asked))))
    return messages.requestsCut(
      this.#test,
      how,
      all.map(({ asked }) => askedText(asked)),
    )
  }
}

const rejection = (lines: readonly string[]) => new NamespaceError(lines, { fault: 'user' })
