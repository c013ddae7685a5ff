import { actionsOf } from '../aws/actions/actions.ts'
import { OLD_NEPTUNE_ACTION } from '../aws/actions/iam-actions.ts'

/** Said beside every denial of Neptune: a policy from before engine 1.2.0.0 allows no query. */
export const CONNECT_IS_NOT_ENOUGH = `The action ${OLD_NEPTUNE_ACTION} is not enough since engine 1.2.0.0, and a change of a policy takes up to 10 minutes.`

/** What to allow an identity that Neptune has denied a request. */
export function neptuneActionsHint(identity: string): string {
  return `Allow ${identity} in an IAM policy what a run needs: ${actionsOf('NeptuneQueries').join(', ')}. ${CONNECT_IS_NOT_ENOUGH}`
}
