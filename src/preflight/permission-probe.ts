import { randomBytes } from 'node:crypto'
import type { IamAction } from '../aws/actions/iam-actions.ts'
import type { Send } from '../aws/sdk/control-plane.ts'
import { fiveRandomCharacters } from '../base/run-id.ts'

/** A harmless real call that tells whether an action is permitted: one of what is not there, or one that only looks. */
export interface PermissionProbe {
  readonly action: IamAction
  /** Of what it is asked, as an ARN; `*` where IAM knows no resource of the action. */
  readonly target: string
  readonly send: Send<unknown>
  /** The errors by which AWS tells only those who are permitted that nothing is there; by their names in the SDK. */
  readonly permits: readonly string[]
}

/** Five bits each. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * The name of something that is not there: nobody has guessed so many random letters, and no name that this package gives
 * ends like that, without `-<generation>`. A prefix of 18 characters leaves a domain ten of them, 50 bits.
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
