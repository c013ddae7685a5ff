import type { StandInOptions } from '../config/resolve.ts'
import type { ProcessIdentity } from '../lifecycle/process-identity.ts'
import { livenessOf } from '../lifecycle/process-identity.ts'

/** The containers of a stand-in host, as the run sees them by itself. */
export interface HostContainers {
  /** Those that are there, a line each that says how to remove it. */
  look(): Promise<readonly string[]>
  /** Removes those of a host that is gone, as one that was killed cannot; returns what they were. */
  removeLeft(): Promise<readonly string[]>
}

/** On target `local` there are none, and nothing is loaded to look for them. */
export function containersOfHost(options: StandInOptions, host: ProcessIdentity, signal: AbortSignal): HostContainers {
  if (options.target !== 'containers') return { look: async () => [], removeLeft: async () => [] }
  // Meanwhile the host starts them.
  const docker = engineOf(options.docker, signal)
  return {
    async look() {
      const found = await docker()
      return (await containersIn(found, host)).map(
        ({ name, image }) => `container ${name} (${image}): docker rm -f ${name}`,
      )
    },
    async removeLeft() {
      // Where the system does not tell since when a process runs, one that has its id may be the host.
      if (livenessOf(host) !== 'gone') return []
      const found = await docker()
      const left = found ? await found.own.removeContainersOf(found.docker, host) : []
      return left.map(({ name, image }) => `container ${name} (${image}), which its stand-in host had left`)
    },
  }
}

type FoundDocker = Awaited<ReturnType<typeof find>>

const containersIn = async (found: FoundDocker | undefined, host: ProcessIdentity) =>
  found ? found.own.containersOf(found.docker, host) : []

/**
 * The Docker engine, looked for at once. `undefined`: there was none at first, and is none now. Then the host had none to
 * start anything in, and has said why; it need not be said again. A look that was given up says nothing of that.
 */
function engineOf(variables: Readonly<Record<string, string>>, signal: AbortSignal) {
  const first = find(variables, signal).catch(() => undefined)
  let again: Promise<FoundDocker | undefined> | undefined
  return async (): Promise<FoundDocker | undefined> => {
    const found = await first
    if (found) return found
    const wasGivenUp = signal.aborted
    again ??= find(variables, new AbortController().signal).catch((error: unknown) => {
      if (wasGivenUp) throw error
      return undefined
    })
    return again
  }
}

async function find(variables: Readonly<Record<string, string>>, signal: AbortSignal) {
  const [{ findDocker }, own] = await Promise.all([
    import('../container/docker.ts'),
    import('../container/own-containers.ts'),
  ])
  return { docker: await findDocker(variables, signal), own }
}
