import { untilAborted } from '../../base/until-aborted.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Reporter } from '../../report/events.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { Docker } from './docker.ts'
import type { DockerVariables } from './docker-failure.ts'
import { withTestcontainers } from './load-testcontainers.ts'

export interface UseRyuk {
  readonly report: Reporter
  readonly signal: AbortSignal
  readonly clock?: Clock
}

/** How long its image may take to be pulled, and it to start, in milliseconds: a run does not wait for it for long. */
const STARTED_MS = 30_000

/** From how many milliseconds on the user is told what was waited for in vain. */
const TOLD_MS = 5_000

interface Asked {
  readonly started: Promise<void>
  /** Until when it is waited for, in milliseconds since the Unix epoch. */
  readonly deadline: number
}

/** By Docker engine: a process has one Ryuk at most. */
const asked = new WeakMap<Docker, Asked>()

/**
 * Has testcontainers start its Ryuk, or use the one that runs: it removes the containers of a process that was killed.
 * Returns whether there is one. Where none is to be had, and where the user wants none, containers do without: then a run
 * removes what its daemon has left, and the next run what both have. Fails with the signal's reason only.
 */
export async function useRyuk(
  docker: Docker,
  { TESTCONTAINERS_RYUK_DISABLED: isOff }: DockerVariables,
  { report, signal, clock = systemClock }: UseRyuk,
): Promise<boolean> {
  if (isOff === 'true') return false
  const { started, deadline } = ask(docker, clock)
  const since = clock.now()
  const late = () => new Error('It has not started yet')
  try {
    await untilAborted(withTimeout(started, Math.max(0, deadline - since), late, clock), signal)
    return true
  } catch (error) {
    signal.throwIfAborted()
    const waitedMs = clock.now() - since
    if (waitedMs >= TOLD_MS) report({ type: 'warning', message: inVain(waitedMs, error) })
    return false
  }
}

const inVain = (waitedMs: number, error: unknown) =>
  `Testcontainers' Ryuk could not be had within ${Math.round(waitedMs / 1_000)} s, and the containers do without it (${messageOf(error).trim()}). TESTCONTAINERS_RYUK_DISABLED=true saves the wait.`

function ask(docker: Docker, clock: Clock): Asked {
  const known = asked.get(docker)
  if (known) return known
  const asking = { started: start(docker), deadline: clock.now() + STARTED_MS }
  // Whoever waits for it deals with it; there may be nobody any more.
  asking.started.catch(() => {})
  asked.set(docker, asking)
  return asking
}

async function start(docker: Docker): Promise<void> {
  const { getReaper } = await withTestcontainers(() => import('testcontainers'))
  await getReaper(docker)
}
