import { messageOf } from '../../errors/errors.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf } from '../../process/process-identity.ts'
import * as messages from './messages.ts'

/** The containers of a daemon, as the run finds them without the daemon. */
export interface DaemonContainers {
  /** One line for each container that is there, with how to remove it. */
  look(): Promise<readonly string[]>
  /** Removes those of a daemon that has ended, since a killed one cannot do it itself; returns a line for each. */
  removeLeft(): Promise<readonly string[]>
  /** To be called with the error of a daemon that opened nothing. If the run finds no Docker either, there are none. */
  notOpened(error: unknown): Promise<void>
}

type Variables = Readonly<Record<string, string>>

/** Finds the Docker engine of these variables, while the daemon starts its containers. */
export function containersOfDaemon(docker: Variables, daemon: ProcessIdentity, signal: AbortSignal): DaemonContainers {
  const finding = find(docker, signal)
  // Where there is no Docker, the daemon reports it first; here it is thrown by the calls below.
  finding.catch(() => {})
  let areNone = false
  return {
    async notOpened(error) {
      areNone = await finding.then(
        () => false,
        (reason: unknown) => messageOf(reason) === messageOf(error),
      )
    },
    async look() {
      if (areNone) return []
      const { docker, own } = await finding
      return (await own.containersOf(docker, daemon)).map(({ name, image }) => messages.leftContainer(name, image))
    },
    async removeLeft() {
      // Where the system does not tell when a process started, one with the same id may be the daemon.
      if (areNone || livenessOf(daemon) !== 'gone') return []
      const { docker, own } = await finding
      const left = await own.removeContainersOf(docker, daemon)
      return left.map(({ name, image }) => messages.removedContainer(name, image))
    },
  }
}

async function find(variables: Variables, signal: AbortSignal) {
  const [{ findDocker }, own] = await Promise.all([
    import('../../engines/container/docker.ts'),
    import('../../engines/container/own-containers.ts'),
  ])
  return { docker: await findDocker(variables, signal), own }
}
