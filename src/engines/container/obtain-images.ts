import { untilAborted } from '../../base/until-aborted.ts'
import type { ContainersOptions } from '../../config/resolve.ts'
import type { EngineImage } from '../../config/resolved-options.ts'
import { messageOf, ProvisionError } from '../../errors/errors.ts'
import type { Reporter } from '../../report/events.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { EngineSource } from '../engine.ts'
import type { Docker } from './docker.ts'
import { absentAsUndefined, findDocker } from './docker.ts'
import { withTestcontainers } from './load-testcontainers.ts'
import { containerSwept, imageNotPulled, notSwept, pullTooSlow, pullWithoutImage } from './messages.ts'
import { sweepContainers } from './own-containers.ts'
import { useRyuk } from './use-ryuk.ts'

export interface ObtainImages {
  readonly options: ContainersOptions
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** After so long the pull of an image is given up, in milliseconds: it has some 500 MB, and the line may be slow. */
const PULLED_MS = 20 * 60_000

/**
 * Finds the Docker engine, removes the containers that killed daemons have left there, and pulls the missing images. To be
 * called before the run starts a container. Fails as `findDocker` and `pullImage` do.
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

/** Removes containers that killed daemons have left. Where that fails the run starts all the same, and the next run tries again. */
async function sweep(docker: Docker, report: Reporter): Promise<void> {
  try {
    for (const { name, image, run } of await sweepContainers(docker)) {
      report({ type: 'warning', message: containerSwept(name, image, run) })
    }
  } catch (error) {
    report({ type: 'warning', message: notSwept(messageOf(error)) })
  }
}

/** Makes sure that an image is on the Docker host, and pulls it where it is missing. Fails with a ProvisionError that says why it could not be pulled. */
export async function pullImage(
  docker: Docker,
  { name, platform }: EngineImage,
  {
    timeoutMs,
    onPull,
    signal,
  }: { readonly timeoutMs: number; readonly onPull: () => void; readonly signal: AbortSignal },
): Promise<void> {
  if (await isThere(docker, name)) return
  const { ImageName } = await withTestcontainers(() => import('testcontainers'))
  const image = ImageName.fromString(name)
  onPull()
  const late = () => new Error(pullTooSlow(timeoutMs))
  try {
    const pulling = docker.image.pull(image, { force: false, platform })
    await untilAborted(withTimeout(pulling, timeoutMs, late), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw notPulled(name, messageOf(error), error)
  }
  // A registry that ends a pull halfway causes no error.
  if (!(await isThere(docker, name))) throw notPulled(name, pullWithoutImage())
}

async function isThere({ container }: Docker, name: string): Promise<boolean> {
  return (await container.dockerode.getImage(name).inspect().catch(absentAsUndefined)) !== undefined
}

function notPulled(name: string, words: string, cause?: unknown): ProvisionError {
  const details = { resource: name, fault: 'user', ...(cause !== undefined && { cause }) } as const
  return new ProvisionError(imageNotPulled(name, words.trim()), details)
}
