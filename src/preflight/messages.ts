/** The wording of what is asked before anything is created; warnings are text, errors are lines. */
import type { IamAction } from '../aws/actions/iam-actions.ts'

export const regionNotAllowed = (region: string, allowed: readonly string[]) => [
  `Nothing is created in region ${region}: 'aws.allowedRegions' does not name it.`,
  `It names ${allowed.join(', ') || 'none'}.`,
  `Choose another region ('region', AWS_REGION), or allow it: aws: { allowedRegions: ['${region}'] }`,
]

export const accountNotAllowed = (account: string) => [
  `Nothing is created in account ${account}, to which the credentials belong: 'aws.allowedAccounts' does not name it.`,
  `To allow it, write in awsFixtures(): aws: { allowedAccounts: ['${account}'] }`,
]

/** The cause where a question before the run has no answer in time. */
export const notAnswered = (what: string, ms: number): string => `AWS did not answer ${what} within ${ms / 1_000} s.`

/** What a run lacks, on the control plane or at the address of a service. */
export interface Missing {
  /** The service's address; absent on the control plane, where nothing has been created yet. */
  readonly url?: string | undefined
  /** `arn:aws:iam::111122223333:role/ci`; absent where nobody told it. */
  readonly identity: string | undefined
  readonly actions: number
  readonly denied: readonly { readonly action: IamAction; readonly target?: string | undefined }[]
  /** Actions of which AWS did not tell whether they are allowed. */
  readonly untold: readonly IamAction[]
  /** What else than the identity's own policy stands in the way, and how to remove it. */
  readonly elsewhere: readonly (string | undefined)[]
  /** The statements to add; none where adding does not help. */
  readonly statements: readonly object[]
  /** Where else than in the identity's policy the actions can be allowed: `the domain's access policy`. */
  readonly orIn?: string | undefined
  readonly remark?: string | undefined
}

export const missingPermissions = (missing: Missing) => {
  const { url, identity = 'this identity', actions, denied, untold, elsewhere, statements, orIn, remark } = missing
  const count = actions === 1 ? 'an action' : `${actions} actions`
  return [
    `AWS denies ${identity} ${count} that this run needs${url ? ` at ${url}.` : '. Nothing was created.'}`,
    'Denied:',
    ...denied.map(({ action, target }) => (target ? `- ${action} on ${target}` : `- ${action}`)),
    untold.length > 0 ? `AWS did not tell whether it allows ${untold.join(', ')}.` : undefined,
    ...elsewhere,
    ...(statements.length > 0
      ? [
          `Add this to the identity's IAM policy, which 'npx vitest-aws-fixtures policy' prints in full${orIn ? `, or allow the actions in ${orIn}` : ''}:`,
          JSON.stringify(statements, undefined, 2),
        ]
      : []),
    remark,
  ]
}

/** A warning: neither yes nor no came for these actions of the control plane. */
export const permissionsUnknown = (actions: readonly string[], cause: string): string =>
  [
    `The run could not find out whether AWS allows ${actions.join(', ')}. The run continues.`,
    `   Last seen: ${cause}`,
  ].join('\n')

export const notSimulable = (identity: string): string =>
  `IAM cannot simulate the policies of ${identity} ('aws.simulatePolicy'): it is neither a role nor a user. The run continues.`

/** A warning: the simulation denies what no harmless call can check. */
export const simulationDenies = (
  identity: string,
  denied: readonly { readonly action: string; readonly target: string }[],
  statements: readonly object[],
): string =>
  [
    `IAM's policy simulation denies ${identity} these actions, which no harmless call can check. The run continues, since the simulation may be wrong.`,
    ...denied.map(({ action, target }) => `   - ${action} on ${target}`),
    `   If AWS denies them as well, allow: ${JSON.stringify(statements)}`,
  ].join('\n')

/** A warning; `statements` allow the simulation, where it was denied. */
export const notSimulated = (cause: string, statements: readonly object[]): string =>
  [
    "IAM could not simulate the policies of this identity ('aws.simulatePolicy'). The run continues.",
    `   Last seen: ${cause}`,
    ...(statements.length > 0 ? [`   To make the simulation possible, allow: ${JSON.stringify(statements)}`] : []),
  ].join('\n')
