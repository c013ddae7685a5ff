import { explainedAnswer } from './explained-answer.ts'
import type { Answer } from './service-answer.ts'

/** A request of at most so many bytes waits for others to leave memory; a longer one is part of the crowd. */
const SMALL = 1024 * 1024

/** How often such a request is sent in all, and the longest pause, in milliseconds: some ten seconds together. */
export const patience = { attempts: 14, baseMs: 100, maxMs: 2_000 } as const

/** How OpenSearch refuses for want of memory: of nothing that it refuses so has it carried out a part. */
const CROWDED = /"type":"(?:circuit_breaking|rejected_execution|opensearch_rejected_execution)_exception"/

/** What all requests have taken together: any other breaker, of one request's own, trips again. */
const TOGETHER = /"type":"circuit_breaking_exception","reason":"\[(?:parent|in_flight_requests)\]|rejected_execution/

/** An engine's refusal for want of memory, while other runs use it. */
export class EngineCrowded extends Error {
  /** What the client is to get: the refusal, and whose requests were under way. */
  readonly answer: Answer
  /** Whether the request may be sent again. */
  readonly isPassing: boolean

  constructor(answer: Answer, isPassing: boolean) {
    super('The engine refused for want of memory.')
    this.answer = answer
    this.isPassing = isPassing
  }
}

/** The requests that other sessions have sent to the engine of a gate; `undefined` where no other uses it. */
export type Others = () => readonly string[] | undefined

/**
 * The refusal in an answer of OpenSearch, where other sessions use the engine; of a request of so many bytes. Theirs may
 * have been answered by then: what they took is free only once the engine has collected it.
 */
export function crowdedBy(others: Others, status: number, body: string, bytes: number): EngineCrowded | undefined {
  if (status !== 429 || !CROWDED.test(body)) return undefined
  const requests = others()
  if (requests === undefined) return undefined
  const told = requests.length > 0 ? requests.join(', ') : 'nothing any more'
  const word = `Runs share the engine's memory. Of other runs was under way: ${told}.`
  return new EngineCrowded(explainedAnswer(429, body, word), bytes <= SMALL && TOGETHER.test(body))
}
