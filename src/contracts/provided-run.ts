import type { AwsCredentials } from '../base/credentials.ts'
import type { Endpoint, Service } from '../base/endpoint.ts'
import { RUN_ID } from '../base/run-id.ts'
import type { CredentialsSource } from '../credentials/endpoint-credentials.ts'
import type { SourceIndex } from '../dataset/load-indices.ts'
import { ConfigError } from '../errors/errors.ts'
import type { PlainError } from '../errors/plain-error.ts'
import type { ProcessIdentity } from '../process/process-identity.ts'
import * as messages from './messages.ts'

/** A run as workers are given it: plain data that Vitest carries to them. */
export type ProvidedRun =
  | JoinedRun
  /** No test file of the run needs the services. */
  | { readonly state: 'idle' }
  /** The set-up failed; every file that needs the services repeats why, also on a rerun in watch mode. */
  | { readonly state: 'failed'; readonly error: PlainError; readonly files: readonly string[] | 'all' }

/** A run as its target makes it ready: the same for every project that joins it. */
export interface ReadyRun {
  readonly state: 'ready'
  /** `vaf-3f9c2`; every name this run makes starts with it. */
  readonly id: string
  readonly region: string
  /** The run's own folder on this machine, where workers note which tests they are at; absent: nobody asks. */
  readonly directory?: string
  /** The process in which its engines live; absent where they are not of this machine. */
  readonly daemon?: ProcessIdentity
  /** How many workers may run at the same time: their slots, as VITEST_POOL_ID counts, are 1 to this. */
  readonly workers: number
  readonly credentials: RunCredentials
  readonly isolation: 'exclusive' | 'partition'
  readonly opensearch?: ProvidedOpenSearch
  readonly neptune?: ProvidedNeptune
}

/** The source of the credentials that workers sign with. */
export type RunCredentials =
  /** By slot: each worker signs with its own, which is how the gate knows it. Slot 0 is the run itself. */
  | { readonly from: 'run'; readonly identities: readonly AwsCredentials[] }
  /** Each worker asks the AWS SDK's provider chain: nothing secret is provided, or put into its environment. */
  | { readonly from: 'chain' }
  /** The run gives out and renews the credentials of its role: only the address of its endpoint is provided. */
  | ({ readonly from: 'endpoint' } & CredentialsSource)

/** A run as the workers of one project are given it. */
export interface JoinedRun extends ReadyRun {
  /** The folder of the user's project, from which the user's own clients are resolved. */
  readonly root: string
  /** Whether the environment of the workers carries the credentials. */
  readonly exportCredentials: boolean
  /** Variables that differ from worker to worker, by name. */
  readonly workerVariables: Readonly<Record<string, 'opensearch.indexPrefix'>>
  /** The test files that need it, by absolute path; a worker of another file does not ask for it. */
  readonly files: readonly string[] | 'all'
}

export interface ProvidedOpenSearch {
  readonly endpoint: Endpoint
  /** Whether a gate, or a bridge, stands before it, and knows what the engine has not done with. */
  readonly hasGate: boolean
  /** Whether the gate remembers for each worker if something may have changed; otherwise a worker always lists what is there. */
  readonly notesChanges: boolean
  /** The source of each index of the dataset, which tests clone, by the dataset's name for it. */
  readonly sources: Readonly<Record<string, SourceIndex>>
  /** Which of them the `index` fixture hands out, where the user said so. */
  readonly only?: string
}

export interface ProvidedNeptune {
  readonly endpoint: Endpoint
  /** The TinkerPop version of the server, which decides how `iterate()` ends. */
  readonly version: string
  /** As in `ProvidedOpenSearch`. */
  readonly hasGate: boolean
  readonly notesChanges: boolean
  /** How the graph is filled, and so emptied: at once by the engine, or in steps that each end before a query's time does. */
  readonly loading: GraphLoading
  /** The contents of the graph before a test, a worker's own or the shared one; absent: the graph is empty. */
  readonly graph?: GraphSource
  /**
   * A file on this machine by which workers take turns, for a test file at a time, where tests that need the graph alone
   * have one graph between them. Absent: nobody waits.
   */
  readonly leaseFile?: string
}

/** How a dataset's graph comes into a graph: the engine reads a file by `io()`, or steps add its elements. */
export type GraphLoading = 'io' | 'steps'

/** A dataset's graph in a file of the run's: of the form that the engine reads, or that a worker does. */
export interface GraphSource {
  readonly file: string
  readonly vertexCount: number
  readonly edgeCount: number
  /** The value of the partition key on the dataset's elements; only at isolation level `partition`. */
  readonly partition?: string
  /** Of the graph as it was loaded, where the run itself has; a graph that has it need not be restored. */
  readonly fingerprint?: string
}

/** The index prefix a worker's environment carries: all its tests' own prefixes start with it. */
export function workerIndexPrefix(run: string, slot: number): string {
  return `${run}-w${slot}-`
}

/** The names of indices of any test of any run, within a text; the first group is what comes behind the prefix. */
export const testNames = new RegExp(`${RUN_ID}-w\\d+-(?:t\\d+-)?([^\\s"'\`*\\\\/<>|?,#:()[\\]{}]*)`, 'g')

/** The run's part for a service. Fails with a ConfigError that names the missing key. */
export function requireService<Name extends Service>(run: JoinedRun, service: Name): NonNullable<JoinedRun[Name]> {
  const provided = run[service]
  if (provided) return provided
  throw new ConfigError(messages.serviceNotConfigured(service))
}
