import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { providerChain } from '../client/provider-chain.ts'
import type { AwsOptions } from '../config/resolve.ts'
import { ProvisionError } from '../errors.ts'
import type { CleanupStack } from '../lifecycle/cleanup-stack.ts'
import { readDatasets } from '../session/datasets.ts'
import { prepareNeptune } from '../session/prepare-neptune.ts'
import { prepareOpenSearch } from '../session/prepare-opensearch.ts'
import type { ProvidedNeptune, ProvidedOpenSearch } from '../session/provided-session.ts'
import { openAwsControl } from './aws-control.ts'
import { reachCluster } from './reach-cluster.ts'
import { reachDomain } from './reach-domain.ts'
import { sideBySide } from './side-by-side.ts'
import type { StartedTarget, TargetOptions } from './target.ts'
import { probeCluster, probeDomain, validateService } from './validate.ts'

/** Target `aws`: domains and clusters that are made for the run, kept from an earlier one, or the user's own. */
export async function startAwsTarget(target: TargetOptions<AwsOptions>): Promise<StartedTarget> {
  const { id, options, workers, cleanup, signal } = target
  const { region, opensearch, neptune } = options
  const datasets = await readDatasets(options)
  const credentials = providerChain(region)
  const control = needsControl(options) ? await openAwsControl(target, credentials) : undefined
  const directory = await mkdtemp(join(tmpdir(), `${id}-`))
  cleanup.push(`folder of ${id}`, () => rm(directory, { recursive: true, force: true }))
  const opened = () => {
    if (!control) throw new ProvisionError('The control plane is needed, and was not opened.')
    return control
  }
  const [ofDomain, ofCluster] = cleanup.branch(2) as readonly [CleanupStack, CleanupStack]
  const run = { ...target, credentials }

  const [readySearch, readyGraph] = await sideBySide<[ProvidedOpenSearch | undefined, ProvidedNeptune | undefined]>(
    signal,
    [
      async (stop) => {
        if (!opensearch) return undefined
        const running = await reachDomain({ ...run, cleanup: ofDomain, signal: stop }, opensearch.wanted, opened)
        await validateService(running, probeDomain)
        return prepareOpenSearch({ ...running, dataset: datasets.opensearch })
      },
      async (stop) => {
        if (!neptune) return undefined
        const running = await reachCluster({ ...run, cleanup: ofCluster, signal: stop }, neptune, opened)
        await validateService(running, probeCluster)
        return prepareNeptune({ ...running, loading: 'steps', directory, dataset: datasets.neptune })
      },
    ],
  )
  return {
    provided: {
      state: 'ready',
      id,
      region,
      root: options.root,
      workers,
      credentials: { from: 'chain' },
      exportCredentials: options.exportCredentials,
      isolation: options.isolation,
      workerVariables: {},
      ...(readySearch && { opensearch: readySearch }),
      ...(readyGraph && { neptune: readyGraph }),
    },
    ...(options.extraAuthorities && { authorities: options.extraAuthorities }),
    ...(control && { proof: control.proof() }),
  }
}

/** Whoever gives addresses only need not be allowed anything but to use them. */
function needsControl({ opensearch, neptune }: AwsOptions): boolean {
  return [opensearch, neptune].some((service) => service && !('endpoint' in service.wanted))
}
