import { type Answer, jsonAnswer } from '../answer.ts'
import * as messages from '../messages.ts'

/** What OpenSearch says of one thing that failed. */
interface Failure {
  readonly type?: string
  readonly reason?: string
  readonly bytes_wanted?: number
  readonly bytes_limit?: number
  readonly root_cause?: readonly Failure[]
  readonly caused_by?: Failure
}

/** Why a request failed as a whole; `undefined` where its answer does not say so. What failed of its parts is elsewhere in it. */
export function failureIn(body: string): Failure | undefined {
  try {
    return (JSON.parse(body) as { readonly error?: Failure } | null)?.error
  } catch {
    // Cut short, or none.
    return undefined
  }
}

interface Told {
  readonly reason?: unknown
  readonly root_cause?: unknown
}

/**
 * An answer in which OpenSearch says that it failed, with a word of the gate's beside the engine's own reason, and beside
 * that of each cause: these are what its official client prints.
 */
export function explainedAnswer(status: number, body: string, explain: (reason: string) => string): Answer {
  const explained = <Said extends Told>(said: Said): Said => ({
    ...said,
    reason: explain(String(said.reason ?? '')),
  })
  try {
    const said = JSON.parse(body) as { readonly error?: Told | string }
    if (typeof said.error === 'string') return jsonAnswer(status, { ...said, error: explain(said.error) })
    const { root_cause: causes } = said.error ?? {}
    const error = {
      ...explained(said.error ?? {}),
      ...(Array.isArray(causes) && { root_cause: (causes as Told[]).map(explained) }),
    }
    return jsonAnswer(status, { ...said, error })
  } catch {
    // Cut short, or none.
    return jsonAnswer(status, { error: { reason: explain(body) }, status })
  }
}

/** What is said first, and what explains it. */
export const followedBy =
  (word: string) =>
  (reason: string): string =>
    [reason, word].filter(Boolean).join('. ')

/** What all requests have reserved together. Any other breaker says that a request asks for too much by itself. */
const TOGETHER = /^\[(?:parent|in_flight_requests)\]/

/** The answer to a request that was rejected because the engine's heap is full, told as that; `undefined`: another one. */
export function explainNoHeap(status: number, body: string): Answer | undefined {
  const word = heapWord(body)
  return word === undefined ? undefined : explainedAnswer(status, body, (reason) => `${word} It said: ${reason}`)
}

/** What is said of a rejection because the engine's heap is full; `undefined`: it is none. */
function heapWord(body: string): string | undefined {
  const trip = tripIn(failureIn(body))
  if (!trip) return undefined
  return messages.heapIsFull(trip.bytes_wanted, trip.bytes_limit)
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

/** In what words the system says that a file could not be written. */
const NO_SPACE = /No space left on device|Disk quota exceeded/

/** The answer to a request that failed for want of room, with what is known of that; `undefined`: it failed otherwise. */
export function explainNoSpace(status: number, body: string, shortage: () => string | undefined): Answer | undefined {
  if (!NO_SPACE.test(body)) return undefined
  const word = shortage()
  return word === undefined ? undefined : explainedAnswer(status, body, followedBy(word))
}
