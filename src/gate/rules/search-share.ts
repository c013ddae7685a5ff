import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { availableParallelism } from 'node:os'
import type { Task } from '../../base/engine-task.ts'
import type { WireRequest } from '../../sigv4/canonical-request.ts'
import { type Clock, idle, systemClock } from '../../wait/clock.ts'
import { sleep } from '../../wait/sleep.ts'
import { Turns } from '../../wait/turns.ts'
import { segmentsOf } from '../receive/wire-request.ts'
import { askUpstream } from '../relay/ask-upstream.ts'
import type { Upstream } from '../relay/upstream.ts'
import { opaqueIdOf, RequestMark } from './request-mark.ts'

/** Calls that OpenSearch answers in the threads it has for searches. */
const searching = new Set(['_search', '_msearch', '_count', '_rank_eval'])

/** How many threads it has for them, by its default: the processors and a half, and one. */
const searchThreads = Math.floor(availableParallelism() * 1.5) + 1

/** The pause before the first look for an abandoned search, which the engine may not have begun, in milliseconds. */
const FIRST_PAUSE_MS = 100

/** The longest pause between two looks, in milliseconds. */
const LONGEST_PAUSE_MS = 1_000

/** After so many looks in a row that failed the engine is gone, or the gate closed. */
const MOST_FAILURES = 5

/** Whether the engine is at a search with this `X-Opaque-Id`, which began so many milliseconds ago or before. May fail. */
export type IsSearching = (opaqueId: string, agoMs: number) => Promise<boolean>

interface SearchShareOptions {
  /** Whether other runs use the engine now. */
  readonly isShared: () => boolean
  readonly isSearching: IsSearching
  /** How many searches are at work at a time; default half of the engine's threads for them. */
  readonly atOnce?: number
  readonly clock?: Clock
}

/** A search of a run that shares the engine. */
export interface SharedSearch {
  /** By which the engine knows it; `undefined`: it does by the client's own `X-Opaque-Id`. */
  readonly mark: RequestMark | undefined
  /** Does the work when its turn has come. Fails as the work does, or where the client goes away before. */
  take(response: ServerResponse, work: () => Promise<void>): Promise<void>
  /** Waits until the engine has done with it, where its client went away before it was answered. Never fails. */
  ended(response: ServerResponse): Promise<void>
}

/**
 * A run's share of the threads in which OpenSearch searches, half of them, while other runs use the engine: it
 * works on some searches for minutes, whether or not it is told to stop, and those of others would wait as long. What is
 * more waits here, in the order in which it came. A search that its client gave up has its turn until the engine has done
 * with it.
 */
export class SearchShare {
  readonly #isShared: () => boolean
  readonly #isSearching: IsSearching
  readonly #turns: Turns
  readonly #clock: Clock

  constructor(options: SearchShareOptions) {
    const { isShared, isSearching, atOnce = Math.max(1, Math.floor(searchThreads / 2)), clock = systemClock } = options
    this.#isShared = isShared
    this.#isSearching = isSearching
    this.#turns = new Turns(atOnce)
    this.#clock = clock
  }

  /** `undefined`: the request is no search, or nobody else uses the engine. */
  of({ target, headers }: Pick<WireRequest, 'target' | 'headers'>): SharedSearch | undefined {
    if (!segmentsOf(target).some((segment) => searching.has(segment)) || !this.#isShared()) return undefined
    const own = opaqueIdOf(headers)
    const id = own ?? `search-${randomUUID()}`
    return {
      mark: own === undefined ? new RequestMark(id, { target, headers, isSent: true }) : undefined,
      take: (response, work) => this.#take(response, work),
      ended: async (response) => {
        if (response.destroyed && !response.writableFinished) await this.#ended(id)
      },
    }
  }

  async #take(response: ServerResponse, work: () => Promise<void>): Promise<void> {
    const gone = new AbortController()
    const giveUp = () => gone.abort(new Error('The client went away.'))
    response.once('close', giveUp)
    try {
      await this.#turns.take(work, { signal: gone.signal })
    } finally {
      response.off('close', giveUp)
    }
  }

  async #ended(id: string): Promise<void> {
    const leftAt = this.#clock.now()
    let failures = 0
    for (let pauseMs = FIRST_PAUSE_MS; failures < MOST_FAILURES; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      await sleep(pauseMs, undefined, idle(this.#clock))
      try {
        if (!(await this.#isSearching(id, this.#clock.now() - leftAt))) return
        failures = 0
      } catch {
        failures += 1
      }
    }
  }
}

/** How long an engine that is busy may take to list its tasks, in milliseconds. */
const ANSWER_MS = 10_000

/** All searches, and what each has begun for itself. */
const TARGET = '/_tasks?actions=indices:data/read/*&group_by=none&filter_path=tasks.headers,tasks.running_time_in_nanos'

/** What of a task is asked for. */
type Searched = Pick<Task, 'headers' | 'running_time_in_nanos'>

/** Asks an OpenSearch engine which searches it is at. */
export function isSearchingIn(upstream: Upstream): IsSearching {
  return async (opaqueId, agoMs) => {
    const { status, text } = await askUpstream(upstream, { method: 'GET', target: TARGET, timeoutMs: ANSWER_MS })
    if (status !== 200) throw new Error(`${TARGET} answered ${status}`)
    const { tasks = [] } = JSON.parse(text) as { readonly tasks?: readonly Searched[] }
    return tasks.some(
      (task) => task.headers?.['X-Opaque-Id'] === opaqueId && task.running_time_in_nanos >= agoMs * 1_000_000,
    )
  }
}
