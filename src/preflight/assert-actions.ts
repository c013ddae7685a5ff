import { isOptionalAction } from '../aws/actions/actions.ts'
import type { IamAction } from '../aws/actions/iam-actions.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import { grantsOfServices, placeOf } from '../aws/permissions/policy.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { CONNECT_IS_NOT_ENOUGH } from '../errors/neptune-actions-hint.ts'
import type { ActionRequest } from './action-requests.ts'
import { deniedActions } from './denied-actions.ts'
import { missingPermissions } from './missing-permissions.ts'

export interface NeededActions {
  /** What the run's policy follows from. */
  readonly needs: RunNeeds
  /** One for each action. */
  readonly requests: readonly ActionRequest[]
  /** Whether the run only reads, and so can do without the actions that write. */
  readonly isForReading?: boolean
  /** What has been denied already. */
  readonly denial?: unknown
}

/** What else there is to know of permissions, by service. */
const besides = {
  opensearch: { orIn: "the domain's access policy" },
  neptune: { remark: CONNECT_IS_NOT_ENOUGH },
}

/**
 * Asks a service whether it lets this identity do all that a run needs there, by requests that change nothing. Fails with
 * one PermissionError for all that is denied, or with `denial` where these requests are let in. Returns which optional
 * actions are denied, where no other is.
 */
export async function assertActions(
  running: RunningService,
  { needs, requests, isForReading, denial }: NeededActions,
  signal: AbortSignal,
): Promise<readonly IamAction[]> {
  const { endpoint } = running
  const { denied, untold } = await deniedActions(running, requests, signal)
  const [first, ...others] = denied
  if (first && denied.some(({ action }) => !isOptionalAction(action, isForReading))) {
    const { account, ...place } = placeOf(needs)
    throw missingPermissions({
      what: `This run may not do all that it has to do at ${endpoint.url}`,
      denied: [first, ...others],
      untold,
      grants: grantsOfServices(needs, { ...place, account: accountIn(String(first.error)) ?? account }),
      resource: endpoint.url,
      ...besides[endpoint.service],
    })
  }
  if (denial !== undefined) throw denial
  return denied.map(({ action }) => action)
}

/** `arn:aws:sts::111122223333:assumed-role/tests/ci` */
const accountIn = (text: string): string | undefined => /User: arn:[^:]+:(?:sts|iam)::(\d{12}):/.exec(text)?.[1]
