import { GetRoleCommand, IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam'
import { iamAction } from '../aws/actions/actions.ts'
import { isNamed } from '../aws/cluster/calls.ts'
import type { Grant, RunNeeds } from '../aws/permissions/grant.ts'
import { grantsOfServices, policyOf, simulationGrants } from '../aws/permissions/policy.ts'
import { type Principal, principalOf } from '../aws/permissions/principal.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import { ControlPlane } from '../aws/sdk/control-plane.ts'
import { classify } from '../errors/classify.ts'
import { messageOf } from '../errors/errors.ts'
import { type Clock, systemClock } from '../wait/clock.ts'
import { ask, askableNeeds } from './ask.ts'
import { unusedName } from './permission-probe.ts'

export interface SimulatePolicyOptions {
  readonly account: AwsAccount
  readonly needs: RunNeeds
  /** Actions that real calls have shown to be permitted. */
  readonly permitted: ReadonlySet<string>
  /** Where IAM is; default where the SDK looks for it, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string | undefined
  readonly signal: AbortSignal
  readonly clock?: Clock | undefined
  readonly warn: (message: string) => void
}

/**
 * Asks IAM what of a run it would deny, and warns of what no real call has shown to be permitted. It decides nothing: it
 * does not know every policy that AWS goes by, nor every condition, and what it cannot be asked is a warning too.
 */
export async function simulatePolicy(options: SimulatePolicyOptions): Promise<void> {
  const { account, permitted, endpoint, signal, clock = systemClock, warn } = options
  const needs = askableNeeds(options.needs, account)
  const grants = grantsOfServices(needs, account)
  if (grants.length === 0) return
  const principal: Principal = needs.assumeRole
    ? { arn: needs.assumeRole.roleArn }
    : principalOf(account.identity ?? '')
  if (principal === 'unknown') {
    warn(
      `IAM cannot be asked what ${account.identity ?? 'this identity'} may do ('aws.simulatePolicy'): it is no role and no user. The run goes on.`,
    )
    return
  }
  const plane = new ControlPlane({ account, endpoint, clock })
  try {
    const denied = await simulateGrants(plane, principal, grants, signal, clock)
    const doubtful = denied.filter(({ action }) => !permitted.has(action))
    if (doubtful.length > 0) warn(wouldDeny(doubtful, options, needs))
  } catch (error) {
    signal.throwIfAborted()
    warn(notSimulated(error, options))
  }
}

function wouldDeny(
  denied: readonly { readonly action: string; readonly target: string }[],
  { account }: SimulatePolicyOptions,
  needs: RunNeeds,
): string {
  const actions = [...new Set(denied.map(({ action }) => action))]
  return [
    `IAM's simulation would deny ${account.identity ?? 'this identity'} what no call could show beforehand. The run goes on: only AWS itself decides.`,
    ...denied.map(({ action, target }) => `   - ${action} on ${target}`),
    `   If it is denied: ${JSON.stringify(policyOf(grantsOfServices(needs, account), actions).Statement)}`,
  ].join('\n')
}

function notSimulated(error: unknown, { account, needs }: SimulatePolicyOptions): string {
  const isDenied = classify(error).kind === 'denied'
  return [
    "IAM could not be asked what this identity may do ('aws.simulatePolicy'). The run goes on.",
    `   Last seen: ${messageOf(error).split('\n')[0]}`,
    ...(isDenied
      ? [`   To have it asked, allow: ${JSON.stringify(policyOf(simulationGrants(needs, account)).Statement)}`]
      : []),
  ].join('\n')
}

/** An action that IAM, as far as it can tell, would not allow. */
interface SimulatedDenial {
  readonly action: string
  readonly target: string
}

/** What IAM says that these grants lack, one request for each of them, or for each action. Fails as the calls do. */
async function simulateGrants(
  plane: ControlPlane,
  principal: Exclude<Principal, 'unknown'>,
  grants: readonly Grant[],
  signal: AbortSignal,
  clock: Clock,
): Promise<readonly SimulatedDenial[]> {
  const client = new IAMClient(plane.clientConfig)
  const lookUp = async (RoleName: string) => {
    const { Role } = await ask(
      plane,
      iamAction('iam', 'GetRole'),
      (how) => client.send(new GetRoleCommand({ RoleName }), how),
      signal,
      clock,
    )
    return Role?.Arn ?? ''
  }
  try {
    const PolicySourceArn = 'arn' in principal ? principal.arn : await lookUp(principal.roleName)
    const simulate = (actions: readonly string[], resources: readonly string[]) =>
      ask(
        plane,
        iamAction('iam', 'SimulatePrincipalPolicy'),
        async (how) => {
          const ResourceArns = resources.map(oneOf)
          const input = { PolicySourceArn, ActionNames: [...actions], ResourceArns }
          const denied: SimulatedDenial[] = []
          for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client }, input, how)) {
            for (const { EvalActionName: action = '', EvalResourceName = '*', EvalDecision } of EvaluationResults) {
              const target = resources[ResourceArns.indexOf(EvalResourceName)] ?? EvalResourceName
              if (EvalDecision !== 'allowed') denied.push({ action, target })
            }
          }
          return denied
        },
        signal,
        clock,
      )
    const ofGrant = async ({ actions, resources }: Grant) => {
      try {
        return await simulate(actions, resources)
      } catch (error) {
        // IAM takes together only actions of which it has to know the same.
        if (actions.length === 1 || !isNamed(error, 'InvalidInputException', 'InvalidInput')) throw error
        return (await Promise.all(actions.map((action) => simulate([action], resources)))).flat()
      }
    }
    return (await Promise.all(grants.map(ofGrant))).flat()
  } finally {
    client.destroy()
  }
}

/** One of the resources that a pattern is for: IAM is asked about a resource, not about a pattern. */
const oneOf = (resource: string): string => (resource === '*' ? resource : resource.replaceAll('*', unusedName('', 12)))
