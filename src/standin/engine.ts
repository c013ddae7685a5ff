import type { Observation } from '../resource/resource.ts'

/** What an engine is started from. Plain data: it travels to the stand-in host. */
export interface EngineSpec {
  /** The engine's version: `2.19.1`. */
  readonly version: string
  /** The `java` executable. */
  readonly java: string
  /** The jars, absolute. */
  readonly classPath: readonly string[]
  /** A private folder that exists and is empty: configuration and data go here, and it is removed with the engine. */
  readonly directory: string
  /** Another one for data, which does not exist yet and is removed with the engine as well; default: in `directory`. */
  readonly dataDirectory?: string
  /** Where the engine's output goes; kept after the engine is gone. */
  readonly logFile: string
  /** How many graphs to make ready, `g0` for the run itself and one for each worker; ignored by OpenSearch. */
  readonly graphs: number
  /** Where class archives are kept, which make a start short; default: none is used. */
  readonly cacheDirectory?: string
  /** Whether it notes its classes where there is no archive, so that `trainArchives` can make one; default false. */
  readonly notesClasses?: boolean
}

/** What one look at an engine saw. */
export interface EngineObservation extends Observation {
  /** `failed` comes with a detail that quotes the last lines of the log. */
  readonly state: 'starting' | 'ready' | 'failed' | 'stopping'
  readonly pid?: number
  /** The port it serves on 127.0.0.1, once known. */
  readonly port?: number
  /** The version the running server reports, once ready. */
  readonly version?: string
  /** Milliseconds from start to ready. */
  readonly startedInMs?: number
  /** The class archive it was started with. */
  readonly archive?: string
}

/** A real engine: one JVM process on 127.0.0.1. */
export interface Engine {
  /** One look; `undefined` once the process is gone after `stop`. A process that ended by itself is `failed`. */
  observe(): Promise<EngineObservation | undefined>
  /** Ends the process by force, for nothing of it is kept; resolves when it is gone. */
  stop(): Promise<void>
}

/** Starts the process and returns at once; readiness is seen by `observe`. */
export type StartEngine = (spec: EngineSpec) => Promise<Engine>
