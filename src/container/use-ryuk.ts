import { withTimeout } from '../wait/sleep.ts'
import type { Docker } from './docker.ts'
import type { DockerVariables } from './engine-failure.ts'
import { withTestcontainers } from './load-testcontainers.ts'

/** How long its image may take to be pulled, and it to start, in milliseconds: a run does not wait for it for long. */
const STARTED_MS = 30_000

/** By Docker engine: a process has one Ryuk at most. */
const asked = new WeakMap<Docker, Promise<boolean>>()

/**
 * Has testcontainers start its Ryuk, or use the one that runs: it removes the containers of a process that was killed.
 * Returns whether there is one. Where none is to be had, and where the user wants none, containers do without: then a run
 * removes what its host has left, and the next run what both have.
 */
export function useRyuk(docker: Docker, { TESTCONTAINERS_RYUK_DISABLED: isOff }: DockerVariables): Promise<boolean> {
  if (isOff === 'true') return Promise.resolve(false)
  const known = asked.get(docker)
  if (known) return known
  const asking = start(docker).then(
    () => true,
    () => false,
  )
  asked.set(docker, asking)
  return asking
}

async function start(docker: Docker): Promise<void> {
  const { getReaper } = await withTestcontainers(() => import('testcontainers'))
  await withTimeout(getReaper(docker), STARTED_MS, () => new Error('Ryuk has not started.'))
}
