import type { Answer } from '../answer.ts'
import * as messages from '../messages.ts'
import { segmentsOf } from '../path-segments.ts'
import type { SharedEngine } from '../rules/shared-engine-rules.ts'
import { explainedAnswer, failureIn, followedBy } from './explain-failure.ts'

/** A request of at most so many bytes waits for others to leave memory; a longer one is itself what takes the memory. */
const SMALL = 1024 * 1024

/** How often such a request is sent in all, and the longest pause, in milliseconds: some ten seconds together. */
export const patience = { attempts: 14, baseMs: 100, maxMs: 2_000 } as const

/** How OpenSearch rejects for want of memory. Such a request was not carried out, not even in part. */
const OVERLOADED = /"type":"(?:circuit_breaking|rejected_execution|opensearch_rejected_execution)_exception"/

/** What all requests have taken together: any other breaker, of one request's own, trips again. */
const TOGETHER = /"type":"circuit_breaking_exception","reason":"\[(?:parent|in_flight_requests)\]|rejected_execution/

/** Calls that write in many steps, any of which can fail: what was rejected may have been carried out in part. */
const stepwise = new Set(['_reindex', '_update_by_query', '_delete_by_query'])

/** An engine rejected a request for want of memory, while other runs use it. */
export class EngineOverloaded extends Error {
  /** Whether the request may be sent again. */
  readonly isPassing: boolean
  readonly #body: string

  constructor(body: string, isPassing: boolean) {
    super('The engine rejected the request for want of memory.')
    this.#body = body
    this.isPassing = isPassing
  }

  /** What the client is to get: the engine's rejection, and whose requests are under way. Finding out whose takes a moment. */
  answer({ others }: SharedEngine): Answer {
    return explainedAnswer(429, this.#body, followedBy(messages.memoryIsShared(others?.() ?? [])))
  }
}

/** A request as far as it says whether it may be sent again. */
export interface RequestSize {
  readonly target: string
  /** Of its body, in bytes. */
  readonly length: number
}

/**
 * The rejection in an answer of OpenSearch with status 429. The requests of others may have been answered by then: what they
 * took is free only once the engine has collected it.
 */
export function overloadIn({ target, length }: RequestSize, body: string): EngineOverloaded | undefined {
  const error = JSON.stringify(failureIn(body)) ?? ''
  if (!OVERLOADED.test(error)) return undefined
  const isWhole = !segmentsOf(target).some((segment) => stepwise.has(segment))
  return new EngineOverloaded(body, isWhole && length <= SMALL && TOGETHER.test(error))
}
