import { randomUUID } from 'node:crypto'
import type { Client } from '@opensearch-project/opensearch'
import type { process as gremlinProcess } from 'gremlin'
import type { CredentialsProvider } from '../base/credentials.ts'
import { services } from '../base/endpoint.ts'
import type { LentConnection, NeptuneConnection } from '../clients/gremlin/client.ts'
import { CleanupError, NamespaceError } from '../errors/errors.ts'
import type { IndexNamespace } from '../isolation/index/index-namespace.ts'
import { removeUnder } from '../isolation/index/remove-under.ts'
import type { GraphPartition } from '../isolation/partition/graph-partition.ts'
import type { LentClients } from './lent-clients.ts'
import * as messages from './messages.ts'
import type { Mutex, MutexTicket } from './mutex.ts'
import type { IndicesWorker } from './test-indices.ts'
import { openTestIndices } from './test-indices.ts'
import { TestLifetime } from './test-lifetime.ts'
import type { OpenedView } from './views/file-views.ts'
import type { WorkerNamespace } from './worker-namespace.ts'

/** The grace time after the end of a test before its unanswered requests are cut, in milliseconds. */
const GRACE_MS = 300

/** The grace time without a gate. It is longer, because nothing tells when the service ends a cut request, whose writes the next test would find. */
const BLIND_GRACE_MS = 30_000

/** The shortest wait for the graph that is reported, in milliseconds. */
const SHORT_WAIT_MS = 50

/** The parts of a worker that a test's scope uses. */
export interface ScopeWorker extends IndicesWorker {
  /** The clients that tests are given. */
  readonly lent: Pick<LentClients, 'opensearch' | 'neptune'>
  /** Its own credentials. */
  readonly credentials: CredentialsProvider
  neptune(): Promise<NeptuneConnection>
  readonly namespace: Pick<WorkerNamespace, 'cleanGraph'>
  /** Held by the test that uses the graph; the others wait for it. */
  readonly graphMutex: Mutex
  /** Prints a warning. */
  tell(message: string): void
}

export interface TestScopeOptions {
  readonly worker: ScopeWorker
  readonly indexPrefix: string
  /** The test's name, with its file. */
  readonly name: string
  /** Whether the scope is a seed's. A seed works on the indices of the seeds before it, and not on copies; default false. */
  readonly isSeed?: boolean
  /** The test's view of the indices; absent: it has none, and names under its prefix. */
  readonly view?: OpenedView | undefined
}

/** A test's graph, as fixtures hand it out. */
export interface TestGraph extends NeptuneConnection {
  /**
   * A traversal source over what this test may change: at isolation level `partition` the elements it has made, at level
   * `exclusive` the whole graph.
   */
  readonly owned: gremlinProcess.GraphTraversalSource
}

/**
 * The things one test may touch: the indices under its prefix, and the worker's graph while the test holds it, or, at
 * isolation level `partition`, its own part of the graph that all share.
 */
export class TestScope {
  readonly #indexPrefix: string
  readonly #worker: ScopeWorker
  /** With its file. */
  readonly name: string
  readonly #isSeed: boolean
  /** The test's view; `undefined`: it has none. */
  readonly view: OpenedView | undefined
  readonly #lifetime: TestLifetime
  #usesPrefix = false
  #indices: IndexNamespace | undefined
  #client: Promise<Client> | undefined
  #connection: Promise<LentConnection> | undefined
  #hasTold = false
  #graphTicket: MutexTicket | undefined
  readonly #stopped = new AbortController()
  #partition: Promise<GraphPartition> | undefined

  constructor({ worker, indexPrefix, name, isSeed = false, view }: TestScopeOptions) {
    this.#isSeed = isSeed
    this.view = view
    this.#worker = worker
    this.name = name
    this.#lifetime = new TestLifetime(name)
    this.#indexPrefix = indexPrefix
  }

  /** The start of the names of this test's indices. */
  get indexPrefix(): string {
    this.#usesPrefix = true
    return this.#indexPrefix
  }

  /** What the test's own clients sign with. */
  get credentials(): CredentialsProvider {
    const { view } = this
    return view ? async () => view.credentials : this.#worker.credentials
  }

  /** The test's own client. */
  opensearch(): Promise<Client> {
    this.#client ??= this.#worker.lent.opensearch(this.#lifetime, this.view && this.credentials)
    return this.#client
  }

