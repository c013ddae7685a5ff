import type { AwsCredentials } from '../base/credentials.ts'
import type { Endpoint, Service } from '../base/endpoint.ts'
import { RUN_ID } from '../base/run-id.ts'
import type { CredentialsSource } from '../credentials/endpoint-credentials.ts'
import { EMPTY_INDEX } from '../dataset/dataset.ts'
import type { SourceIndex } from '../dataset/load-indices.ts'
import { ConfigError } from '../errors/errors.ts'
import type { PlainError } from '../errors/plain-error.ts'
import type { Layer } from '../gate/views/view.ts'
import type { ProcessIdentity } from '../process/process-identity.ts'
import * as messages from './messages.ts'

/** A run as workers get it: plain data that Vitest sends to them. */
export type ProvidedRun =
  | JoinedRun
  /** No test file of the run needs the services. */
  | { readonly state: 'idle' }
  /** The set-up failed. Every file that needs the services fails with the reason, also on a rerun in watch mode. */
  | { readonly state: 'failed'; readonly error: PlainError; readonly files: readonly string[] | 'all' }

/** A run as its target prepares it, the same for every project that joins it. */
export interface ReadyRun {
  readonly state: 'ready'
  /** `vaf-3f9c2`; every name this run makes starts with it. */
  readonly id: string
  readonly region: string
  /** The run's own folder on this machine, where workers note their current tests; absent: nothing reads the notes. */
  readonly directory?: string
  /** The process that runs its engines; absent where they are not on this machine. */
  readonly daemon?: ProcessIdentity
  /** How many workers may run at the same time. Their slots are 1 to this number, as in VITEST_POOL_ID. */
  readonly workers: number
  readonly credentials: RunCredentials
  readonly isolation: 'exclusive' | 'partition'
  readonly opensearch?: ProvidedOpenSearch
  readonly neptune?: ProvidedNeptune
}

/** The source of the credentials that workers sign with. */
export type RunCredentials =
  /** Credentials by slot. Each worker signs with its own, by which the gate recognises it. Slot 0 is the run itself. */
  | { readonly from: 'run'; readonly identities: readonly AwsCredentials[] }
  /** Each worker asks the AWS SDK's provider chain. No secret is provided or put into its environment. */
  | { readonly from: 'chain' }
  /** The run serves and renews the credentials of its role. Only the address of that endpoint is provided. */
  | ({ readonly from: 'endpoint' } & CredentialsSource)

/** A run as the workers of one project get it. */
export interface JoinedRun extends ReadyRun {
  /** The folder of the user's project, from which the user's own clients are resolved. */
  readonly root: string
  /** Whether the credentials are in the environment of the workers. */
  readonly exportCredentials: boolean
  /** Variables that differ from worker to worker, or are empty in views, by name. */
  readonly workerVariables: Readonly<Record<string, 'opensearch.indexPrefix'>>
  /** The test files that need it, by absolute path; a worker of another file does not ask for it. */
  readonly files: readonly string[] | 'all'
}

export interface ProvidedOpenSearch {
  readonly endpoint: Endpoint
  /** Whether a gate or bridge is in front of it, which knows the requests that the engine has not finished. */
  readonly hasGate: boolean
  /** Whether the gate notes for each worker if something may have changed. Otherwise a worker always lists what is there. */
  readonly notesChanges: boolean
  /** The source of each index of the dataset, which tests clone, by the dataset's name for it. */
  readonly sources: Readonly<Record<string, SourceIndex>>
  /** The one that the `index` fixture gives to tests, where the options name it. */
  readonly only?: string
  /**
   * The sealed indices that each view begins with: those of the dataset, or none. Absent: tests have no views, and names of
   * indices under prefixes of their own.
   */
  readonly layers?: readonly Layer[]
}

export interface ProvidedNeptune {
  readonly endpoint: Endpoint
  /** The TinkerPop version of the server, which decides how `iterate()` ends. */
  readonly version: string
  /** As in `ProvidedOpenSearch`. */
  readonly hasGate: boolean
  readonly notesChanges: boolean
  /** How the graph is filled and emptied: at once by the engine, or in steps that are each shorter than the time limit of a query. */
  readonly loading: GraphLoading
  /** The contents of the graph before a test, for a worker's own graph or the shared one; absent: the graph is empty. */
  readonly graph?: GraphSource
  /**
   * A lock file on this machine. It lets one worker at a time use the graph, for a whole test file, where workers share one
   * graph and their tests need it alone. Absent: no worker waits.
   */
  readonly leaseFile?: string
}

/** How a dataset's graph is loaded: the engine reads a file by `io()`, or steps add its elements. */
export type GraphLoading = 'io' | 'steps'

/** A dataset's graph in a file of the run, in the format that the engine reads, or in the one that a worker reads. */
export interface GraphSource {
  readonly file: string
  readonly vertexCount: number
  readonly edgeCount: number
  /** The value of the partition key on the dataset's elements; only at isolation level `partition`. */
  readonly partition?: string
  /** The fingerprint of the graph after loading, where the run itself has loaded it. A graph with this fingerprint need not be restored. */
  readonly fingerprint?: string
}

/** The index prefix in a worker's environment. The own prefixes of all its tests start with it. */
export function workerIndexPrefix(run: string, slot: number): string {
  return `${run}-w${slot}-`
}

/** The dataset's name for the index that the fixture `index` gives; `undefined` where the dataset has several, and none is named. */
export function nameOfIndex({ sources, only }: Pick<ProvidedOpenSearch, 'sources' | 'only'>): string | undefined {
  const names = Object.keys(sources)
  if (names.length === 0) return EMPTY_INDEX
  return only ?? (names.length === 1 ? names[0] : undefined)
}

/** Matches the names of indices of any test of any run within a text. The first group is the part after the prefix. */
export const testNames = new RegExp(`${RUN_ID}-w\\d+-(?:t\\d+-)?([^\\s"'\`*\\\\/<>|?,#:()[\\]{}]*)`, 'g')

/** A service of the run. Fails with a ConfigError that names the missing option. */
export function requireService<Name extends Service>(run: JoinedRun, service: Name): NonNullable<JoinedRun[Name]> {
  const provided = run[service]
  if (provided) return provided
  throw new ConfigError(messages.serviceNotConfigured(service))
}
