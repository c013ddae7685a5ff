import type { AwsCredentials } from '../../base/credentials.ts'

/** What becomes known of one attempt of a request besides its answer. */
export interface Attempt {
  /** What it was signed with. */
  credentials?: AwsCredentials
  /** Whether any of it may have reached the service: its connection was there. */
  mayHaveArrived?: boolean
  /** Whether its time ran out. */
  isLate?: boolean
  /** What the connection failed with; the official client keeps no more of it than the message. */
  cause?: Error
}

/** The attempt that belongs to the parameters of a request, which the transport hands down to the connection as they are. */
const attempts = new WeakMap<object, Attempt>()

/** The attempt with these parameters; made at the first call. */
export function attemptOf(params: object): Attempt {
  const known = attempts.get(params)
  if (known) return known
  const attempt: Attempt = {}
  attempts.set(params, attempt)
  return attempt
}
