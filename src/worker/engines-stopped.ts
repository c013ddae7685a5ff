import type { JoinedRun } from '../contracts/provided-run.ts'
import { stoppedEngines } from '../contracts/stopped-engines.ts'
import { withoutPlace } from '../errors/errors.ts'
import { sleep } from '../wait/sleep.ts'

/** After a failure a worker checks this often whether the engines were stopped, every so many milliseconds. */
const STOP_LOOKS = 10
const STOP_LOOK_MS = 30

/** Fails with an EnginesStoppedError where there is nothing any more that a test could use: at once, and not by a timeout. */
export function assertEnginesRun(run: JoinedRun): void {
  const stopped = stoppedEngines(run)
  if (stopped) throw withoutPlace(stopped)
}

/** Passes on the error of the work, unless the engines were stopped: then fails with that, or, without `isToldHere`, not at all. */
export async function unlessEnginesStopped(run: JoinedRun, work: Promise<void>, isToldHere: boolean): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(await stopSeen(run))) throw error
    if (isToldHere) assertEnginesRun(run)
  }
}

/** Whether the engines were stopped. A process that is killed lets go of its sockets some moments before it has ended. */
async function stopSeen(run: JoinedRun): Promise<boolean> {
  for (let look = 1; look <= STOP_LOOKS; look += 1) {
    if (stoppedEngines(run)) return true
    await sleep(STOP_LOOK_MS)
  }
  return false
}
