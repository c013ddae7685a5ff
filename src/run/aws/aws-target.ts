import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assumeRole } from '../../aws/sdk/assume-role.ts'
import type { CredentialsProvider } from '../../base/credentials.ts'
import { sideBySide } from '../../base/side-by-side.ts'
import type { AwsOptions } from '../../config/resolve.ts'
import type { ProvidedNeptune, ProvidedOpenSearch, RunCredentials } from '../../contracts/provided-run.ts'
import { providerChain } from '../../credentials/provider-chain.ts'
import type { CleanupStack } from '../../ledger/cleanup-stack.ts'
import { probeCluster, probeDomain, validateService } from '../../preflight/service/validate.ts'
import { isForReading } from '../../preflight/service/writable-graph.ts'
import { readDatasets } from '../../prepare/datasets.ts'
import { prepareNeptune } from '../../prepare/prepare-neptune.ts'
import { prepareOpenSearch } from '../../prepare/prepare-opensearch.ts'
import { writeAuthorities } from '../../prepare/write-authorities.ts'
import type { Observation, SharedResourceKind } from '../../resource/resource.ts'
import type { StartedTarget, TargetOptions } from '../target.ts'
import { assertTunnels, throughTunnel } from '../tunnel/through-tunnel.ts'
import { bridgesFor } from './bridges.ts'
import type { AwsControl } from './control.ts'
import { openAwsControl } from './control.ts'
import * as messages from './messages.ts'
import type { Source, Sources } from './reach.ts'
import { reachCluster, reachDomain, sourcesOf } from './reach.ts'
import { serveCredentials } from './serve-credentials.ts'

/** Starts a run on target `aws`, with domains and clusters that it creates, reuses, or is given by the user. */
export async function startAwsTarget(target: TargetOptions<AwsOptions>): Promise<StartedTarget> {
  const { id, options, workers, cleanup, signal, clock } = target
  const { region, opensearch, neptune } = options
  const datasets = await readDatasets(target)
  await assertTunnels(options, signal, clock)
  const credentials = runCredentials(id, options)
  const sources = await sourcesOf(options, () => openAwsControl(target, credentials))
  const directory = await mkdtemp(join(tmpdir(), `${id}-`))
  cleanup.push(messages.folderOf(id), () => rm(directory, { recursive: true, force: true }))
  const bridges = options.bridge ? await bridgesFor(workers) : undefined
  const workersSign: RunCredentials = bridges
    ? { from: 'run', identities: bridges.identities }
    : options.assumeRole
      ? { from: 'endpoint', ...(await serveCredentials({ credentials, directory, cleanup })) }
      : { from: 'chain' }
  const [ofDomain, ofCluster] = cleanup.branch(2) as readonly [CleanupStack, CleanupStack]
  const run = { ...target, credentials }

  const [readySearch, readyGraph] = await givenFirst<[ProvidedOpenSearch | undefined, ProvidedNeptune | undefined]>(
    signal,
    await whatIsThere(sources),
    [
      async (stop) => {
        if (!opensearch || !sources.domain) return undefined
        const domain = await reachDomain({ ...run, cleanup: ofDomain, signal: stop }, sources.domain)
        const reached = await throughTunnel(domain, opensearch.tunnel)
        await validateService(reached, probeDomain(options))
        const running = bridges ? await bridges.over(reached, opensearch.port) : reached
        return prepareOpenSearch({ ...running, dataset: datasets.opensearch })
      },
      async (stop) => {
        if (!neptune || !sources.cluster) return undefined
        const { afterRun } = neptune
        const cluster = await reachCluster({ ...run, cleanup: ofCluster, signal: stop }, sources.cluster, afterRun)
        const reached = await throughTunnel(cluster, neptune.tunnel)
        await validateService(reached, probeCluster(options, isForReading(options.isolation, datasets.neptune)))
        const running = bridges ? await bridges.over(reached, neptune.port) : reached
        return prepareNeptune({ ...running, loading: 'steps', directory, dataset: datasets.neptune })
      },
    ],
  )
  const authorities = bridges
    ? await writeAuthorities(join(directory, 'authorities.pem'), bridges.authority, options.extraAuthorities)
    : options.extraAuthorities
  return {
    provided: {
      state: 'ready',
      id,
      region,
      workers,
      credentials: workersSign,
      isolation: options.isolation,
      ...(readySearch && { opensearch: readySearch }),
      ...(readyGraph && { neptune: readyGraph }),
    },
    ...(authorities && { authorities }),
    ...(sources.control && { proof: sources.control.proof() }),
  }
}

/** Which of domain and cluster can be used already: given ones, and those that an earlier run has left ready. */
async function whatIsThere({ domain, cluster }: Sources): Promise<boolean[]> {
  // A single service has no order.
  if (!domain || !cluster) return [true, true]
  return Promise.all([isThere(domain, ({ domains }) => domains), isThere(cluster, ({ clusters }) => clusters)])
}

async function isThere<Spec extends { readonly tags: object }, Seen extends Observation>(
  source: Source<Spec>,
  kindIn: (control: AwsControl) => SharedResourceKind<Spec, Seen>,
): Promise<boolean> {
  if ('endpoint' in source || 'id' in source.wanted) return true
  return source.control.isReady(kindIn(source.control), source.wanted)
}

/** What the run itself signs with: the role of the options, or what the provider chain finds. */
function runCredentials(id: string, { region, assumeRole: role }: AwsOptions): CredentialsProvider {
  const found = providerChain(region)
  return role ? assumeRole(region, { ...role, sessionName: role.sessionName ?? id }, found) : found
}

type Work<Results extends readonly unknown[]> = {
  readonly [At in keyof Results]: (signal: AbortSignal) => Promise<Results[At]>
}

/**
 * Does the work for the services that exist first, side by side, and then that for the others: a policy, an address or an
 * isolation level that is wrong is then reported before the other service is created, which takes minutes and costs money.
 * Fails as `sideBySide` does.
 */
export async function givenFirst<Results extends readonly unknown[]>(
  signal: AbortSignal,
  isGiven: readonly boolean[],
  work: Work<Results>,
): Promise<Results> {
  const only = (when: boolean) => work.map((start, at) => (isGiven[at] === when ? start : nothing)) as Work<Results>
  const given = await sideBySide<Results>(signal, only(true))
  const made = await sideBySide<Results>(signal, only(false))
  return made.map((result, at) => (isGiven[at] ? given[at] : result)) as unknown as Results
}

const nothing = async () => undefined
