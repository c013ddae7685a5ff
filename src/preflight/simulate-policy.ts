import { GetRoleCommand, IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam'
import { iamAction } from '../aws/actions/actions.ts'
import type { Grant, RunNeeds } from '../aws/permissions/grant.ts'
import { grantsOfServices, policyOf, simulationGrants } from '../aws/permissions/policy.ts'
import { type Principal, principalOf } from '../aws/permissions/principal.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import { ControlPlane } from '../aws/sdk/control-plane.ts'
import { isNamed } from '../aws/sdk/is-named.ts'
import { classify } from '../errors/classify.ts'
import { messageOf } from '../errors/errors.ts'
import { type Clock, systemClock } from '../wait/clock.ts'
import { ask, askableNeeds } from './ask.ts'
import * as messages from './messages.ts'
import { unusedName } from './permission-probe.ts'

export interface SimulatePolicyOptions {
  readonly account: AwsAccount
  readonly needs: RunNeeds
  /** Actions that harmless calls have shown to be permitted. */
  readonly permitted: ReadonlySet<string>
  /** Where IAM is; default where the SDK looks for it, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string | undefined
  readonly signal: AbortSignal
  readonly clock?: Clock | undefined
  readonly warn: (message: string) => void
}

/**
 * Has IAM simulate what a run does, and warns of the actions that it denies and that no harmless call has shown to be
 * permitted. It never stops a run, since the simulation knows neither every policy nor every condition; where IAM cannot
 * simulate, that is a warning too.
 */
export async function simulatePolicy(options: SimulatePolicyOptions): Promise<void> {
  const { account, permitted, endpoint, signal, clock = systemClock, warn } = options
  const needs = askableNeeds(options.needs, account)
  const grants = grantsOfServices(needs, account)
  if (grants.length === 0) return
  const { identity = 'this identity' } = account
  const principal: Principal = needs.assumeRole
    ? { arn: needs.assumeRole.roleArn }
    : principalOf(account.identity ?? '')
  if (principal === 'unknown') {
    warn(messages.notSimulable(identity))
    return
  }
  const plane = new ControlPlane({ account, endpoint, clock })
  try {
    const denied = await simulateGrants(plane, principal, grants, signal, clock)
    const doubtful = denied.filter(({ action }) => !permitted.has(action))
    if (doubtful.length === 0) return
    const actions = [...new Set(doubtful.map(({ action }) => action))]
    warn(messages.simulationDenies(identity, doubtful, policyOf(grants, actions).Statement))
  } catch (error) {
    signal.throwIfAborted()
    const isDenied = classify(error).kind === 'denied'
    const statements = isDenied ? policyOf(simulationGrants(options.needs, account)).Statement : []
    warn(messages.notSimulated(messageOf(error).split('\n')[0]!, statements))
  }
}

/** An action that the simulation denies. */
interface SimulatedDenial {
  readonly action: string
  readonly target: string
}

/** What the simulation denies of these grants: by one request for each grant, or for each action. Fails as the calls do. */
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
        // One request may have only actions that need the same context.
        if (actions.length === 1 || !isNamed(error, 'InvalidInputException', 'InvalidInput')) throw error
        return (await Promise.all(actions.map((action) => simulate([action], resources)))).flat()
      }
    }
    return (await Promise.all(grants.map(ofGrant))).flat()
  } finally {
    client.destroy()
  }
}

/** A resource that a pattern matches: IAM simulates for resources, not for patterns. */
const oneOf = (resource: string): string => (resource === '*' ? resource : resource.replaceAll('*', unusedName('', 12)))
