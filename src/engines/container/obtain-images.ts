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
import { sweepContainers } from './own-containers.ts'
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

/** What registries, and Docker on the way to them, say; and what to do. */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /toomanyrequests|rate limit/i,
    "The registry limits how much may be pulled without an account: 'docker login', or set the option 'containers' to an image of a mirror.",
  ],
  [
    /unauthorized|denied|authentication required/i,
    "Either there is no such image, or it is private: check the option 'containers', and 'docker login' to its registry.",
  ],
  [
    /manifest.*(unknown|not found)|not found|no such image|does not exist/i,
    "There is no such image or tag in its registry: check the option 'containers', or 'opensearch.engineVersion'.",
  ],
  [
    /no matching manifest/i,
    "The image is not made for the Docker host's platform: set 'containers.platform', where the host can emulate another.",
  ],
  [
    /no such host|lookup |dial tcp|timeout|deadline|connection refused|network is unreachable|x509|proxy/i,
    "The registry cannot be reached from the Docker host: pull or load the image beforehand ('docker pull', 'docker load'), or set the option 'containers' to an image of a mirror that can be reached.",
  ],
]

const OTHERWISE = "See what 'docker pull' says of it, or set the option 'containers' to another image."

/** Makes sure that an image is there, and pulls it where it is not. Fails with a ProvisionError that says why it is not to be had. */
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
  const late = () => new Error(`It was not there after ${Math.round(timeoutMs / 1_000)} s.`)
  try {
    const pulling = docker.image.pull(image, { force: false, platform })
    await untilAborted(withTimeout(pulling, timeoutMs, late), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw notPulled(name, messageOf(error), error)
  }
  // A registry that ends a pull halfway says so where nobody listens.
  if (!(await isThere(docker, name))) throw notPulled(name, 'Docker ended the pull without an image.')
}

async function isThere({ container }: Docker, name: string): Promise<boolean> {
  return (await container.dockerode.getImage(name).inspect().catch(absentAsUndefined)) !== undefined
}

function notPulled(name: string, words: string, cause?: unknown): ProvisionError {
  const [, hint = OTHERWISE] = hints.find(([pattern]) => pattern.test(words)) ?? []
  return new ProvisionError(
    [`The image ${name} is not on the Docker host, and could not be pulled.`, `Last seen: ${words.trim()}`, hint],
    {
      resource: name,
      fault: 'user',
      ...(cause !== undefined && { cause }),
    },
  )
}
