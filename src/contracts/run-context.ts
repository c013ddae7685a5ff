import type { CredentialsProvider } from '../base/credentials.ts'
import type { Endpoint } from '../base/endpoint.ts'
import type { CommonOptions } from '../config/resolve.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Reporter } from '../report/events.ts'
import type { Mark } from '../resource/mark.ts'
import type { Ownership } from '../resource/resource.ts'
import type { Clock } from '../wait/clock.ts'

/** The options, clean-up stack, reporter and signal of a run, for everything that prepares it. */
export interface RunContext<Options extends CommonOptions = CommonOptions> {
  /** The run's id, the beginning of every name that the run makes. */
  readonly id: string
  readonly options: Options
  readonly cleanup: CleanupStack
  readonly report: Reporter
  readonly signal: AbortSignal
  /** The clock by which a run waits; default real time. */
  readonly clock?: Clock | undefined
}

/** A service that answers requests, and that the run has to prepare. */
export interface RunningService extends RunContext {
  readonly endpoint: Endpoint
  /** The credentials of the run itself. */
  readonly credentials: CredentialsProvider
  readonly ownership: Ownership
  /** Whether a gate or bridge notes what workers may have changed. Default false: workers always list what is there. */
  readonly notesChanges?: boolean
  /**
   * Waits until the engine has finished the requests that came through the gate or bridge, and returns those that take too long.
   * Absent: there is no gate or bridge.
   */
  readonly settle?: () => Promise<readonly string[]>
  /** The requests of workers to the APIs of plugins, as the gate or bridge noted them; absent: there is neither. */
  readonly pluginWrites?: () => readonly PluginWrite[]
  /** The marks of other runs that use the same resource, or may use it; absent: the resource has no marks. */
  readonly living?: () => Promise<readonly Mark[]>
  /** How long its start took, in milliseconds; absent where it was running already. */
  readonly startedInMs?: number
  /** Whether it was ready at the run's first observation, so that its permissions have taken effect already; default false. */
  readonly wasReady?: boolean
}

/** Whether somebody else owns a service. The run may be allowed to read a service that it has not made, but not to write to it. */
export function wasThere({ ownership, startedInMs }: RunningService): boolean {
  return ownership === 'given' || (ownership === 'reused' && startedInMs === undefined)
}
