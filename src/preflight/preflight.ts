import type { RunNeeds } from '../aws/permissions/grant.ts'
import { grantsOfServices } from '../aws/permissions/policy.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import { ControlPlane } from '../aws/sdk/control-plane.ts'
import { isNamed } from '../aws/sdk/is-named.ts'
import { classify } from '../errors/classify.ts'
import { messageOf } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { ask, askableNeeds } from './ask.ts'
import { clusterProbes } from './cluster-probes.ts'
import { domainProbes } from './domain-probes.ts'
import * as messages from './messages.ts'
import { missingPermissions } from './missing-permissions.ts'
import type { PermissionProbe } from './permission-probe.ts'

export interface PreflightOptions {
  readonly account: AwsAccount
  readonly needs: RunNeeds
  /** Where the services are; default where the SDK looks for them, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string | undefined
  readonly signal: AbortSignal
  readonly clock?: Clock | undefined
  /** Called at most once a question, with what could not be found out. */
  readonly warn: (message: string) => void
}

/**
 * Asks AWS, before anything is created, whether this identity may do what the run will do, the deletions included: by one
 * harmless real call for each action, all at the same time. Fails with one PermissionError for all that is denied. An
 * action for which AWS says neither yes nor no (it throttles, or fails) does not stop the run. Returns the actions that
 * are certainly permitted.
 */
export async function preflight(options: PreflightOptions): Promise<ReadonlySet<string>> {
  const { account, needs, endpoint, signal, clock = systemClock, warn } = options
  const asked = askableNeeds(needs, account)
  const grants = grantsOfServices(asked, account)
  const actions = new Set(grants.flatMap((grant) => grant.actions))
  const plane = new ControlPlane({ account, endpoint, clock })
  const probes = [
    ...domainProbes(plane.clientConfig, account, asked),
    ...clusterProbes(plane.clientConfig, account, asked),
  ].filter(({ action }) => actions.has(action))
  const verdicts = await Promise.all(
    probes.map(async (probe) => ({ ...probe, ...(await verdictOf(probe, plane, signal, clock)) })),
  )
  signal.throwIfAborted()
  const [denied, ...others] = verdicts.filter(({ verdict }) => verdict === 'denied')
  if (denied) {
    throw missingPermissions({ denied: [denied, ...others], grants, identity: account.identity })
  }
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown')
  const open = new Set(unknown.map(({ action }) => action))
  if (unknown.length > 0) warn(messages.permissionsUnknown([...open], messageOf(unknown[0]?.error).split('\n')[0]!))
  return new Set(verdicts.map(({ action }) => action).filter((action) => !open.has(action)))
}

type Verdict = { readonly verdict: 'permitted' | 'denied' | 'unknown'; readonly error?: unknown }

async function verdictOf(
  { action, send, permits }: PermissionProbe,
  plane: ControlPlane,
  signal: AbortSignal,
  clock: Clock,
): Promise<Verdict> {
  try {
    await ask(plane, action, send, signal, clock)
    return { verdict: 'permitted' }
  } catch (error) {
    if (isNamed(error, ...permits)) return { verdict: 'permitted' }
    return { verdict: classify(error).kind === 'denied' ? 'denied' : 'unknown', error }
  }
}
