import { untilAborted } from '../../base/until-aborted.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Reporter } from '../../report/events.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { Docker } from './docker.ts'
import type { DockerVariables } from './docker-failure.ts'
import { withTestcontainers } from './load-testcontainers.ts'
import { ryukNotStarted, ryukStillStarting } from './messages.ts'

export interface UseRyuk {
  readonly report: Reporter
  readonly signal: AbortSignal
  readonly clock?: Clock
}

/** How long the pull of its image and its start may take together, in milliseconds. */
const STARTED_MS = 30_000

/** A run that has waited for Ryuk in vain for so long warns of it, in milliseconds. */
const TOLD_MS = 5_000

interface Asked {
  readonly started: Promise<void>
  /** Until when it is waited for, in milliseconds since the Unix epoch. */
  readonly deadline: number
}

/** By Docker engine: a process has one Ryuk at most. */
const asked = new WeakMap<Docker, Asked>()

/**
 * Has testcontainers start its Ryuk, which removes the containers of a process that was killed, or use a running one. Returns
 * whether there is one. Where there is none, or the user wants none, a run removes the containers that its daemon has left,
 * and the next run those that both have left. Fails with the signal's reason only.
 */
export async function useRyuk(
  docker: Docker,
  { TESTCONTAINERS_RYUK_DISABLED: isOff }: DockerVariables,
  { report, signal, clock = systemClock }: UseRyuk,
): Promise<boolean> {
  if (isOff === 'true') return false
  const { started, deadline } = ask(docker, clock)
  const since = clock.now()
  const late = () => new Error(ryukStillStarting())
  try {
    await untilAborted(withTimeout(started, Math.max(0, deadline - since), late, clock), signal)
    return true
  } catch (error) {
    signal.throwIfAborted()
    const waitedMs = clock.now() - since
    if (waitedMs >= TOLD_MS) report({ type: 'warning', message: ryukNotStarted(waitedMs, messageOf(error).trim()) })
    return false
  }
}

function ask(docker: Docker, clock: Clock): Asked {
  const known = asked.get(docker)
  if (known) return known
  const asking = { started: start(docker), deadline: clock.now() + STARTED_MS }
  // The run that waits for it handles the error, and there may be none any more.
  asking.started.catch(() => {})
  asked.set(docker, asking)
  return asking
}

async function start(docker: Docker): Promise<void> {
  const { getReaper } = await withTestcontainers(() => import('testcontainers'))
  await getReaper(docker)
}
