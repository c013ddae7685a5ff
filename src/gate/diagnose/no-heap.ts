import type { Answer } from '../answer.ts'
import { explainedAnswer } from './explained-answer.ts'
import { type Failure, failureIn } from './opensearch-failure.ts'

/** What all requests have reserved together. Any other breaker says that a request asks for too much by itself. */
const TOGETHER = /^\[(?:parent|in_flight_requests)\]/

/** The answer to a request that was refused because the engine's heap is full, told as that; `undefined`: another one. */
export function explainNoHeap(status: number, body: string): Answer | undefined {
  const word = heapWord(body)
  return word === undefined ? undefined : explainedAnswer(status, body, (reason) => `${word} It said: ${reason}`)
}

/** What is said of a refusal because the engine's heap is full; `undefined`: it is none. */
function heapWord(body: string): string | undefined {
  const trip = tripIn(failureIn(body))
  if (!trip) return undefined
  const { bytes_wanted: wanted, bytes_limit: limit } = trip
  const sizes = wanted && limit ? ` (${toMb(wanted)} of ${toMb(limit)} MB)` : ''
  return `OpenSearch is out of heap memory${sizes} and refused the request. This is a problem of the engine, not of your test: raise 'opensearch.heapMb'.`
}

function tripIn(failure: Failure | undefined): Failure | undefined {
  if (!failure) return undefined
  if (failure.type === 'circuit_breaking_exception' && TOGETHER.test(failure.reason ?? '')) return failure
  for (const cause of [...(failure.root_cause ?? []), failure.caused_by]) {
    const found = tripIn(cause)
    if (found) return found
  }
  return undefined
}

const toMb = (bytes: number): string => Math.round(bytes / 1024 / 1024).toLocaleString('en')
