import type { NeptuneClusterKind } from '../../aws/cluster/kind.ts'
import type { ClusterSpec } from '../../aws/cluster/spec.ts'
import type { ClusterSeen } from '../../aws/cluster/state.ts'
import type { DomainSpec } from '../../aws/domain/spec.ts'
import type { Service } from '../../base/endpoint.ts'
import type { Asked, AwsOptions, Wanted } from '../../config/resolve.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { ConfigError, ProvisionError } from '../../errors/errors.ts'
import { reportPolls } from '../../report/report-polls.ts'
import type { Obtained } from '../../resource/obtain.ts'
import { awaitReady, observe } from '../../resource/poll-resource.ts'
import type { Observation, Ownership, SharedResourceKind } from '../../resource/resource.ts'
import type { Stop } from '../../resource/stop.ts'
import { systemClock } from '../../wait/clock.ts'
import type { AwsRun } from '../target.ts'
import type { AwsControl } from './control.ts'
import { takeGivenCluster } from './given-cluster.ts'
import * as messages from './messages.ts'

/** A service that is ready, as AWS or the user tells of it. */
interface Found {
  readonly url: string | undefined
  readonly ownership: Ownership
  readonly startedInMs?: number
  readonly wasReady?: boolean
}

/** A service that is ready. Fails with a ProvisionError where it has no address. */
export function runningService(run: AwsRun, service: Service, found: Found): RunningService {
  const { url, ...rest } = found
  if (!url) throw new ProvisionError(messages.noAddress(service))
  const { host, origin } = new URL(url)
  return { ...run, ...rest, endpoint: { service, url: origin, region: run.options.region, signingHost: host } }
}

/** A service whose address the user gives: the control plane is not asked. */
export function givenAddress(run: AwsRun, service: Service, url: string): RunningService {
  run.report({ type: 'resource-given', what: new URL(url).origin, elapsedMs: 0 })
  return runningService(run, service, { url, ownership: 'given', wasReady: true })
}

/** Waits for a resource that the user names, and never changes it. Fails with a ConfigError where it does not exist. */
async function findGiven<Spec, Seen extends Observation>(
  { options, report, signal, clock = systemClock }: AwsRun,
  kind: SharedResourceKind<Spec, Seen>,
  id: string,
): Promise<{ readonly seen: Seen; readonly wasReady: boolean }> {
  const startedAt = clock.now()
  const what = `${kind.name} ${id}`
  const found = await observe({ kind, id, clock }, signal)
  if (!found) {
    throw new ConfigError(messages.givenNotThere(what, options.region))
  }
  const seen = await awaitReady({
    ...{ kind, id, signal, clock, timeoutMs: options.createTimeoutMs },
    isNew: false,
    wayOut: messages.givenNotReady(kind.target),
    onPoll: reportPolls(report, { what, wanted: kind.target }),
  })
  report({ type: 'resource-given', what, elapsedMs: clock.now() - startedAt })
  return { seen, wasReady: found.state === kind.target }
}

/** Who owns a resource that a run has found or created, and how long that took. */
function foundOf<Seen extends Observation>(
  { options }: AwsRun,
  { isNew, wasReady, elapsedMs }: Obtained<Seen>,
): Omit<Found, 'url'> {
  // One that stays is for later runs, whoever has made it.
  return { ownership: options.reuse ? 'reused' : 'created', wasReady, ...(isNew && { startedInMs: elapsedMs }) }
}

/** Where a service comes from: an address, for which no control plane is asked, or what the control plane finds or makes. */
export type Source<Spec> =
  | { readonly endpoint: string }
  | { readonly control: AwsControl; readonly wanted: Asked<Spec> | { readonly id: string } }

/** The services of a run, and the control plane where one of them needs it. */
export interface Sources {
  readonly domain?: Source<DomainSpec> | undefined
  readonly cluster?: Source<ClusterSpec> | undefined
  readonly control?: AwsControl | undefined
}

/**
 * Opens the control plane once, if a service needs it: a run that is given addresses alone needs no permission to call the
 * control plane. Fails as `open` does.
 */
export async function sourcesOf(
  { opensearch, neptune }: Pick<AwsOptions, 'opensearch' | 'neptune'>,
  open: () => Promise<AwsControl>,
): Promise<Sources> {
  let control: AwsControl | undefined
  async function sourceOf<Spec>(wanted: Wanted<Spec>): Promise<Source<Spec>> {
    if ('endpoint' in wanted) return wanted
    control ??= await open()
    return { control, wanted }
  }
  const domain = opensearch && (await sourceOf(opensearch.wanted))
  const cluster = neptune && (await sourceOf(neptune.wanted))
  return { domain, cluster, control }
}

/** An OpenSearch that is ready, and the version that it must have; absent: any. */
interface RunningOpenSearch extends RunningService {
  readonly expectedVersion?: string
}

/** Waits for a domain: one that the user gives by address or name, or one that the run reuses or creates. */
export async function reachDomain(run: AwsRun, source: Source<DomainSpec>): Promise<RunningOpenSearch> {
  if ('endpoint' in source) return givenAddress(run, 'opensearch', source.endpoint)
  const { wanted } = source
  const { domains, obtain } = source.control
  if ('id' in wanted) {
    const { seen, wasReady } = await findGiven(run, domains, wanted.id)
    return runningService(run, 'opensearch', { url: seen.endpoint, ownership: 'given', wasReady })
  }
  const obtained = await obtain(run, domains, wanted)
  const service = runningService(run, 'opensearch', { url: obtained.seen.endpoint, ...foundOf(run, obtained) })
  return { ...service, expectedVersion: wanted.spec.engineVersion.replace(/^OpenSearch_/, '') }
}

/** Waits for a cluster: one that the user gives by address or name, or one that the run reuses or creates. */
export async function reachCluster(
  run: AwsRun,
  source: Source<ClusterSpec>,
  afterRun: 'keep' | 'stop',
): Promise<RunningService> {
  if ('endpoint' in source) return takeGivenCluster(run, givenAddress(run, 'neptune', source.endpoint))
  const { wanted } = source
  const { clusters, obtain, living } = source.control
  if ('id' in wanted) {
    const { seen, wasReady } = await findGiven(run, clusters, wanted.id)
    return takeGivenCluster(run, runningService(run, 'neptune', { url: addressOf(seen), ownership: 'given', wasReady }))
  }
  const obtained = await obtain(run, clusters, wanted, afterRun === 'stop' ? stopOf(clusters) : undefined)
  const service = runningService(run, 'neptune', { url: addressOf(obtained.seen), ...foundOf(run, obtained) })
  return { ...service, living: () => living(clusters, obtained.id, run.signal) }
}

const addressOf = ({ endpoint }: ClusterSeen): string | undefined =>
  endpoint && `https://${endpoint.host}:${endpoint.port}`

const stopOf = (clusters: NeptuneClusterKind): Stop<ClusterSeen> => ({
  target: 'stopped',
  ask: async (id, seen, signal) => (seen.state === clusters.target ? clusters.stop(id, signal) : undefined),
})
