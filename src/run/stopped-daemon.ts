import { enginesStopped } from '../contracts/stopped-engines.ts'
import type { DaemonConnection } from '../daemon/client/daemon-connection.ts'
import { EnginesStoppedError, messageOf } from '../errors/errors.ts'
import type { Reporter } from '../report/events.ts'
import { systemClock } from '../wait/clock.ts'

export interface TellStop {
  readonly connection: DaemonConnection
  /** The daemon's process. */
  readonly pid: number
  readonly report: Reporter
  /** Aborted when the run is over, and its daemon may end. */
  readonly over: AbortSignal
}

export interface ToldStop {
  /** The reporter for what the daemon tells. */
  readonly told: Reporter
  /** Whether the daemon ended, or began to, before the run was over. */
  hasStopped(): boolean
}

/**
 * Tells once, at the moment, that the daemon of a run ends or has gone; what is asked of it once it has gone fails with the
 * same EnginesStoppedError.
 */
export function tellStop({ connection, pid, report, over }: TellStop): ToldStop {
  let stopped: EnginesStoppedError | undefined
  connection.whenGone(() => {
    if (stopped || over.aborted) return stopped
    stopped = enginesStopped({ pid }, systemClock.now())
    report({ type: 'engines-stopped', message: messageOf(stopped) })
    return stopped
  })
  const told: Reporter = (event) => {
    if (event.type === 'engines-stopped') stopped = new EnginesStoppedError(event.message)
    report(event)
  }
  return { told, hasStopped: () => stopped !== undefined }
}
