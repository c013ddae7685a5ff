/** Why the gate rejects a request. These words are stable: tests and hints may rely on them. */
export type RejectionReason =
  | 'unsigned'
  | 'plain-http'
  | 'wrong-algorithm'
  | 'malformed'
  | 'unknown-key'
  | 'missing-token'
  | 'wrong-token'
  | 'ended-test'
  | 'wrong-region'
  | 'wrong-service'
  | 'wrong-date'
  | 'stale'
  | 'future'
  | 'unsigned-header'
  | 'wrong-host'
  | 'changed-body'
  | 'unsigned-payload'
  | 'streaming-payload'
  | 'wrong-signature'
  | 'too-large'
  | 'busy'
  | 'no-room'
  | 'data-full'
  | 'not-ready'
  | 'others-hit'
  | 'engine-gone'
  | 'engine-replaced'
  | 'out-of-memory'
  | 'no-credentials'
  | 'not-found'
  | 'not-translated'
  | 'copy-failed'
  | 'unsupported'
  | 'foreign-graph'
  | 'unsupported-gremlin'
  | 'internal'

/** An answer the gate gives in the engine's place. It is a value, not an exception, since the gate rejects requests all the time. */
export interface Rejection {
  readonly reason: RejectionReason
  /** HTTP status. */
  readonly status: number
  /** The type AWS would name: `InvalidSignatureException`. */
  readonly type: string
  /** What AWS would say, as far as it is known. Never holds a secret. */
  readonly sentence: string
  /** What the gate knows beyond that: what was expected, what came, what to do. Never holds a secret. */
  readonly explanation: string
}

/** The whole text of a rejection, for a message field. */
export function rejectionText({ sentence, explanation }: Rejection): string {
  return explanation === '' ? sentence : `${sentence} ${explanation}`
}

/**
 * A rejection in short, for a report beside the failure of the request itself: the first sentence of AWS, and the first
 * paragraph of what the gate knows, without the strings to compare.
 */
export function shortRejection({ sentence, explanation }: Rejection): string {
  const [why = ''] = explanation.split('\n\n')
  return why === '' ? sentence : `${sentence.split('. ')[0]?.replace(/\.$/, '')}. ${why}`
}
