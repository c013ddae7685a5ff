import { type Answer, jsonAnswer } from '../answer.ts'
import type { SharedEngine } from '../gate.ts'
import * as messages from '../messages.ts'
import { segmentsOf } from '../receive/wire-request.ts'

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
function failureIn(body: string): Failure | undefined {
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

/** A request of at most so many bytes waits for others to leave memory; a longer one is itself what takes the memory. */
const SMALL = 1024 * 1024

/** How often such a request is sent in all, and the longest pause, in milliseconds: some ten seconds together. */
export const patience = { attempts: 14, baseMs: 100, maxMs: 2_000 } as const

/** How OpenSearch rejects for want of memory. Such a request was not carried out, not even in part. */
const OVERLOADED = /"type":"(?:circuit_breaking|rejected_execution|opensearch_rejected_execution)_exception"/

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
  const failure = failureIn(body)
  const error = JSON.stringify(failure) ?? ''
  if (!OVERLOADED.test(error)) return undefined
  const isWhole = !segmentsOf(target).some((segment) => stepwise.has(segment))
  const isTogether = tripIn(failure) !== undefined || error.includes('rejected_execution')
  return new EngineOverloaded(body, isWhole && length <= SMALL && isTogether)
}
