import type { SourceIndex } from '../dataset/load-indices.ts'
import type { AwsCredentials } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'

/** What a session gives to the workers: plain data that Vitest carries to them. */
export type ProvidedSession =
  | JoinedSession
  /** No test file of the run needs the services. */
  | { readonly state: 'idle' }
  /** The set-up failed; every fixture repeats why, also on a rerun in watch mode. */
  | { readonly state: 'failed'; readonly message: string }

export interface ReadySession {
  readonly state: 'ready'
  /** `vaf-3f9c2a`; every name this session makes starts with it. */
  readonly id: string
  readonly region: string
  /** The folder of the user's project, from which the user's own Gremlin driver is looked up. */
  readonly root: string
  /** By slot, as VITEST_POOL_ID counts: a worker signs with its own, which is how the gate knows it. Slot 0 is the run itself. */
  readonly identities: readonly AwsCredentials[]
  readonly exportCredentials: boolean
  readonly isolation: 'exclusive' | 'partition'
  /** Variables that differ from worker to worker, by name. */
  readonly workerVariables: Readonly<Record<string, 'opensearch.indexPrefix'>>
  readonly opensearch?: ProvidedOpenSearch
  readonly neptune?: ProvidedNeptune
}

/** A session as one project's workers are given it. */
export interface JoinedSession extends ReadySession {
  /** The test files that need it, by absolute path; a worker of another file does not even look at it. */
  readonly files: readonly string[] | 'all'
}

export interface ProvidedOpenSearch {
  readonly endpoint: Endpoint
  /** What each index of the dataset is cloned from, by the dataset's name for it. */
  readonly sources: Readonly<Record<string, SourceIndex>>
  /** Which of them the `index` fixture hands out, where the user said so. */
  readonly only?: string
}

export interface ProvidedNeptune {
  readonly endpoint: Endpoint
  /** The TinkerPop version of the server, which decides how `iterate()` ends. */
  readonly version: string
  /** What the graph holds before a test, a worker's own or the shared one; absent: nothing. */
  readonly graph?: GraphSource
}

/** A dataset's graph in a file that the engine itself can read. */
export interface GraphSource {
  readonly file: string
  readonly vertexCount: number
  readonly edgeCount: number
}

/** The index prefix a worker's environment carries: all its tests' own prefixes start with it. */
export function workerIndexPrefix(session: string, slot: number): string {
  return `${session}-w${slot}-`
}
