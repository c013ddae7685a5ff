import type { IamAction } from '../aws/actions/iam-actions.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import type { ControlPlane, Send } from '../aws/sdk/control-plane.ts'
import { ReachabilityError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { withTimeout } from '../wait/sleep.ts'

/** How long a question before a run may take, in milliseconds: what has no answer by then says nothing. */
const WITHIN_MS = 20_000

/**
 * One question to AWS before anything is created: repeated while it fails for a passing reason, for 20 s at most. Then it
 * fails with a ReachabilityError, and else as the call does.
 */
export async function ask<Result>(
  plane: ControlPlane,
  action: IamAction,
  send: Send<Result>,
  signal: AbortSignal,
  clock: Clock,
): Promise<Result> {
  const ended = new AbortController()
  const late = () => new ReachabilityError(`It was not answered within ${WITHIN_MS / 1_000} s.`)
  try {
    return await withTimeout(plane.call(action, send, AbortSignal.any([signal, ended.signal])), WITHIN_MS, late, clock)
  } finally {
    ended.abort()
  }
}

/** Where nothing may be created, nothing is asked as if it were. */
export function askableNeeds(needs: RunNeeds, { account }: AwsAccount): RunNeeds {
  if (needs.allowedAccounts.includes(account)) return needs
  const { opensearch, neptune, ...rest } = needs
  return {
    ...rest,
    ...(opensearch && !('spec' in opensearch.wanted) && { opensearch }),
    ...(neptune && !('spec' in neptune.wanted) && { neptune }),
  }
}
