import type { BroughtFile, EngineObservation, EngineSource } from '../../engines/engine.ts'
import type { EngineTraces } from '../protocol.ts'
import type { Admission } from './disk-space.ts'
import type { EngineUser } from './engine-users.ts'

/** What a run asks an engine for. */
export interface EngineRequest {
  readonly source: EngineSource
  /** The run that it is started for, where it has to be. */
  readonly run: string
  /** How many graphs of its own the run needs; 0 for OpenSearch. */
  readonly graphs: number
  /** Makes the file for the engine's output; called only where it has to be started. */
  readonly newLogFile: () => Promise<string>
  /** How long it may take to be ready, in milliseconds. */
  readonly timeoutMs: number
  readonly cacheDirectory: string
  /** Whether its data goes to memory, where there is room. */
  readonly dataInMemory: boolean
  /** Whether it notes the classes it loads, for an archive that makes later starts short. */
  readonly notesClasses: boolean
  /** The run that uses it, which is told where the engine ends by itself; default none. */
  readonly user?: EngineUser
  /** Called once its process has been started, or right away where it was running. */
  readonly onLaunch?: () => void
}

/** A run's use of an engine. */
export interface EngineUse {
  /** What was seen when it was ready. */
  readonly ready: EngineObservation
  /** When that was, in milliseconds since the Unix epoch. */
  readonly readyAt: number
  /** Whether it was started for this run. */
  readonly isNew: boolean
  readonly traces: EngineTraces
  /** The graphs of the engine that are this run's, by number. */
  readonly graphs: readonly number[]
  /** Brings a file of this machine to where the engine can read it. */
  bring(file: string): Promise<BroughtFile>
  /** Whether other runs use the engine now. */
  isShared(): boolean
  /** What other runs have asked it and got no answer to: `worker 1: POST /_bulk (the run in /home/me/a)`; `undefined` where no other uses it. */
  othersUnderWay(): readonly string[] | undefined
  /** Whether others have used it since this run began to. */
  wasShared(): boolean
  /** As the engine's. */
  interruptedAt(): number | undefined
  /** As `DiskSpace.admit`, for this run; `undefined`: its room is not watched. */
  admitWrite(bytes: number): Promise<Admission | undefined>
  /** As `DiskSpace.shortage`; `undefined`: its room is not watched. */
  shortage(): string | undefined
  /** Fails with an UnexpectedStateError where the engine has ended by itself. */
  assertRuns(): Promise<void>
  /** Gives it back; with `retire` nobody gets it any more, and it is removed when the last has given it back. */
  release(options: { readonly retire: boolean }): Promise<void>
}
