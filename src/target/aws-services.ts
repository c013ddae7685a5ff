import type { ClusterSpec } from '../aws/cluster-spec.ts'
import type { DomainSpec } from '../aws/domain-spec.ts'
import type { NeptuneClusterKind } from '../aws/neptune-cluster.ts'
import type { ClusterSeen } from '../aws/neptune-cluster-state.ts'
import type { AwsOptions, Wanted } from '../config/resolve.ts'
import { ConfigError, ProvisionError } from '../errors.ts'
import { tellLooks } from '../report/tell-looks.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint, Service } from '../resource/endpoint.ts'
import { lookAt } from '../resource/look.ts'
import { looksAt } from '../resource/looks.ts'
import type { Obtained } from '../resource/obtain.ts'
import type { Ownership } from '../resource/ownership.ts'
import type { Observation, SharedResourceKind } from '../resource/resource.ts'
import type { Stop } from '../resource/tracked.ts'
import type { RunningService } from '../session/session-context.ts'
import { systemClock } from '../wait/clock.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import type { AwsControl } from './aws-control.ts'
import type { TargetOptions } from './target.ts'

type Target = TargetOptions<AwsOptions>

/** A domain that answers: the user's own, or one of ours. */
export async function reachDomain(
  target: Target,
  wanted: Wanted<DomainSpec>,
  control: AwsControl | undefined,
  credentials: CredentialsProvider,
): Promise<RunningService & { readonly expectedVersion?: string }> {
  if ('endpoint' in wanted) return given(target, 'opensearch', wanted.endpoint, credentials)
  const { domains, obtain } = opened(control)
  const addressOf = ({ endpoint }: { readonly endpoint?: string }) => endpoint
  if ('id' in wanted) {
    const seen = await findGiven(target, domains, wanted.id)
    return running(target, 'opensearch', addressOf(seen), credentials, 'given')
  }
  const { seen, ownership } = owned(target, await obtain(domains, wanted.spec, target.signal))
  const service = running(target, 'opensearch', addressOf(seen), credentials, ownership)
  return { ...service, expectedVersion: wanted.spec.engineVersion.replace(/^OpenSearch_/, '') }
}

/** A cluster that answers: the user's own, or one of ours. */
export async function reachCluster(
  target: Target,
  { wanted, afterRun }: { readonly wanted: Wanted<ClusterSpec>; readonly afterRun: 'keep' | 'stop' },
  control: AwsControl | undefined,
  credentials: CredentialsProvider,
): Promise<RunningService> {
  if ('endpoint' in wanted) return given(target, 'neptune', wanted.endpoint, credentials)
  const { clusters, obtain } = opened(control)
  const addressOf = ({ endpoint }: { readonly endpoint?: { host: string; port: number } | undefined }) =>
    endpoint && `https://${endpoint.host}:${endpoint.port}`
  if ('id' in wanted) {
    const seen = await findGiven(target, clusters, wanted.id)
    return running(target, 'neptune', addressOf(seen), credentials, 'given')
  }
  const stop: Stop<ClusterSeen> | undefined = afterRun === 'stop' ? stopOf(clusters) : undefined
  const { seen, ownership } = owned(target, await obtain(clusters, wanted.spec, target.signal, stop))
  return running(target, 'neptune', addressOf(seen), credentials, ownership)
}

const stopOf = (clusters: NeptuneClusterKind): Stop<ClusterSeen> => ({
  target: 'stopped',
  ask: async (id, seen, signal) => (seen.state === clusters.target ? clusters.stop(id, signal) : undefined),
})

function opened(control: AwsControl | undefined): AwsControl {
  if (!control) throw new ProvisionError('The control plane is needed and was not opened.')
  return control
}

/** A resource that the user has named. It is looked at, and nothing else. */
async function findGiven<Spec, Seen extends Observation>(
  { options, report, signal }: Target,
  kind: SharedResourceKind<Spec, Seen>,
  id: string,
): Promise<Seen> {
  const startedAt = systemClock.now()
  const what = `${kind.name} ${id}`
  if (!(await lookAt({ kind, id }, signal))) {
    throw new ConfigError([
      `${what} is not there, in ${options.region} and in the account of these credentials.`,
      'Correct its name or the region; or leave the name out, so that one is made.',
    ])
  }
  const seen = await waitForState({
    ...looksAt({ kind, id, signal, onLook: tellLooks(report, { what, wanted: kind.target }) }, 'ready'),
    target: kind.target,
    pending: kind.pending,
    timeoutMs: options.createTimeoutMs,
  })
  report({ type: 'resource-given', what, elapsedMs: systemClock.now() - startedAt })
  return seen!
}

function owned<Seen extends Observation>({ options }: Target, { seen }: Obtained<Seen>) {
  // What stays is ours as much as what was found: a later run uses it.
  const ownership: Ownership = options.reuse ? 'reused' : 'created'
  return { seen, ownership }
}

function given(target: Target, service: Service, url: string, credentials: CredentialsProvider): RunningService {
  const { origin } = new URL(url)
  target.report({ type: 'resource-given', what: origin, elapsedMs: 0 })
  return running(target, service, origin, credentials, 'given')
}

function running(
  target: Target,
  service: Service,
  url: string | undefined,
  credentials: CredentialsProvider,
  ownership: Ownership,
): RunningService {
  if (!url) throw new ProvisionError(`What is ready has no address: ${service}.`)
  const { host, origin } = new URL(url)
  const endpoint: Endpoint = { service, url: origin, region: target.options.region, signingHost: host }
  return { ...target, endpoint, credentials, ownership }
}
