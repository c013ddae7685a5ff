import { classify } from '../client/classify.ts'
import { messageOf, ReachabilityError } from '../errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { withTimeout } from '../wait/sleep.ts'
import type { AwsAccount } from './aws-account.ts'
import { ControlPlane } from './control-plane.ts'
import type { RunNeeds } from './grant.ts'
import { missingPermissions } from './missing-permissions.ts'
import type { PermissionProbe } from './permission-probe.ts'
import { grantsFor } from './policy.ts'
import { clusterProbes } from './preflight-cluster.ts'
import { domainProbes } from './preflight-domain.ts'

export interface PreflightOptions {
  readonly account: AwsAccount
  readonly needs: RunNeeds
  /** Where the services are; default where the SDK looks for them, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string | undefined
  readonly signal: AbortSignal
  readonly clock?: Clock | undefined
  /** Told once of what could not be found out. */
  readonly warn: (message: string) => void
}

/** How long all of it may take, in milliseconds: a probe without an answer by then says nothing. */
const WITHIN_MS = 20_000

/**
 * Asks AWS, before anything is created, whether this identity may do what the run will have to do, its deletion included: a
 * harmless real call for each action, all side by side. Fails with one PermissionError for all that is denied. What says
 * neither yes nor no, as AWS throttles or is out of order, does not stop the run. Nothing is asked that nobody may create.
 */
export async function preflight(options: PreflightOptions): Promise<void> {
  const { account, needs, endpoint, signal, clock = systemClock, warn } = options
  const asked = withoutForbidden(needs, account)
  const grants = grantsFor(asked, account)
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
  if (denied) throw missingPermissions([denied, ...others], grants, account.identity)
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown')
  if (unknown.length > 0) warn(notFoundOut(unknown))
}

/** Where nothing may be created, nothing is asked as if it were. */
function withoutForbidden(needs: RunNeeds, { account }: AwsAccount): RunNeeds {
  if (needs.allowedAccounts.includes(account)) return needs
  const { opensearch, neptune, ...rest } = needs
  return {
    ...rest,
    ...(opensearch && !('spec' in opensearch.wanted) && { opensearch }),
    ...(neptune && !('spec' in neptune.wanted) && { neptune }),
  }
}

type Verdict = { readonly verdict: 'permitted' | 'denied' | 'unknown'; readonly error?: unknown }

async function verdictOf(
  { action, send, permits }: PermissionProbe,
  plane: ControlPlane,
  signal: AbortSignal,
  clock: Clock,
): Promise<Verdict> {
  const ended = new AbortController()
  const late = () => new ReachabilityError(`It was not answered within ${WITHIN_MS / 1_000} s.`)
  try {
    const work = plane.call(action, send, AbortSignal.any([signal, ended.signal]))
    await withTimeout(work, WITHIN_MS, late, clock)
    return { verdict: 'permitted' }
  } catch (error) {
    if (permits.includes(String((error as { name?: unknown } | undefined)?.name))) return { verdict: 'permitted' }
    return { verdict: classify(error).kind === 'denied' ? 'denied' : 'unknown', error }
  } finally {
    ended.abort()
  }
}

function notFoundOut(unknown: readonly (PermissionProbe & Verdict)[]): string {
  const actions = [...new Set(unknown.map(({ action }) => action))]
  return [
    `It could not be found out whether the run is allowed ${actions.join(', ')}. It goes on.`,
    `   Last seen: ${messageOf(unknown[0]?.error).split('\n')[0]}`,
  ].join('\n')
}
