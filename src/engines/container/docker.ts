import type { ContainerRuntimeClient } from 'testcontainers'
import { untilAborted } from '../../base/until-aborted.ts'
import { ReachabilityError } from '../../errors/errors.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { DockerVariables } from './docker-failure.ts'
import { connectionFailure, noDocker } from './docker-failure.ts'
import { anotherEngine, engineSilent } from './docker-messages.ts'
import { withTestcontainers } from './load-testcontainers.ts'

/** A Docker engine that answers. */
export type Docker = ContainerRuntimeClient

/** How long it may take to answer, in milliseconds: it may be far away. */
const ANSWERS_MS = 30_000

/** The engine that testcontainers has found: a process has one at most. */
const found = new WeakSet<Docker>()

/**
 * The Docker engine that testcontainers finds by DOCKER_HOST, by its own file of settings, or at the usual sockets. Fails with
 * a ConfigError where testcontainers cannot be loaded, and with a ReachabilityError that says why where no engine answers, or
 * another one than the one that DOCKER_HOST names.
 */
export async function findDocker(variables: DockerVariables, signal: AbortSignal): Promise<Docker> {
  const { getContainerRuntimeClient } = await withTestcontainers(() => import('testcontainers'))
  const silence = () => new ReachabilityError(engineSilent(ANSWERS_MS))
  const { DOCKER_HOST } = variables
  try {
    // Where it does not answer, testcontainers would take an engine of this machine, and keep that.
    const failure = DOCKER_HOST === undefined ? undefined : await connectionFailure(DOCKER_HOST, variables)
    if (failure) throw failure
    const docker = await untilAborted(withTimeout(getContainerRuntimeClient(), ANSWERS_MS, silence), signal)
    if (isStopgap(docker, variables)) throw new Error(anotherEngine(socketOf(docker)))
    if (!found.has(docker)) hideUnpublishedPorts(docker)
    found.add(docker)
    return docker
  } catch (cause) {
    signal.throwIfAborted()
    throw await noDocker(variables, cause)
  }
}

/**
 * Whether the engine is reached by a network and not at a socket of this machine: then it may run on another machine, and other
 * machines may use it.
 */
export const isByNetwork = (docker: Docker): boolean => socketOf(docker) === undefined

const socketOf = ({ container }: Docker): string | undefined =>
  // The types leave it out.
  (container.dockerode.modem as { readonly socketPath?: string }).socketPath

/** Whether testcontainers has taken an engine of this machine in place of the one that DOCKER_HOST names. */
function isStopgap(docker: Docker, { DOCKER_HOST }: DockerVariables): boolean {
  const socket = socketOf(docker)
  if (socket === undefined || DOCKER_HOST === undefined) return false
  const { protocol, pathname } = URL.parse(DOCKER_HOST) ?? {}
  return protocol === 'unix:' ? pathname !== socket : protocol === 'tcp:' || protocol === 'ssh:'
}

type Inspected = Awaited<ReturnType<ContainerRuntimeClient['container']['inspect']>>

/**
 * Leaves unpublished ports out of what an engine tells of a container, as Docker does. Podman before 4.4 also lists ports that
 * an image exposes and nobody publishes, and testcontainers would wait for them until it gives up.
 */
function hideUnpublishedPorts({ container }: ContainerRuntimeClient): void {
  const inspect = container.inspect.bind(container)
  container.inspect = async (asked) => withoutUnpublished(await inspect(asked))
}

function withoutUnpublished(seen: Inspected): Inspected {
  // Absent bindings are `null`, which the types leave out.
  const bindings = Object.entries((seen.HostConfig.PortBindings ?? {}) as Record<string, unknown>)
  const PortBindings = Object.fromEntries(bindings.filter(([, to]) => to !== null))
  return { ...seen, HostConfig: { ...seen.HostConfig, PortBindings } }
}

/** Kills a container and removes it with its anonymous volumes. Succeeds where it is gone already. */
export async function removeContainer({ container }: Docker, id: string): Promise<void> {
  await container.dockerode.getContainer(id).remove({ force: true, v: true }).catch(absentAsUndefined)
}

/** For a `catch`: `undefined` where a container does not exist or is being removed. Throws any other error again. */
export function absentAsUndefined(error: unknown): undefined {
  const { statusCode, message = '' } = error as { statusCode?: number; message?: string }
  const isGoing = statusCode === 409 && /removal of container .* is already in progress/.test(message)
  if (statusCode !== 404 && !isGoing) throw error
  return undefined
}
