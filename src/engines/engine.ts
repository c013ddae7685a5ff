import type { Service } from '../base/endpoint.ts'
import type { EngineAddress } from '../base/engine-address.ts'
import type { Observation, ResourceKind } from '../resource/resource.ts'

/** Where an engine is to run, and for whom. */
export interface EnginePlace {
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

/** An engine's program: what has been fetched, or found, and is started without asking again. */
export interface EngineSource {
  readonly service: Service
  /** The engine's version: `2.19.1`. */
  readonly version: string
  /** Engines whose sources have the same key can stand in for each other. */
  readonly key: string
  /** Whether it can keep its data in a folder of this machine that is given to it. */
  readonly usesDataFolder: boolean
  /** How long after its start an engine is given to further runs, in milliseconds; default: for as long as it runs. */
  readonly servesMs?: number
  /** How often it is looked at while it starts, in milliseconds. */
  readonly intervalMs: number
  /** Makes a kind that knows one engine: the one it creates. */
  newKind(): EngineKind
}

/** What an engine of this machine is started from. */
export interface EngineSpec extends EnginePlace {
  /** The engine's version: `2.19.1`. */
  readonly version: string
  /** The `java` executable. */
  readonly java: string
  /** The jars, absolute. */
  readonly classPath: readonly string[]
  /** Of its JVM, in MiB. */
  readonly heapMb: number
}

/** What one look at an engine saw. */
export interface EngineObservation extends Observation {
  /** `failed` comes with a detail that quotes the last lines of the log. */
  readonly state: 'starting' | 'ready' | 'failed' | 'stopping'
  /** Its process, where that is one of this machine's. */
  readonly pid?: number
  /** The id of its container, where it is in one. */
  readonly container?: string
  /** Where it listens, once known. */
  readonly address?: EngineAddress
  /** The version the running server reports, once ready. */
  readonly version?: string
  /** Milliseconds from start to ready. */
  readonly startedInMs?: number
  /** The class archive it was started with. */
  readonly archive?: string
}

/** A real engine: a JVM, as a process of this machine or in a container. */
export interface Engine {
  /** One look; `undefined` once the process is gone after `stop`. A process that ended by itself is `failed`. */
  observe(): Promise<EngineObservation | undefined>
  /** Ends it by force, for nothing of it is kept; resolves when it is gone. */
  stop(): Promise<void>
  /** Resolves when the process that is ready has ended, however; absent: that is only seen by looking. */
  ended?(): Promise<void>
  /** When it last ended a query that filled its heap, in milliseconds since the Unix epoch; absent: never, or untold. */
  interruptedAt?(): number | undefined
  /** Brings a file of this machine to where it can read it; absent: it reads this machine's files. */
  bring?(file: string): Promise<BroughtFile>
}

/** A file where an engine can read it. */
export interface BroughtFile {
  /** As the engine names it. */
  readonly path: string
  remove(): Promise<void>
}

/** An engine as a resource. */
export interface EngineKind extends ResourceKind<EnginePlace, EngineObservation> {
  /** As the engine's; the file itself where it reads this machine's files. It must be ready. */
  bring(file: string): Promise<BroughtFile>
  /** As the engine's. */
  ended(): Promise<void> | undefined
  /** As the engine's. */
  interruptedAt(): number | undefined
}

/** Starts the process and returns at once; readiness is seen by `observe`. */
export type StartEngine = (spec: EngineSpec) => Promise<Engine>
