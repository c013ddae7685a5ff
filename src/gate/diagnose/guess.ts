import type { WireRequest } from '../../sigv4/canonical-request.ts'
import type { Signable } from '../../sigv4/signature.ts'
import type { Identity } from '../gate.ts'
import type { Claim } from '../verify/claim.ts'

/** A signature that does not fit, and what is known around it. */
export interface Mismatch {
  readonly request: WireRequest
  readonly claim: Claim
  /** Whose key it is. */
  readonly identity: Identity
  /** The gate's own `host` values, the usual one first. */
  readonly hosts: readonly string[]
  /** Everybody whose key is known. */
  readonly identities: readonly Identity[]
  /** What the signature should have covered. */
  readonly signable: Signable
}

/** What a client may have signed, with which secret. */
export interface Attempt {
  readonly signable: Signable
  readonly secret: string
}

/** One likely mistake: what the client would then have signed, and the sentences that tell the user so. */
export interface Guess {
  /** Two guesses about one part cannot both be true. */
  readonly part: 'method' | 'host' | 'header' | 'path' | 'query' | 'payload' | 'secret'
  readonly says: string
  readonly apply: (attempt: Attempt) => Attempt
}

/** A guess that changes what was signed. */
export function signed(part: Guess['part'], changes: Partial<Signable>, says: string): Guess {
  return { part, says, apply: ({ signable, secret }) => ({ signable: { ...signable, ...changes }, secret }) }
}

/** A guess that changes the value of one signed header. */
export function signedHeader(part: 'host' | 'header', name: string, value: string, says: string): Guess {
  return {
    part,
    says,
    apply: ({ signable, secret }) => ({
      signable: { ...signable, headers: signable.headers.map((it) => (it[0] === name ? [name, value] : it)) },
      secret,
    }),
  }
}
