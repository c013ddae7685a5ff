import type { CredentialsProvider } from '../base/credentials.ts'
import type { Endpoint } from '../base/endpoint.ts'
import type { CommonOptions } from '../config/resolve.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Reporter } from '../report/events.ts'
import type { Mark } from '../resource/mark.ts'
import type { Ownership } from '../resource/resource.ts'
import type { Clock } from '../wait/clock.ts'

/** The options, clean-up stack, reporter and signal of a run, for everything that makes it ready. */
export interface RunContext<Options extends CommonOptions = CommonOptions> {
  /** The run's id, with which every name it makes starts. */
  readonly id: string
  readonly options: Options
  readonly cleanup: CleanupStack
  readonly report: Reporter
  readonly signal: AbortSignal
  /** The clock by which a run waits; default real time. */
  readonly clock?: Clock | undefined
}

/** A service that can be asked, and is to be made ready for the run. */
export interface RunningService extends RunContext {
  readonly endpoint: Endpoint
  /** Those of the run itself. */
  readonly credentials: CredentialsProvider
  readonly ownership: Ownership
  /** Whether a gate or bridge before it notes what workers may have changed; default: no, and they always list what is there. */
  readonly notesChanges?: boolean
  /**
   * Waits until the engine has done with what was asked of it by way of a gate or bridge, and tells what takes too long;
   * absent: there is none.
   */
  readonly settle?: () => Promise<readonly string[]>
  /** The requests of workers to the APIs of plugins, as a gate or bridge noted them; absent: there is neither. */
  readonly pluginWrites?: () => readonly PluginWrite[]
  /** The marks of other runs that use what is reused, or may; absent: nobody can be asked. */
  readonly living?: () => Promise<readonly Mark[]>
  /** How long it took to start, in milliseconds; absent where it was running already. */
  readonly startedInMs?: number
  /** Whether it was ready when the run first looked, so that who may use it is settled; default: no. */
  readonly wasReady?: boolean
}

/** Whether others govern a service: what this run has not made may well be read by it, and not written to. */
export function wasThere({ ownership, startedInMs }: RunningService): boolean {
  return ownership === 'given' || (ownership === 'reused' && startedInMs === undefined)
}
