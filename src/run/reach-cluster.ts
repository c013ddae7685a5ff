import type { NeptuneClusterKind } from '../aws/cluster/kind.ts'
import type { ClusterSpec } from '../aws/cluster/spec.ts'
import type { ClusterSeen } from '../aws/cluster/state.ts'
import type { Wanted } from '../config/resolve.ts'
import type { RunningService } from '../contracts/run-context.ts'
import type { Stop } from '../resource/stop.ts'
import type { AwsControl } from './aws-control.ts'
import { takeGivenCluster } from './given-cluster.ts'
import type { AwsRun } from './reach.ts'
import { findGiven, foundOf, givenAddress, runningService } from './reach.ts'

/** What the options say of the cluster. */
export interface WantedCluster {
  readonly wanted: Wanted<ClusterSpec>
  readonly afterRun: 'keep' | 'stop'
}

/** A cluster that is ready: the user's own, by address or name, or one of ours. */
export async function reachCluster(
  run: AwsRun,
  { wanted, afterRun }: WantedCluster,
  control: () => AwsControl,
): Promise<RunningService> {
  if ('endpoint' in wanted) return takeGivenCluster(run, givenAddress(run, 'neptune', wanted.endpoint))
  const { clusters, obtain, living } = control()
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
