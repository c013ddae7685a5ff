import type { AwsCredentials } from '../base/credentials.ts'
import type { Endpoint, Service } from '../base/endpoint.ts'
import type { EngineAddress } from '../base/engine-address.ts'
import { quoteTestName } from '../base/plain-text.ts'
import type { Clock } from '../wait/clock.ts'
import type { PluginWrite } from './changes/plugin-writes.ts'
import type { GateLimits } from './limits.ts'

/** Somebody whose requests the gate lets through: one worker of the run, or the run itself. */
export interface Identity {
  readonly credentials: AwsCredentials
  /** The worker's slot, counted from 1 as VITEST_POOL_ID is; 0 is the run's main process. */
  readonly worker: number
  /** The test of the worker whose key it is; absent: it is the worker's own. */
  readonly test?: { readonly name?: string; readonly hasEnded?: boolean }
}

/** An identity as messages name it: `worker 3`, `test 'finds an airport' of worker 3`. */
export function identityName({ worker, test }: Identity): string {
  const name = worker === 0 ? "the run's main process" : `worker ${worker}`
  return test ? `${testName(test)} of ${name}` : name
}

/** A test as messages name it, without what a terminal obeys. */
export const testName = ({ name }: NonNullable<Identity['test']>): string =>
  name === undefined ? 'a test' : `test ${quoteTestName(name)}`

/** Whether there is room for a write of so many bytes: what to call once when it has ended, or why it may not go on. */
export type AdmitWrite = (
  bytes: number,
) => Promise<{ readonly end: () => void } | { readonly rejected: string } | undefined>

/**
 * The tests that a worker was at, at a time in milliseconds since the Unix epoch, quoted, and without what a terminal
 * obeys; `undefined` where none is known.
 */
export type TestAt = (worker: number, at: number) => string | undefined

/** Who keeps what a worker's graph holds, at levels from 1 on, and brings it back. Each fails with what a person should know. */
export interface BaselineStore {
  /** Keeps what the graph holds now; what was kept at this level before is forgotten. */
  keep(worker: number, level: number): Promise<void>
  /** Brings the graph back to what was kept, and proves it. */
  restore(worker: number, level: number): Promise<void>
  /** Forgets what was kept at this level and above. */
  forget(worker: number, level: number): Promise<void>
}

/** What a gate knows of the runs that share its engine. */
export interface SharedEngine {
  /** What the names of this run's indices start with. */
  readonly prefix: string
  /** Whether other runs use the engine now. */
  readonly isShared: () => boolean
  /**
   * What other runs have asked the engine and got no answer to: `worker 1: POST /_bulk (the run in /home/me/a)`;
   * `undefined` where no other uses it, which is the default.
   */
  readonly others?: () => readonly string[] | undefined
}

/** What the gate says of Neptune at `/status`; taken from what the real server reports. */
export interface GraphServerStatus {
  /** When the engine was ready. */
  readonly startTime: Date
  /** The TinkerPop version of the server: `3.7.5`. */
  readonly gremlinVersion: string
  /** The Neptune engine it stands in for: `1.4.5.0`; default: the newest that speaks this TinkerPop. */
  readonly engineVersion?: string | undefined
}

export interface GateOptions {
  readonly service: Service
  /** The region every signature must be scoped to. */
  readonly region: string
  /** The port to listen on, on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** Certificate and key the gate serves, and the authority clients are told to trust; PEM. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly authority: string }
  /** Who an access key belongs to; `undefined`: nobody we know. */
  readonly identify: (accessKeyId: string) => Identity | undefined
  /** Everybody whose key is known, so that a rejection can say whose credentials were mixed up; default nobody. */
  readonly identities?: () => Iterable<Identity>
  /** Where the engine is, once it is known. Until then the gate answers 503. */
  readonly engine: () => EngineAddress | undefined
  /** When the engine last ended a query that filled its heap, in milliseconds since the Unix epoch; default never. */
  readonly interruptedAt?: () => number | undefined
  /** Only for Neptune, and needed there: the traversal source (`g3`) a worker's requests are routed to, and the server's own report. */
  readonly graph?: {
    readonly traversalSource: (worker: number) => string
    readonly status: () => GraphServerStatus | undefined
    /** Whether `io()` may read this file, by its path as the engine sees it; default none. */
    readonly mayRead?: (file: string) => boolean
    /** Who keeps a worker's graph for it; default nobody can. */
    readonly keeper?: BaselineStore
  }
  /**
   * Whether the namespace of every worker is known to be as it should when the gate opens, so that nothing counts as
   * changed until a request that can change something has passed; default false.
   */
  readonly isPristine?: boolean
  /** What it takes in at most; each by default as in `defaultLimits`. */
  readonly limits?: Partial<GateLimits>
  /**
   * Only for OpenSearch, where other runs may use the engine: default nobody does. While they do, a search without an
   * `X-Opaque-Id` has one on its way to the engine, by which it is known whether the engine is still at it.
   */
  readonly shared?: SharedEngine | undefined
  /** Asked before a write of so many bytes goes on; default every write may. Never fails. */
  readonly admitWrite?: AdmitWrite | undefined
  /** What is said of a write that failed because there was no room; default nothing. */
  readonly shortage?: (() => string | undefined) | undefined
  /** Asked where a request has to be named to other runs; default by its worker only. */
  readonly testAt?: TestAt | undefined
  /**
   * Only for OpenSearch: what `X-Opaque-Id` of a worker's requests that can change something starts with on their way to
   * the engine, by which it tells the tasks of that worker. Answers carry the client's own id. Default: it passes as it came.
   */
  readonly markOf?: (worker: number) => string
  /**
   * What the names of all that the run makes start with, `vaf-7wovf-`: that of the views that workers open. Default: they
   * cannot open any.
   */
  readonly viewsPrefix?: string | undefined
  readonly clock?: Clock
}

