import type { IamAction } from '../aws/actions/iam-actions.ts'
import { denialHint, isDeniedElsewhere, readDenial } from '../aws/permissions/denial.ts'
import type { Grant } from '../aws/permissions/grant.ts'
import { policyOf } from '../aws/permissions/policy.ts'
import { messageOf, PermissionError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** An action that AWS has denied, and the error that it answered. */
export interface DeniedAction {
  readonly action: IamAction
  /** The ARN for which it was denied; absent where AWS did not tell it. */
  readonly target?: string | undefined
  readonly error?: unknown
}

export interface MissingPermissions {
  readonly denied: readonly [DeniedAction, ...DeniedAction[]]
  /** Actions that are needed as well, and of which AWS did not tell whether they are allowed; default none. */
  readonly untold?: readonly IamAction[]
  /** What the run needs; the error tells those statements of it that are missing. */
  readonly grants: readonly Grant[]
  /** The caller's ARN, where no denial names it. */
  readonly identity?: string | undefined
  /** Where else than in the identity's own policy the actions can be allowed: `the domain's access policy`. */
  readonly orIn?: string
  /** One more line. */
  readonly remark?: string
  /** The address of the service that was asked; absent for the control plane. */
  readonly url?: string
}

/** One error for all permissions that are missing, with the statements to add. */
export function missingPermissions(missing: MissingPermissions): PermissionError {
  const { url, denied, untold = [], grants, identity, orIn, remark } = missing
  const texts = denied.map(({ error }) => messageOf(error))
  const who = texts.map((text) => readDenial(text).identity).find((each) => each !== undefined) ?? identity
  const actions = [...new Set(denied.map(({ action }) => action))]
  const elsewhere = denied.filter(({ error }) => isElsewhere(messageOf(error), orIn))
  const addable = [...actions, ...untold].filter((action) => !elsewhere.some((each) => each.action === action))
  return new PermissionError(
    messages.missingPermissions({
      ...{ url, identity: who, actions: actions.length, denied, untold, orIn, remark },
      elsewhere: elsewhere.map(({ action, error }) =>
        denialHint({ ...readDenial(messageOf(error)), action }, messageOf(error)),
      ),
      statements: addable.length > 0 ? policyOf(grants, addable).Statement : [],
    }),
    {
      resource: url,
      cause: denied[0].error,
      denial: {
        action: denied[0].action,
        actions,
        ...(denied[0].target && { target: denied[0].target }),
        ...(who && { identity: who }),
      },
    },
  )
}

/** Whether an Allow in the identity's own policy would not help: another policy denies the action. */
const isElsewhere = (text: string, orIn: string | undefined): boolean =>
  isDeniedElsewhere(orIn ? text.replace(/because no resource-based policy allows/, '') : text)
