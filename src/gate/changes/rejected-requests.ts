import { plainText } from '../../base/plain-text.ts'
import { type Clock, systemClock } from '../../wait/clock.ts'
import type { TestAt } from '../gate.ts'
import { type Rejection, shortRejection } from '../rejection.ts'

/** How many different rejections are reported one by one. Of the others only the number is reported. */
const TOLD = 5

/** How much of a path and of a reason is reported, in characters. */
const MOST = { path: 150, reason: 600 }

/** How many tests of other workers are named. */
const MOST_OTHERS = 3

/** Requests that were rejected for one reason, as a person reads it. Never holds a secret. */
export interface RejectedRequest {
  /** `GET /books/_count`, without the query. */
  readonly what: string
  /** HTTP status. */
  readonly status: number
  /** Why, and what to do. */
  readonly reason: string
  readonly times: number
  /** When the first and the last of them came, in milliseconds since the Unix epoch. */
  readonly from: number
  readonly to: number
  /** Tests of other workers that may have sent them as well, quoted. Only where they bear no key of the run, which would tell. */
  readonly others?: readonly string[]
}

/** What was rejected since it was asked for last. */
export interface Rejections {
  readonly count: number
  /** The first few that differ. */
  readonly told: readonly RejectedRequest[]
}

/** What is reported of a request. */
type Asked = { readonly method: string; readonly path: string }

type Noted = { -readonly [Key in keyof RejectedRequest]: RejectedRequest[Key] } & { isOfNobody: boolean }

/** What is kept for one worker until it asks. */
class Inbox {
  count = 0
  readonly noted = new Map<string, Noted>()

  add(noted: Noted): void {
    this.count += 1
    const key = `${noted.what} ${noted.reason}`
    const same = this.noted.get(key)
    if (same) Object.assign(same, { times: same.times + 1, to: noted.to } satisfies Partial<Noted>)
    else if (this.noted.size < TOLD) this.noted.set(key, { ...noted })
  }
}

/**
 * The requests that a gate has rejected, for its workers to ask for. A request belongs to the worker whose key it bears,
 * whatever else is wrong with it; one that bears no key of the run is reported to every worker that has asked before.
 */
export class RejectedRequests {
  readonly #inboxes = new Map<number, Inbox>()
  readonly #testAt: TestAt
  readonly #clock: Clock
  #count = 0

  /** By default no test is known. */
  constructor({ testAt = () => undefined, clock = systemClock }: { testAt?: TestAt | undefined; clock?: Clock } = {}) {
    this.#testAt = testAt
    this.#clock = clock
  }

  /** How many there were in all, but for those of the run itself. */
  get count(): number {
    return this.#count
  }

  /** A request is rejected; `worker` is whose key it bears, where that is known. */
  note(worker: number | undefined, { method, path }: Asked, rejection: Rejection): void {
    if (worker === 0) return
    this.#count += 1
    const now = this.#clock.now()
    const noted: Noted = {
      what: plainText(`${method} ${path}`, MOST.path),
      status: rejection.status,
      reason: plainText(shortRejection(rejection), MOST.reason),
      ...{ times: 1, from: now, to: now, isOfNobody: worker === undefined },
    }
    const told = worker === undefined ? [...this.#inboxes.values()] : [this.#inboxOf(worker)]
    for (const inbox of told) inbox.add(noted)
  }

  /** What a worker has to be told; `undefined` where there is nothing. Says so once. */
  take(worker: number): Rejections | undefined {
    const { count, noted } = this.#inboxOf(worker)
    if (count === 0) return undefined
    this.#inboxes.set(worker, new Inbox())
    const told = [...noted.values()].map(({ isOfNobody, ...request }) => {
      const others = isOfNobody ? this.#othersAt(worker, request.to) : []
      return { ...request, ...(others.length > 0 && { others }) }
    })
    return { count, told }
  }

  #inboxOf(worker: number): Inbox {
    const inbox = this.#inboxes.get(worker) ?? new Inbox()
    this.#inboxes.set(worker, inbox)
    return inbox
  }

  #othersAt(worker: number, at: number): string[] {
    const others = [...this.#inboxes.keys()].filter((other) => other > 0 && other !== worker)
    return others.flatMap((other) => this.#testAt(other, at) ?? []).slice(0, MOST_OTHERS)
  }
}
