import type { CredentialsProvider } from '../base/credentials.ts'
import type { Service } from '../base/endpoint.ts'
import type { AwsOptions } from '../config/resolve.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { ConfigError, ProvisionError } from '../errors/errors.ts'
import { tellLooks } from '../report/report-polls.ts'
import type { Obtained } from '../resource/obtain.ts'
import { awaitReady, observe } from '../resource/poll-resource.ts'
import type { Observation, Ownership, SharedResourceKind } from '../resource/resource.ts'
import { systemClock } from '../wait/clock.ts'
import type { TargetOptions } from './target.ts'

/** A run on AWS, and what it signs with. */
export interface AwsRun extends TargetOptions<AwsOptions> {
  readonly credentials: CredentialsProvider
}

/** What is known of a service that is ready. */
interface Found {
  readonly url: string | undefined
  readonly ownership: Ownership
  readonly startedInMs?: number
  readonly wasReady?: boolean
}

/** A service that is ready at this address. */
export function runningService(run: AwsRun, service: Service, found: Found): RunningService {
  const { url, ...rest } = found
  if (!url) throw new ProvisionError(`${service} is ready and has no address.`)
  const { host, origin } = new URL(url)
  return { ...run, ...rest, endpoint: { service, url: origin, region: run.options.region, signingHost: host } }
}

/** A service of which the user has given the address: the control plane is not asked. */
export function givenAddress(run: AwsRun, service: Service, url: string): RunningService {
  run.report({ type: 'resource-given', what: new URL(url).origin, elapsedMs: 0 })
  return runningService(run, service, { url, ownership: 'given', wasReady: true })
}

/** A resource that the user has named: it is looked at, and nothing else. Fails with a ConfigError where it is not there. */
export async function findGiven<Spec, Seen extends Observation>(
  { options, report, signal, clock = systemClock }: AwsRun,
  kind: SharedResourceKind<Spec, Seen>,
  id: string,
): Promise<{ readonly seen: Seen; readonly wasReady: boolean }> {
  const startedAt = clock.now()
  const what = `${kind.name} ${id}`
  const found = await observe({ kind, id, clock }, signal)
  if (!found) {
    throw new ConfigError([
      `${what} is not there: not in ${options.region}, in the account of these credentials.`,
      'Correct its name or the region; or leave the name out, so that one is made.',
    ])
  }
  const seen = await awaitReady({
    ...{ kind, id, signal, clock, timeoutMs: options.createTimeoutMs },
    isNew: false,
    wayOut: `A run changes nothing of what it is given. See to it that it is ${kind.target}, name another, or leave the name out, so that one is made.`,
    onLook: tellLooks(report, { what, wanted: kind.target }),
  })
  report({ type: 'resource-given', what, elapsedMs: clock.now() - startedAt })
  return { seen, wasReady: found.state === kind.target }
}

/** Whose a resource is that a run has found or made, and how long that took. */
export function foundOf<Seen extends Observation>(
  { options }: AwsRun,
  { isNew, wasReady, elapsedMs }: Obtained<Seen>,
): Omit<Found, 'url'> {
  // One that stays is for later runs, whoever has made it.
  return { ownership: options.reuse ? 'reused' : 'created', wasReady, ...(isNew && { startedInMs: elapsedMs }) }
}
