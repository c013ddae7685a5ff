import type { ServerResponse } from 'node:http'
import { availableParallelism } from 'node:os'
import { splitTarget } from '../sigv4/canonical-request.ts'
import { Turns } from '../wait/turns.ts'

/** What OpenSearch does in the threads it has for searches. */
const SEARCH = /(?:^|\/)_(?:search|msearch|count|rank_eval)(?:\/|$)/

/** How many threads it has for them, by its default: the processors and a half, and one. */
const searchThreads = Math.floor(availableParallelism() * 1.5) + 1

/**
 * A session's share of the threads in which OpenSearch searches, half of them, while other sessions use the engine: it
 * works on some searches for minutes, whether or not it is told to stop, and those of others would wait as long. What is
 * more waits here, in the order in which it came.
 */
export class SearchShare {
  readonly #isShared: () => boolean
  readonly #turns: Turns

  constructor(isShared: () => boolean, atOnce = Math.max(1, Math.floor(searchThreads / 2))) {
    this.#isShared = isShared
    this.#turns = new Turns(atOnce)
  }

  /** Relays a request when its turn has come. Fails as `relay` does, or where the client goes away before. */
  async relay(target: string, response: ServerResponse, relay: () => Promise<void>): Promise<void> {
    if (!SEARCH.test(splitTarget(target).path) || !this.#isShared()) return relay()
    const gone = new AbortController()
    const giveUp = () => gone.abort(new Error('The client went away.'))
    response.once('close', giveUp)
    try {
      await this.#turns.take(relay, { signal: gone.signal })
    } finally {
      response.off('close', giveUp)
    }
  }
}
