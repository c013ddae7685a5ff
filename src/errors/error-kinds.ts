import type { ErrorCategory, ErrorFault } from './errors.ts'

interface Meaning {
  readonly category: ErrorCategory
  /** Who has to act. */
  readonly fault: ErrorFault
}

const passing: Meaning = { category: 'temporary', fault: 'aws' }
const ofTheUser: Meaning = { category: 'configuration', fault: 'user' }
const ofTheResource: Meaning = { category: 'resource', fault: 'aws' }

/** What went wrong, in one word that stays the same, and what that means. */
export const errorKinds = {
  /** Somebody stopped it. */
  aborted: { category: 'resource', fault: 'user' },
  /** AWS has none of these left just now; that lasts longer than a call is repeated. */
  capacity: ofTheResource,
  /** The clock here, or the one that signed, is wrong. */
  clock: ofTheUser,
  /** Another change got into the way. */
  conflict: passing,
  /** Known, and not allowed. */
  denied: ofTheUser,
  /** The account, or the region, does not have this switched on. */
  disabled: ofTheUser,
  /** The name is taken. */
  exists: { category: 'resource', fault: 'user' },
  'expired-credentials': ofTheUser,
  /** A connection ended before its answer; what was asked may have been done. */
  interrupted: passing,
  /** What was asked can never be. */
  invalid: ofTheUser,
  'no-credentials': ofTheUser,
  'not-found': ofTheUser,
  /** An error of this package's, whose cause says no more. */
  ours: { category: 'resource', fault: 'plugin' },
  /** A role, a policy or a permission is not known everywhere yet. */
  propagating: passing,
  /** The account has as many of these as it may have. */
  quota: ofTheUser,
  'read-only': passing,
  /** The server failed at this one request. */
  server: ofTheResource,
  /** The key or the signature is not accepted. */
  signature: ofTheUser,
  /** The resource is in a state that does not allow it now. */
  state: passing,
  /** Asked too often. */
  throttled: passing,
  timeout: passing,
  /** The service does not serve just now. */
  unavailable: passing,
  /** Nobody listens there, or there is no way. */
  unreachable: passing,
  /** What answered does not speak the protocol: perhaps something else is there. */
  unreadable: ofTheResource,
  /** The host name is not known. */
  unresolved: passing,
  /** TLS could not be agreed on. */
  untrusted: ofTheUser,
  unknown: { category: 'resource', fault: 'plugin' },
} as const satisfies Readonly<Record<string, Meaning>>

export type ErrorKind = keyof typeof errorKinds

/** Codes and names of errors from one origin, and what each means: the same from every other origin that has it too. */
export type Words = Readonly<Record<string, ErrorKind>>
