import { randomBytes } from 'node:crypto'
import type { IamAction } from '../aws/actions/iam-actions.ts'
import type { Send } from '../aws/sdk/control-plane.ts'
import { fiveRandomCharacters } from '../base/run-id.ts'

/** A harmless real call that tells whether an action is permitted: it only reads, or changes what does not exist. */
export interface PermissionProbe {
  readonly action: IamAction
  /** The ARN that it is asked about; `*` where the action has no resource in IAM. */
  readonly target: string
  readonly send: Send<unknown>
  /** Names of errors in the SDK by which AWS says that nothing is there, which it says only to who is permitted. */
  readonly permits: readonly string[]
}

/** Five bits each. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * A name of a resource that does not exist: nobody guesses so many random letters, and every name that this package gives
 * ends in `-<generation>`. A domain's prefix of 18 characters leaves ten letters, which are 50 bits.
 */
export function unusedName(prefix: string, length: number): string {
  return `${prefix}${[...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`
}

/**
 * What the names of probes begin with. A role that is allowed `vaf-*` may write it, and it cannot be taken for a run's id, so
 * that no sweep and no list counts what a probe leaves behind as another run's.
 */
export const PROBE = 'vaf-preflight'

/** A new name for what is written only to see whether writing is allowed: `vaf-preflight-3f9c2`. */
export const probeName = (): string => `${PROBE}-${fiveRandomCharacters()}`
