/** What a run does on a cluster, as IAM names it. */
export const NEPTUNE_ACTIONS = [
  'neptune-db:GetEngineStatus',
  'neptune-db:ReadDataViaQuery',
  'neptune-db:WriteDataViaQuery',
  'neptune-db:DeleteDataViaQuery',
] as const

/** What a policy from before engine 1.2.0.0 allows lets nobody do anything any more. */
export const CONNECT_IS_NOT_ENOUGH =
  'The action neptune-db:connect is not enough since engine 1.2.0.0, and a change of a policy takes up to 10 minutes.'

/** What to allow where Neptune refused who asked. */
export function neptuneActionsHint(identity: string): string {
  return `Allow ${identity} in an IAM policy what a run needs: ${NEPTUNE_ACTIONS.join(', ')}. ${CONNECT_IS_NOT_ENOUGH}`
}
