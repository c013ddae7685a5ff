import type { IamAction } from '../aws/actions/iam-actions.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import type { ControlPlane, Send } from '../aws/sdk/control-plane.ts'
import { ReachabilityError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { withTimeout } from '../wait/sleep.ts'
import * as messages from './messages.ts'

/** How long a question before a run may take, in milliseconds, with all its retries. */
const WITHIN_MS = 20_000

/**
 * Asks AWS one question before anything is created: retries while the call fails for a passing reason, for 20 s at most.
 * Fails with a ReachabilityError after that, and otherwise as the call does.
 */
export async function ask<Result>(
  plane: ControlPlane,
  action: IamAction,
  send: Send<Result>,
  signal: AbortSignal,
  clock: Clock,
): Promise<Result> {
  const ended = new AbortController()
  const late = () => new ReachabilityError(messages.notAnswered(action, WITHIN_MS))
  try {
    return await withTimeout(plane.call(action, send, AbortSignal.any([signal, ended.signal])), WITHIN_MS, late, clock)
  } finally {
    ended.abort()
  }
}

/** The needs that may be asked about: without what would be created in an account where nothing may be created. */
export function askableNeeds(needs: RunNeeds, { account }: AwsAccount): RunNeeds {
  if (needs.allowedAccounts.includes(account)) return needs
  const { opensearch, neptune, ...rest } = needs
  return {
    ...rest,
    ...(opensearch && !('spec' in opensearch.wanted) && { opensearch }),
    ...(neptune && !('spec' in neptune.wanted) && { neptune }),
  }
}
