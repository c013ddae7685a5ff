import type { Credential } from './credential.ts'
import type { SigningTime } from './signing-time.ts'

/** What a request says of its own signature. Nothing of it is proved. */
export interface Claim extends Credential {
  /** Where the signature stands: in the header Authorization, or in the query, which is then called presigned. */
  readonly form: 'header' | 'query'
  /** Lower case and sorted. */
  readonly signedHeaders: readonly string[]
  /** 64 lower-case hex digits. */
  readonly signature: string
  readonly time: SigningTime
  /** How long it is to be good, in milliseconds; absent where it does not say. */
  readonly expiresMs?: number
  readonly sessionToken?: string
  /** What it says its body's SHA-256 is; absent where it does not say. */
  readonly payload?: string
}
