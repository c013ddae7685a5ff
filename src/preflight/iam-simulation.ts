import { GetRoleCommand, IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam'
import { iamAction } from '../aws/actions/actions.ts'
import { isNamed } from '../aws/cluster/calls.ts'
import type { Grant } from '../aws/permissions/grant.ts'
import type { Principal } from '../aws/permissions/principal.ts'
import type { ControlPlane } from '../aws/sdk/control-plane.ts'
import type { Clock } from '../wait/clock.ts'
import { ask } from './ask.ts'
import { unusedName } from './permission-probe.ts'

/** An action that IAM, as far as it can tell, would not allow. */
export interface SimulatedDenial {
  readonly action: string
  readonly target: string
}

/** What IAM says that these grants lack, one request for each of them, or for each action. Fails as the calls do. */
export async function simulateGrants(
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