  /** The test's own indices. Each is created when a fixture first needs it. */
  indices(): IndexNamespace {
    const { view } = this
    const prefix = this.indexPrefix
    this.#indices ??= openTestIndices({
      worker: this.#worker,
      prefix,
      view,
      isSeed: this.#isSeed,
      lookUp: this.#lookUp,
    })
    return this.#indices
  }

  /** Fails where the test has ended. */
  readonly #lookUp = (name: string): void => this.#lifetime.begin({ fixture: `indices.${name}` }, () => {})()

  /** The same as `indexPrefix`, after the data of seeds is available under it. In a view, names have no prefix. */
  async prefixWithSeeds(): Promise<string> {
    if (this.view) return ''
    const seeded = Object.keys(this.#worker.seeds.sources)
    if (seeded.length > 0) await this.indices().copy(seeded)
    return this.indexPrefix
  }

  /**
   * The worker's graph, for this test alone until it ends, where concurrent tests of one file wait for each other; or
   * this test's part of the shared one, without waiting.
   */
  async graph(): Promise<TestGraph> {
    if (this.#worker.run.isolation === 'partition') {
      this.#partition ??= this.#openPartition()
      const { neptune, own } = await this.#partition
      return { ...neptune, owned: own }
    }
    this.#graphTicket ??= this.#worker.graphMutex.acquire(this.name, this.#stopped.signal)
    // Vitest does not wait for a test whose time is up. One that was stopped while it waited never has the graph.
    await this.#graphTicket.acquired
    const neptune = await this.#connect()
    return { ...neptune, owned: neptune.g }
  }

  /** A part of the shared graph for this test alone. */
  async #openPartition(): Promise<GraphPartition> {
    const { run } = this.#worker
    const connection = await this.#connect()
    const [{ GraphPartition }, { resolveDriver }, { g: cleaner }] = await Promise.all([
      import('../isolation/partition/graph-partition.ts'),
      import('../clients/gremlin/client.ts'),
      this.#worker.neptune(),
    ])
    const dataset = run.neptune?.graph?.partition
    const own = `${this.#indexPrefix}${randomUUID()}`
    return new GraphPartition({ connection, cleaner, driver: resolveDriver(run.root), own, dataset })
  }

  /** Whether a warning has named requests that the test left unanswered. */
  get hasTold(): boolean {
    return this.#hasTold
  }

  #connect(): Promise<LentConnection> {
    this.#connection ??= this.#worker.lent.neptune(this.#lifetime)
    return this.#connection
  }

  /** Stops the test: cuts its requests under way. Its hooks can send further ones. */
  stop(): void {
    this.#stopped.abort(new NamespaceError(messages.stoppedBeforeGraph(this.name)))
    this.#note(this.#lifetime.stop())
  }

  /** Ends the test and its hooks: its clients reject all further requests, and unanswered ones are cut after the grace time. */
  async close(): Promise<void> {
    const { run } = this.#worker
    const isCutAnywhere = services.every((service) => run[service]?.hasGate ?? true)
    this.#note(await this.#lifetime.end(isCutAnywhere ? GRACE_MS : BLIND_GRACE_MS))
    const open = await this.#connection?.then((connection) => connection.end()).catch(() => 0)
    if (open) this.#note(messages.transactionsOpen(this.name, open))
  }

  #note(message: string | undefined): void {
    if (message === undefined) return
    this.#hasTold = true
    this.#worker.tell(message)
  }

  /** How long the test has waited for the graph, for messages; `undefined` below 50 ms. */
  get waited(): string | undefined {
    const ticket = this.#graphTicket
    if (!ticket || ticket.behind.length === 0 || ticket.waitedMs < SHORT_WAIT_MS) return undefined
    return messages.waitedForGraph(ticket)
  }

  /** Removes what only this test can have made, while other tests of the same worker still run. */
  async removeOwn(): Promise<void> {
    const removals = await Promise.allSettled([
      this.view
        ? this.#worker.views?.ended.remove()
        : this.#usesPrefix && removeUnder(this.#worker.opensearch(), this.#indexPrefix),
      // If the test has not acquired the graph, its contents belong to another test.
      this.#graphTicket?.isAcquired && this.#worker.namespace.cleanGraph(),
      this.#partition?.then((partition) => partition.remove()),
    ])
    const failures = removals.flatMap((removal, at) =>
      removal.status === 'rejected' ? [{ step: at === 0 ? 'indices' : 'graph', error: removal.reason }] : [],
    )
    if (failures.length > 1) throw new CleanupError(failures)
    if (failures[0]) throw failures[0].error
  }

  /** Gives the graph to the next test. */
  end(): void {
    this.#graphTicket?.release()
  }
}
