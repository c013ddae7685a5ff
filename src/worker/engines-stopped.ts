import type { JoinedRun } from '../contracts/provided-run.ts'
import { stoppedEngines } from '../contracts/stopped-engines.ts'
import { withoutPlace } from '../errors/errors.ts'
import { sleep } from '../wait/sleep.ts'

/** How often a worker checks after a failure whether the engines were stopped, and the pause between two checks in milliseconds. */
const STOP_LOOKS = 10
const STOP_LOOK_MS = 30

/** Fails with an EnginesStoppedError where the engines were stopped, so that a test fails at once and not by a timeout. */
export function assertEnginesRun(run: JoinedRun): void {
  const stopped = stoppedEngines(run)
  if (stopped) throw withoutPlace(stopped)
}

/** Fails with the error of the work. If the engines were stopped, fails with that error instead, or without `isToldHere` not at all. */
export async function unlessEnginesStopped(run: JoinedRun, work: Promise<void>, isToldHere: boolean): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(await stopSeen(run))) throw error
    if (isToldHere) assertEnginesRun(run)
  }
}

/** Whether the engines were stopped. A killed process closes its sockets shortly before it has ended. */
async function stopSeen(run: JoinedRun): Promise<boolean> {
  for (let look = 1; look <= STOP_LOOKS; look += 1) {
    if (stoppedEngines(run)) return true
    await sleep(STOP_LOOK_MS)
  }
  return false
}
