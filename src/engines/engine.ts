import type { Service } from '../base/endpoint.ts'
import type { EngineAddress } from '../base/engine-address.ts'
import type { Observation, ResourceKind } from '../resource/resource.ts'

/** Where an engine is to run, and what it is prepared for. */
export interface EnginePlace {
  /** A private folder that is empty: it takes the configuration and the data, and is removed with the engine. */
  readonly directory: string
  /** The folder for data, which does not exist yet and is removed with the engine; default: a folder in `directory`. */
  readonly dataDirectory?: string
  /** The file for the engine's output, which is kept after the engine has ended. */
  readonly logFile: string
  /** How many graphs to make: `g0` for the run itself and one for each worker. OpenSearch ignores it. */
  readonly graphs: number
  /** The cache with the class archives, which make a start short; default: none is used. */
  readonly cacheDirectory?: string
  /** Whether the engine notes its classes where it has no archive, so that `trainArchives` can make one; default false. */
  readonly notesClasses?: boolean
}

/** An engine's program, which has been fetched or found and is ready to be started. */
export interface EngineSource {
  readonly service: Service
  /** The engine's version: `2.19.1`. */
  readonly version: string
  /** Engines whose sources have the same key can replace each other. */
  readonly key: string
  /** Whether it can keep its data in a given folder of this machine. */
  readonly usesDataFolder: boolean
  /** For how long after its start an engine is given to further runs, in milliseconds; default: while it runs. */
  readonly servesMs?: number
  /** The pause between two polls while it starts, in milliseconds. */
  readonly intervalMs: number
  /** Makes a kind that knows one engine: the one that it creates. */
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
  /** The heap of its JVM, in MiB. */
  readonly heapMb: number
}

/** The result of one look at an engine. */
export interface EngineObservation extends Observation {
  /** `failed` comes with a detail that quotes the last lines of the log. */
  readonly state: 'starting' | 'ready' | 'failed' | 'stopping'
  /** The id of its process, where that runs on this machine. */
  readonly pid?: number
  /** The id of its container, where it runs in one. */
  readonly container?: string
  /** Where it listens, once known. */
  readonly address?: EngineAddress
  /** The version that the server reports, once it is ready. */
  readonly version?: string
  /** The time from its start until it was ready, in milliseconds. */
  readonly startedInMs?: number
  /** The class archive that it was started with. */
  readonly archive?: string
}

/** A real engine: a JVM, as a process of this machine or in a container. */
export interface Engine {
  /** One look; `undefined` once the process is gone after `stop`. A process that ended by itself is `failed`. */
  observe(): Promise<EngineObservation | undefined>
  /** Kills it, because nothing of it is kept; resolves when it is gone. */
  stop(): Promise<void>
  /** Resolves when its process has ended, in whatever way; absent: only `observe` tells that. */
  ended?(): Promise<void>
  /** When it last interrupted a query that filled its heap, in milliseconds since the Unix epoch; absent: never, or unknown. */
  interruptedAt?(): number | undefined
  /** Copies a file of this machine to a place that it can read; absent: it reads this machine's files. */
  bring?(file: string): Promise<BroughtFile>
}

/** A file that an engine can read. */
export interface BroughtFile {
  /** Its path for the engine. */
  readonly path: string
  remove(): Promise<void>
}

/** An engine as a resource. */
export interface EngineKind extends ResourceKind<EnginePlace, EngineObservation> {
  /** As the engine's `bring`; the file itself where the engine reads this machine's files. The engine must be ready. */
  bring(file: string): Promise<BroughtFile>
  /** As the engine's `ended`. */
  ended(): Promise<void> | undefined
  /** As the engine's `interruptedAt`. */
  interruptedAt(): number | undefined
}

/** Starts the process without waiting until it is ready, which `observe` tells. */
export type StartEngine = (spec: EngineSpec) => Promise<Engine>
