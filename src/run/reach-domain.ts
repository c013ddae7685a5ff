import type { DomainSpec } from '../aws/domain/spec.ts'
import type { Wanted } from '../config/resolve.ts'
import type { RunningService } from '../contracts/run-context.ts'
import type { AwsControl } from './aws-control.ts'
import type { AwsRun } from './reach.ts'
import { findGiven, foundOf, givenAddress, runningService } from './reach.ts'

/** An OpenSearch that is ready, and the version it has to have. */
export interface RunningOpenSearch extends RunningService {
  readonly expectedVersion?: string
}

/** A domain that is ready: the user's own, by address or name, or one of ours. */
export async function reachDomain(
  run: AwsRun,
  wanted: Wanted<DomainSpec>,
  control: () => AwsControl,
): Promise<RunningOpenSearch> {
  if ('endpoint' in wanted) return givenAddress(run, 'opensearch', wanted.endpoint)
  const { domains, obtain } = control()
  if ('id' in wanted) {
    const { seen, wasReady } = await findGiven(run, domains, wanted.id)
    return runningService(run, 'opensearch', { url: seen.endpoint, ownership: 'given', wasReady })
  }
  const obtained = await obtain(run, domains, wanted)
  const service = runningService(run, 'opensearch', { url: obtained.seen.endpoint, ...foundOf(run, obtained) })
  return { ...service, expectedVersion: wanted.spec.engineVersion.replace(/^OpenSearch_/, '') }
}
