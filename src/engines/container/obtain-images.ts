import type { ContainersOptions } from '../../config/resolve.ts'
import type { EngineImage } from '../../config/resolved-options.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Reporter } from '../../report/events.ts'
import { systemClock } from '../../wait/clock.ts'
import type { EngineSource } from '../engine.ts'
import type { Docker } from './docker.ts'
import { findDocker } from './docker.ts'
import { sweepContainers } from './own-containers.ts'
import { pullImage } from './pull-image.ts'
import { useRyuk } from './use-ryuk.ts'

export interface ObtainImages {
  readonly options: ContainersOptions
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** How long one image may take to be pulled, in milliseconds: some 500 MB by a slow line. */
const PULLED_MS = 20 * 60_000

/**
 * Finds the Docker engine, removes what killed daemons left there, and pulls the images that are missing. Nothing of this run
 * has been started yet. Fails as `findDocker` and `pullImage` do.
 */
export async function obtainImages({ options, report, signal }: ObtainImages): Promise<readonly EngineSource[]> {
  const { opensearch, neptune, dataInMemory } = options
  const docker = await findDocker(options.docker, signal)
  await sweep(docker, report)
  const pull = async (image: EngineImage | undefined) => image && pullAndTell(docker, image, { report, signal })
  const [hasRyuk] = await Promise.all([
    useRyuk(docker, options.docker, { report, signal }),
    pull(opensearch?.image),
    pull(neptune?.image),
  ])
  const { gremlinSource, openSearchSource } = await import('./image-source.ts')
  return [
    ...(opensearch ? [openSearchSource({ docker, hasRyuk }, opensearch, { dataInMemory })] : []),
    ...(neptune ? [gremlinSource({ docker, hasRyuk }, neptune)] : []),
  ]
}

async function pullAndTell(
  docker: Docker,
  image: EngineImage,
  { report, signal }: Pick<ObtainImages, 'report' | 'signal'>,
): Promise<void> {
  const startedAt = systemClock.now()
  let isNew = false
  const tell = (step: string) =>
    report({ type: 'resource-step', what: `image ${image.name}`, step, elapsedMs: systemClock.now() - startedAt })
  const onPull = () => {
    isNew = true
    tell('being pulled')
  }
  await pullImage(docker, image, { timeoutMs: PULLED_MS, onPull, signal })
  if (isNew) tell('pulled')
}

/** What cannot be removed now will be by the next run, and is no reason for this one not to start. */
async function sweep(docker: Docker, report: Reporter): Promise<void> {
  try {
    for (const { name, image, run } of await sweepContainers(docker)) {
      report({
        type: 'warning',
        message: `Removed container ${name} (${image}) of run ${run}: its daemon was killed.`,
      })
    }
  } catch (error) {
    report({ type: 'warning', message: `What killed runs have left could not be removed: ${messageOf(error)}` })
  }
}