/** What a worker asks its gate itself, and not the service behind it; see the contract of `Gate`. */
export const ownPaths = {
  changes: '/_aws_fixtures/changes',
  loss: '/_aws_fixtures/loss',
  /** And the level. */
  kept: '/_aws_fixtures/kept/',
  /** And the id of a view, which the worker chooses. */
  views: '/_aws_fixtures/views/',
} as const

/**
 * The way to an engine: TLS on 127.0.0.1, every SigV4 signature verified before a byte goes on.
 *
 * Besides relaying, it remembers for each worker whether a request that can change something has passed, and answers
 * `GET /_aws_fixtures/changes` (signed like any request) with `{"changed": boolean}` for the worker that asks: unless
 * the gate is pristine, `true` until the worker has said for the first time that its namespace is as it should be.
 * A request counts until the engine has answered it, also where its client does not wait any more; `GET` waits for those
 * of the worker, for the run itself for those of all. `late` names what takes a while, which is cut where that is
 * possible; `underWay` names what goes on nevertheless.
 * `plugins` has what the worker has asked of the APIs of plugins since then, and what was answered: see `PluginWrite`.
 * It says `"lost": true`, once, where what the worker had in an engine went with it.
 * Sessions of Gremlin that are open by then are closed, and so rolled back; `ended` names those that their clients left.
 * `DELETE` on the same path says that the namespace is as it should be, and is answered with `changed` alone: `true` where
 * a change is still under way, or `plugins` has not told all.
 * `DELETE /_aws_fixtures/loss` takes note of a loss as `GET` does, with `{"lost": boolean, "changed": boolean}`, and neither
 * waits nor closes. Like `GET` it tells in `rejected` what was rejected since: of the worker's own requests, and of those
 * that bear no key of the run.
 * `PUT /_aws_fixtures/kept/1` says that the worker's tests have to find what is there now, and has the graph keep it where
 * it is a stand-in's; `POST` brings the graph back to that; `DELETE` forgets it, at that level and above. None counts as a change.
 * `PUT /_aws_fixtures/views/<id>` opens a view for a key, see `ViewRequest`; `DELETE` ends it, see `ViewEnd`.
 */
export interface Gate {
  readonly endpoint: Endpoint
  /** Whether a worker's namespace may hold anything but what the run has put there; also once the gate is closed. */
  hasChanged(worker: number): boolean
  /** How many requests of tests, and of nobody known, it has rejected. */
  rejected(): number
  /** The requests that the engine had not answered when it ended just now, three at most: `worker 2: POST /_bulk`. */
  underWay(): readonly string[]
  /**
   * Waits until the engine has done with every request that can change something, at most `timeoutMs` milliseconds,
   * default 30,000. What takes a while is cut where that can be.
   * Returns what it has not done with: `POST /_bulk (20 s)`. Never fails.
   */
  settle(timeoutMs?: number): Promise<readonly string[]>
  /**
   * The engine has ended, and another takes its place. Until `replaced` is settled requests of workers wait; those of
   * workers whose namespace had changed are rejected with `message` until they look whether they have to restore it.
   */
  replaceEngine(message: string, replaced: Promise<void>): void
  /** Whether a worker's request can have made a thing of this name outside of the run's prefix. */
  canHaveMade(name: string): boolean
  /** What workers have made by the APIs of plugins; a thousand at most, the newest. */
  pluginWrites(): readonly PluginWrite[]
  /**
   * The tests that can have made it, quoted; none where that is not known. `createdAt`: when it was made, in milliseconds
   * since the Unix epoch; default unknown.
   */
  makersOf(name: string, createdAt?: number): readonly string[]
  /** Stops listening and drops every connection. */
  close(): Promise<void>
}
