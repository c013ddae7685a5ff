import type { Answer } from '../answer.ts'
import { segmentsOf } from '../path-segments.ts'
import type { SharedEngine } from '../rules/shared-engine-rules.ts'
import { explainedAnswer, failureIn, followedBy } from './explain-failure.ts'

/** A request of at most so many bytes waits for others to leave memory; a longer one is part of the crowd. */
const SMALL = 1024 * 1024

/** How often such a request is sent in all, and the longest pause, in milliseconds: some ten seconds together. */
export const patience = { attempts: 14, baseMs: 100, maxMs: 2_000 } as const

/** How OpenSearch refuses for want of memory. A request that is refused so was not carried out, not even in part. */
const CROWDED = /"type":"(?:circuit_breaking|rejected_execution|opensearch_rejected_execution)_exception"/

/** What all requests have taken together: any other breaker, of one request's own, trips again. */
const TOGETHER = /"type":"circuit_breaking_exception","reason":"\[(?:parent|in_flight_requests)\]|rejected_execution/

/** Calls that write in many steps, any of which can fail: what was refused may have been carried out in part. */
const stepwise = new Set(['_reindex', '_update_by_query', '_delete_by_query'])

/** An engine's refusal for want of memory, while other runs use it. */
export class EngineOverloaded extends Error {
  /** Whether the request may be sent again. */
  readonly isPassing: boolean
  readonly #body: string

  constructor(body: string, isPassing: boolean) {
    super('The engine refused for want of memory.')
    this.#body = body
    this.isPassing = isPassing
  }

  /** What the client is to get: the refusal, and whose requests are under way. Finding out whose takes a moment. */
  answer({ others }: SharedEngine): Answer {
    const requests = others?.() ?? []
    const told =
      requests.length > 0 ? `Under way for others: ${requests.join(', ')}` : 'Others have nothing under way now'
    return explainedAnswer(429, this.#body, followedBy(`Runs share the engine's memory. ${told}.`))
  }
}

/** A request as far as it says whether it may be sent again. */
export interface RequestSize {
  readonly target: string
  /** Of its body, in bytes. */
  readonly length: number
}

/**
 * The refusal in an answer of OpenSearch with status 429. The requests of others may have been answered by then: what they
 * took is free only once the engine has collected it.
 */
export function overloadIn({ target, length }: RequestSize, body: string): EngineOverloaded | undefined {
  const error = JSON.stringify(failureIn(body)) ?? ''
  if (!CROWDED.test(error)) return undefined
  const isWhole = !segmentsOf(target).some((segment) => stepwise.has(segment))
  return new EngineOverloaded(body, isWhole && length <= SMALL && TOGETHER.test(error))
}
