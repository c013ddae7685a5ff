import { type ActionFacts, type IamAction, iamActions, type StatementId } from './iam-actions.ts'

/** All actions, in the order of a policy. */
export const allActions = Object.keys(iamActions) as readonly IamAction[]

/** The actions of one statement for a run with these options, in the order of a policy. */
export function actionsOf(
  id: StatementId,
  run: { readonly reuse?: boolean; readonly stop?: boolean } = {},
): readonly IamAction[] {
  const holds = { always: true, reuse: run.reuse === true, stop: run.stop === true }
  return allActions.filter((action) => {
    const when = (iamActions[action].statements as ActionFacts['statements'])[id]
    return when !== undefined && holds[when]
  })
}

/** Whether a run goes on without an action. `isForReading`: whether the run only reads the graph. */
export function isOptionalAction(action: IamAction, isForReading = false): boolean {
  const { isOptional, isWrite }: ActionFacts = iamActions[action]
  return isOptional === true || (isForReading && isWrite === true)
}

/** The services of IAM actions, by their prefixes. */
type Prefix = PrefixOf<IamAction>
type PrefixOf<Action> = Action extends `${infer Service}:${string}` ? Service : never
type NameOf<Action, Service extends string> = Action extends `${Service}:${infer Name}` ? Name : never

/** The names of the actions of one service without its prefix, which for a control plane are its operations. */
export type ActionName<Service extends Prefix = Prefix> = NameOf<IamAction, Service>

/** The action of an operation: `iamAction('es', 'CreateDomain')`. An action that is not in the table does not compile. */
export const iamAction = <Service extends Prefix>(service: Service, name: ActionName<Service>): IamAction =>
  `${service}:${name}` as IamAction

/**
 * The names of the actions of one service that a run checks in one way, without the prefix. They are the keys of a table of
 * probes, which does not compile where the probe of an action is missing.
 */
export type NameAskedBy<How extends 'call' | 'request', Service extends Prefix> = {
  [Action in IamAction]: (typeof iamActions)[Action] extends { readonly askedBy: How } ? NameOf<Action, Service> : never
}[IamAction]
