import type { ErrorCategory, ErrorFault } from './errors.ts'

interface Meaning {
  readonly category: ErrorCategory
  /** Who has to act. */
  readonly fault: ErrorFault
}

const passing: Meaning = { category: 'temporary', fault: 'aws' }
const ofTheUser: Meaning = { category: 'configuration', fault: 'user' }
const ofTheResource: Meaning = { category: 'resource', fault: 'aws' }

/** What went wrong, as one stable word, and what that means. */
export const errorKinds = {
  /** The work was stopped. */
  aborted: { category: 'resource', fault: 'user' },
  /** AWS has no capacity now. That lasts longer than a call is repeated. */
  capacity: ofTheResource,
  /** The clock of this machine, or of the one that signed, is wrong. */
  clock: ofTheUser,
  /** The change conflicts with another change. */
  conflict: passing,
  /** The identity is known, but not allowed to do this. */
  denied: ofTheUser,
  /** This is not enabled in the account or the region. */
  disabled: ofTheUser,
  /** The name is taken. */
  exists: { category: 'resource', fault: 'user' },
  'expired-credentials': ofTheUser,
  /** A connection ended before its answer. The request may have been executed. */
  interrupted: passing,
  /** The request can never succeed. */
  invalid: ofTheUser,
  'no-credentials': ofTheUser,
  'not-found': ofTheUser,
  /** An error of this package whose cause says no more. */
  ours: { category: 'resource', fault: 'plugin' },
  /** A role, policy or permission has not taken effect everywhere yet. */
  propagating: passing,
  /** The account has reached a quota. */
  quota: ofTheUser,
  'read-only': passing,
  /** The server failed for this one request. */
  server: ofTheResource,
  /** The key or the signature is not accepted. */
  signature: ofTheUser,
  /** The resource is in a state that does not allow it now. */
  state: passing,
  /** There were too many requests. */
  throttled: passing,
  timeout: passing,
  /** The service is not available now. */
  unavailable: passing,
  /** No server listens at the address, or there is no route to it. */
  unreachable: passing,
  /** The answer is not in the expected protocol. Perhaps another server is there. */
  unreadable: ofTheResource,
  /** The host name does not resolve. */
  unresolved: passing,
  /** The TLS handshake failed. */
  untrusted: ofTheUser,
  unknown: { category: 'resource', fault: 'plugin' },
} as const satisfies Readonly<Record<string, Meaning>>

export type ErrorKind = keyof typeof errorKinds

/** Codes and names of errors from one origin, with their meaning. Another origin of the same code gives it the same meaning. */
export type Words = Readonly<Record<string, ErrorKind>>
