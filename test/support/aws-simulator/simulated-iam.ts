import { type SimulatedAnswer, type SimulatedCall, SimulatedError, type SimulatedService } from './simulated-service.ts'

/** IAM's policy simulation, and GetRole. It allows everything except what a test denies. */
export class SimulatedIam implements SimulatedService {
  readonly signingName = 'iam'
  /** Roles and users of the account. */
  readonly principals = ['arn:aws:iam::111122223333:role/people/developer']
  /** The actions that the simulation denies, whatever happens when they are called. */
  readonly denied = new Set<string>()

  /** Whether it accepts only one action at a time, as IAM does for actions with different request contexts. */
  takesOneAction = false

  answer({ operation, input }: SimulatedCall): SimulatedAnswer {
    if (operation === 'GetRole') return { result: this.#role(String(input.RoleName)) }
    if (operation === 'SimulatePrincipalPolicy') return { result: this.#simulate(input) }
    throw new SimulatedError('InvalidAction', `Could not find operation ${operation}`, 400)
  }

  #role(name: string): object {
    const arn = this.principals.find((each) => each.includes(':role/') && each.endsWith(`/${name}`))
    if (!arn) throw new SimulatedError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)
    return { Role: { RoleName: name, Arn: arn, Path: '/', RoleId: 'AROAEXAMPLE', CreateDate: '2026-01-01T00:00:00Z' } }
  }

  #simulate({ PolicySourceArn, ActionNames = [], ResourceArns = ['*'] }: SimulatedCall['input']): object {
    if (!this.principals.includes(String(PolicySourceArn))) {
      throw new SimulatedError('NoSuchEntity', `The entity with name ${PolicySourceArn} cannot be found.`, 404)
    }
    const actions = ActionNames as readonly string[]
    if (this.takesOneAction && actions.length > 1) {
      const message = `Invalid Input Actions: ${actions.join(', ')} require different authorization information.`
      throw new SimulatedError('InvalidInput', message, 400)
    }
    return {
      EvaluationResults: actions.flatMap((action) =>
        (ResourceArns as readonly string[]).map((resource) => ({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: this.denied.has(action) ? 'implicitDeny' : 'allowed',
        })),
      ),
      IsTruncated: false,
    }
  }
}
