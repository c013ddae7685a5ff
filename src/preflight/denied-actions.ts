import type { IamAction } from '../aws/actions/iam-actions.ts'
import { readDenial } from '../aws/permissions/denial.ts'
import { untilAborted } from '../base/until-aborted.ts'
import { sendSigned } from '../clients/signed-request.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { readRefusal, type ServiceRefusal } from '../errors/service-refusal.ts'
import type { ActionRequest } from './action-requests.ts'
import type { DeniedAction } from './missing-permissions.ts'

/** What of the requests was not let in. */
export interface DeniedActions {
  readonly denied: readonly DeniedAction[]
  /** Those of requests that were refused for want of another action: whether they are allowed was not told. */
  readonly untold: readonly IamAction[]
}

/**
 * Sends the requests side by side, and tells for want of which actions some were refused. Every other answer says nothing of
 * permissions. Fails where there is no answer, or with the signal's reason.
 */
export async function deniedActions(
  { endpoint, credentials, clock }: Pick<RunningService, 'endpoint' | 'credentials' | 'clock'>,
  requests: readonly ActionRequest[],
  signal: AbortSignal,
): Promise<DeniedActions> {
  const signing = { endpoint, credentials: await credentials(), ...(clock && { clock }) }
  const asked = requests.map(async (request) => ({
    request,
    refusal: readRefusal(await sendSigned({ ...signing, ...request })),
  }))
  const answers = await untilAborted(Promise.all(asked), signal)
  const known = answers.some(({ refusal }) => refusal.name === 'security_exception')
  const refused = answers.filter(
    // An answer to HEAD has no words: where the engine itself refuses, it may be the engine's.
    ({ request, refusal }) => isDenied(refusal) && !(known && request.method === 'HEAD'),
  )
  const byAction = new Map<IamAction, DeniedAction>()
  for (const { request, refusal } of refused) {
    const action = actionOf(refusal, requests) ?? request.action
    const { target } = readDenial(refusal.message)
    if (!byAction.has(action)) byAction.set(action, { action, target, error: refusal })
  }
  const untold = refused.map(({ request }) => request.action).filter((action) => !byAction.has(action))
  return { denied: [...byAction.values()], untold }
}

const isDenied = ({ status, name }: ServiceRefusal): boolean => status === 403 && name === 'AccessDeniedException'

/** The action that AWS names, where a run needs it: Neptune may name one of an older engine, which allows nothing. */
function actionOf({ message }: ServiceRefusal, requests: readonly ActionRequest[]): IamAction | undefined {
  const { action } = readDenial(message)
  return requests.find((request) => request.action === action)?.action
}
