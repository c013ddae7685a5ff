import { quoteTestName } from '../base/plain-text.ts'
import type { RejectedRequest, Rejections } from '../gate/changes/rejected-requests.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'

/** The rejected requests of a test, or of code outside of any test. */
interface Kept {
  readonly requests: RejectedRequest[]
  /** The number of requests that are not reported one by one. */
  more: number
}

interface Running extends Kept {
  readonly name: string
  readonly from: number
}

/**
 * The requests that the gates rejected while tests of this worker ran. A gate knows workers, but no tests. So a request that is
 * rejected while several tests run is reported with each of them, with a note that it may be another's.
 */
export class RejectionsByTest {
  readonly #clock: Clock
  readonly #openedAt: number
  readonly #running = new Map<string, Running>()
  /** The requests of hooks that run once for a file, and of the module itself. */
  #outside: Kept = { requests: [], more: 0 }

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
    this.#openedAt = clock.now()
  }

  begin(id: string, name: string): void {
    this.#running.set(id, { name, from: this.#clock.now(), requests: [], more: 0 })
  }

  /** Notes requests that a gate has reported, possibly only at the end of a test. */
  note({ count, told }: Rejections): void {
    for (const request of told) {
      // An earlier test file of this worker has sent the request.
      if (request.to < this.#openedAt) continue
      const tests = [...this.#running].filter(([, { from }]) => from <= request.to)
      if (tests.length === 0) this.#outside.requests.push(request)
      for (const [id, test] of tests) {
        const concurrent = tests.filter(([other]) => other !== id).map(([, { name }]) => quoteTestName(name))
        const others = [...(request.others ?? []), ...concurrent]
        test.requests.push({ ...request, ...(others.length > 0 && { others }) })
      }
    }
    const more = count - told.reduce((sum, { times }) => sum + times, 0)
    for (const kept of this.#running.size > 0 ? this.#running.values() : [this.#outside]) kept.more += more
  }

  /** The text to append to the failure of an ended test; `undefined` where no request was rejected. */
  take(id: string): string | undefined {
    const test = this.#running.get(id)
    this.#running.delete(id)
    return test && textOf('during this test', test)
  }

  /** The text about requests that were rejected outside of any test, as in `beforeAll`. Returns each request once. */
  takeOutside(): string | undefined {
    const outside = this.#outside
    this.#outside = { requests: [], more: 0 }
    return textOf('outside of any test of this file', outside)
  }
}

/** The text about rejected requests; `undefined` where there are none. */
function textOf(when: 'during this test' | 'outside of any test of this file', { requests, more }: Kept) {
  const count = requests.reduce((sum, { times }) => sum + times, more)
  return count === 0 ? undefined : messages.requestsRejected(when, { count, requests, more })
}
