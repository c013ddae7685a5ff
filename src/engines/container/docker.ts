import type { ContainerRuntimeClient } from 'testcontainers'
import { untilAborted } from '../../base/until-aborted.ts'
import { ReachabilityError } from '../../errors/errors.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { DockerVariables } from './docker-failure.ts'
import { connectionFailure, noDocker } from './docker-failure.ts'
import { withTestcontainers } from './load-testcontainers.ts'

/** A Docker engine that answers. */
export type Docker = ContainerRuntimeClient

/** How long it may take to answer, in milliseconds. A remote one may be far away. */
const ANSWERS_MS = 30_000

/** What testcontainers has found: a process has one at most. */
const found = new WeakSet<Docker>()

/**
 * The Docker engine that testcontainers finds: by DOCKER_HOST, its own file of settings, or the usual sockets.
 * Fails with a ConfigError where testcontainers is missing, with a ReachabilityError that says why where no engine answers,
 * or another one than DOCKER_HOST names.
 */
export async function findDocker(variables: DockerVariables, signal: AbortSignal): Promise<Docker> {
  const { getContainerRuntimeClient } = await withTestcontainers(() => import('testcontainers'))
  const silence = () => new ReachabilityError(`It said nothing for ${ANSWERS_MS / 1_000} s.`)
  const { DOCKER_HOST } = variables
  try {
    // Instead of it testcontainers would take one of this machine, and keep to that.
    const failure = DOCKER_HOST === undefined ? undefined : await connectionFailure(DOCKER_HOST, variables)
    if (failure) throw failure
    const docker = await untilAborted(withTimeout(getContainerRuntimeClient(), ANSWERS_MS, silence), signal)
    if (isStopgap(docker, variables)) throw new Error(`Instead of it, one answers at ${socketOf(docker)}.`)
    if (!found.has(docker)) tellPublishedPorts(docker)
    found.add(docker)
    return docker
  } catch (cause) {
    signal.throwIfAborted()
    throw await noDocker(variables, cause)
  }
}

/**
 * Whether it is reached by a network, and not at a socket of this machine: then it may be another machine's, and others may
 * use it.
 */
export const isByNetwork = (docker: Docker): boolean => socketOf(docker) === undefined

const socketOf = ({ container }: Docker): string | undefined =>
  // Which its types leave out.
  (container.dockerode.modem as { readonly socketPath?: string }).socketPath

/** Where the engine that DOCKER_HOST names does not answer, testcontainers takes one of this machine, which nobody asked for. */
function isStopgap(docker: Docker, { DOCKER_HOST }: DockerVariables): boolean {
  const socket = socketOf(docker)
  if (socket === undefined || DOCKER_HOST === undefined) return false
  const { protocol, pathname } = URL.parse(DOCKER_HOST) ?? {}
  return protocol === 'unix:' ? pathname !== socket : protocol === 'tcp:' || protocol === 'ssh:'
}

type Inspected = Awaited<ReturnType<ContainerRuntimeClient['container']['inspect']>>

/**
 * Has this engine tell which ports are to be published as Docker does. Podman before 4.4 names those as well that an image
 * exposes and nobody publishes, and testcontainers would wait for them until it gives up.
 */
function tellPublishedPorts({ container }: ContainerRuntimeClient): void {
  const inspect = container.inspect.bind(container)
  container.inspect = async (asked) => withoutUnpublished(await inspect(asked))
}

function withoutUnpublished(seen: Inspected): Inspected {
  // What is not there is `null`, which the types do not tell.
  const bindings = Object.entries((seen.HostConfig.PortBindings ?? {}) as Record<string, unknown>)
  const PortBindings = Object.fromEntries(bindings.filter(([, to]) => to !== null))
  return { ...seen, HostConfig: { ...seen.HostConfig, PortBindings } }
}

/** Ends a container by force and removes it, with the volumes of its own. Succeeds where it is gone already. */
export async function removeContainer({ container }: Docker, id: string): Promise<void> {
  await container.dockerode.getContainer(id).remove({ force: true, v: true }).catch(absentAsUndefined)
}

/** For a `catch`: what Docker says of a container that is not there, or is about to be gone. Anything else is thrown again. */
export function absentAsUndefined(error: unknown): undefined {
  const { statusCode, message = '' } = error as { statusCode?: number; message?: string }
  const isGoing = statusCode === 409 && /removal of container .* is already in progress/.test(message)
  if (statusCode !== 404 && !isGoing) throw error
  return undefined
}
