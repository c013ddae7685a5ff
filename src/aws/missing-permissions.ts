import { messageOf, PermissionError } from '../errors.ts'
import { denialHint, isDeniedElsewhere, readDenial } from './denial.ts'
import type { Grant } from './grant.ts'
import { policyOf } from './policy.ts'

/** An action that AWS has denied, and its words. */
export interface DeniedAction {
  readonly action: string
  readonly target: string
  readonly error?: unknown
}

/** Everything that is missing, in one error, with the statements to add. `identity`: whom AWS says we are. */
export function missingPermissions(
  denied: readonly [DeniedAction, ...DeniedAction[]],
  grants: readonly Grant[],
  identity: string | undefined,
): PermissionError {
  const texts = denied.map(({ error }) => messageOf(error))
  const who = texts.map((text) => readDenial(text).identity).find((each) => each !== undefined) ?? identity
  const actions = [...new Set(denied.map(({ action }) => action))]
  const elsewhere = denied.filter(({ error }) => isDeniedElsewhere(messageOf(error)))
  const addable = actions.filter((action) => !elsewhere.some((each) => each.action === action))
  return new PermissionError(
    [
      `This run may not do all that it has to do, and nothing was created: AWS denies ${count(actions)} to ${who ?? 'this identity'}.`,
      'Denied are:',
      ...denied.map(({ action, target }) => `- ${action} on ${target}`),
      ...elsewhere.map(({ action, error }) =>
        denialHint({ ...readDenial(messageOf(error)), action }, messageOf(error)),
      ),
      ...(addable.length === 0
        ? []
        : [
            "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
            JSON.stringify(policyOf(grants, addable).Statement, undefined, 2),
          ]),
    ],
    {
      cause: denied[0].error,
      denial: { action: denied[0].action, actions, target: denied[0].target, ...(who && { identity: who }) },
    },
  )
}

const count = ({ length }: readonly string[]): string => (length === 1 ? 'one action' : `${length} actions`)
