import { type ActionFacts, type IamAction, iamActions, type StatementId } from './iam-actions.ts'

/** All actions, in the order of a policy. */
export const allActions = Object.keys(iamActions) as readonly IamAction[]

/** The actions of one statement, in their order, for a run with these options. */
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

/** Whether a run can do without an action; `isForReading`: a run that only reads the graph. */
export function isOptionalAction(action: IamAction, isForReading = false): boolean {
  const { isOptional, isWrite }: ActionFacts = iamActions[action]
  return isOptional === true || (isForReading && isWrite === true)
}

/** The services of IAM actions, by their prefixes. */
type Prefix = PrefixOf<IamAction>
type PrefixOf<Action> = Action extends `${infer Service}:${string}` ? Service : never
type NameOf<Action, Service extends string> = Action extends `${Service}:${infer Name}` ? Name : never

/** The actions of one service without its prefix: of a control plane, the names of its operations. */
export type ActionName<Service extends Prefix = Prefix> = NameOf<IamAction, Service>

/** The action of an operation: `iamAction('es', 'CreateDomain')`. One that is not in the table does not compile. */
export const iamAction = <Service extends Prefix>(service: Service, name: ActionName<Service>): IamAction =>
  `${service}:${name}` as IamAction

/**
 * The actions of one service that a run asks about in one way, without the prefix. A table of probes has these for its
 * keys, and so does not compile where the probe of an action is missing.
 */
export type NameAskedBy<How extends 'call' | 'request', Service extends Prefix> = {
  [Action in IamAction]: (typeof iamActions)[Action] extends { readonly askedBy: How } ? NameOf<Action, Service> : never
}[IamAction]
