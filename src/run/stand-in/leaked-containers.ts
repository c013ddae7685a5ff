import { messageOf } from '../../errors/errors.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf } from '../../process/process-identity.ts'
import * as messages from './messages.ts'

/** The containers of a daemon, as the run sees them by itself. */
export interface DaemonContainers {
  /** Those that are there, a line each that says how to remove it. */
  look(): Promise<readonly string[]>
  /** Removes those of a daemon that is gone, as one that was killed cannot; returns what they were. */
  removeLeft(): Promise<readonly string[]>
  /** Told why the daemon has opened nothing. Where the run finds no Docker for the same reason, there is nothing to look for. */
  notOpened(error: unknown): Promise<void>
}

type Variables = Readonly<Record<string, string>>

/** Looks for the Docker engine that is meant by the variables, beside the daemon, which starts its containers meanwhile. */
export function containersOfDaemon(docker: Variables, daemon: ProcessIdentity, signal: AbortSignal): DaemonContainers {
  const finding = find(docker, signal)
  // Where there is no Docker, the daemon says so; later, whoever awaits it.
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
      // Where the system does not tell since when a process runs, one that has its id may be the daemon.
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
