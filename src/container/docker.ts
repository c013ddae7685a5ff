import type { ContainerRuntimeClient } from 'testcontainers'
import { untilAborted } from '../client/until-aborted.ts'
import { ReachabilityError } from '../errors.ts'
import { withTimeout } from '../wait/sleep.ts'
import { withTestcontainers } from './load-testcontainers.ts'
import type { DockerVariables } from './no-docker.ts'
import { noDocker } from './no-docker.ts'
import { tellPublishedPorts } from './published-ports.ts'

/** A Docker engine that answers. */
export type Docker = ContainerRuntimeClient

/** How long it may take to answer, in milliseconds. A remote one may be far away. */
const ANSWERS_MS = 30_000

/** What testcontainers has found: a process has one at most. */
const found = new WeakSet<Docker>()

/**
 * The Docker engine that testcontainers finds: by DOCKER_HOST, its own file of settings, or the usual sockets.
 * Fails with a ConfigError where testcontainers is missing, with a ReachabilityError that says why where no engine answers.
 */
export async function findDocker(variables: DockerVariables, signal: AbortSignal): Promise<Docker> {
  const { getContainerRuntimeClient } = await withTestcontainers(() => import('testcontainers'))
  const silence = () => new ReachabilityError(`It said nothing for ${ANSWERS_MS / 1_000} s.`)
  try {
    const docker = await untilAborted(withTimeout(getContainerRuntimeClient(), ANSWERS_MS, silence), signal)
    if (!found.has(docker)) tellPublishedPorts(docker)
    found.add(docker)
    return docker
  } catch (cause) {
    signal.throwIfAborted()
    throw await noDocker(variables, cause)
  }
}
