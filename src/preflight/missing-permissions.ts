import type { IamAction } from '../aws/actions/iam-actions.ts'
import { denialHint, isDeniedElsewhere, readDenial } from '../aws/permissions/denial.ts'
import type { Grant } from '../aws/permissions/grant.ts'
import { policyOf } from '../aws/permissions/policy.ts'
import { messageOf, PermissionError } from '../errors/errors.ts'

/** An action that AWS has denied, and its words. */
export interface DeniedAction {
  readonly action: IamAction
  /** Of what; absent where it goes without saying. */
  readonly target?: string | undefined
  readonly error?: unknown
}

export interface MissingPermissions {
  /** What cannot be done, and where: `This run may not do all that it has to do`. */
  readonly what: string
  readonly denied: readonly [DeniedAction, ...DeniedAction[]]
  /** Actions that are needed as well, of which AWS did not tell whether they are allowed; default none. */
  readonly untold?: readonly IamAction[]
  /** The statements of which those are added that are missing. */
  readonly grants: readonly Grant[]
  /** Whom AWS says we are. */
  readonly identity?: string | undefined
  /** Where else than in the identity's own policy the actions can be allowed: `the domain's access policy`. */
  readonly orIn?: string
  /** What there is to know besides. */
  readonly remark?: string
  /** The address of what was asked. */
  readonly resource?: string
}

/** Everything that is missing, in one error, with the statements to add. */
export function missingPermissions(missing: MissingPermissions): PermissionError {
  const { what, denied, untold = [], grants, identity, orIn, remark, resource } = missing
  const texts = denied.map(({ error }) => messageOf(error))
  const who = texts.map((text) => readDenial(text).identity).find((each) => each !== undefined) ?? identity
  const actions = [...new Set(denied.map(({ action }) => action))]
  const elsewhere = denied.filter(({ error }) => isElsewhere(messageOf(error), orIn))
  const addable = [...actions, ...untold].filter((action) => !elsewhere.some((each) => each.action === action))
  const add = `Add this to its IAM policy${orIn ? `, or allow it in ${orIn}` : ''}`
  return new PermissionError(
    [
      `${what}: AWS denies ${count(actions)} to ${who ?? 'this identity'}.`,
      'Denied are:',
      ...denied.map(({ action, target }) => (target ? `- ${action} on ${target}` : `- ${action}`)),
      untold.length === 0 ? undefined : `Whether it allows these, AWS did not tell: ${untold.join(', ')}.`,
      ...elsewhere.map(({ action, error }) =>
        denialHint({ ...readDenial(messageOf(error)), action }, messageOf(error)),
      ),
      ...(addable.length === 0
        ? []
        : [
            `${add}; 'npx vitest-aws-fixtures policy' prints the whole one:`,
            JSON.stringify(policyOf(grants, addable).Statement, undefined, 2),
          ]),
      remark,
    ],
    {
      resource,
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

/** That no policy of the resource allows it stops nobody to whom the identity's own policy does. */
const isElsewhere = (text: string, orIn: string | undefined): boolean =>
  isDeniedElsewhere(orIn ? text.replace(/because no resource-based policy allows/, '') : text)

const count = ({ length }: readonly string[]): string => (length === 1 ? 'one action' : `${length} actions`)
