import type { NeptuneConnection } from '../client/gremlin-client.ts'
import type { OpenSearchRequests } from '../client/opensearch-requests.ts'
import { NamespaceError } from '../errors.ts'
import { restoreGraph } from '../namespace/graph-namespace.ts'
import { endUnder } from '../namespace/remove-under.ts'
import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import type { Service } from '../resource/endpoint.ts'
import type { ChangeWatch, WatchHooks } from './changes.ts'
import { watchOf } from './changes.ts'
import { cleanWhereChanged } from './clean-where-changed.ts'
import { EndedTests } from './ended-tests.ts'
import type { Seed } from './file-seeds.ts'
import { FileSeeds } from './file-seeds.ts'
import type { GraphKeeper } from './graph-keeper.ts'
import type { GraphTurn } from './graph-turn.ts'
import { HitTests } from './hit-tests.ts'
import { LentClients } from './lent-clients.ts'
import { MadeBeforeTests } from './made-before-tests.ts'
import type { ReadySession } from './provided-session.ts'
import { requireService, workerIndexPrefix } from './provided-session.ts'
import { RefusedOfTests } from './refused-of-tests.ts'
import { Seeding } from './seeding.ts'
import { TestNotes } from './test-notes.ts'
import { TestScope } from './test-scope.ts'
import { Turn } from './turn.ts'
import { WorkerClients } from './worker-clients.ts'
import { mintedIdentity, workerCredentials } from './worker-credentials.ts'

/** What is known of a test that begins. */
export interface BeginTest {
  /** With its file. */
  readonly name?: string
  readonly signal?: AbortSignal
  /** The id of the describe or file it stands in. */
  readonly suite?: string | undefined
}

/**
 * A worker's part of the session: its clients, and the emptying of its namespace between tests.
 *
 * One test at a time is the rule; where a file runs tests concurrently, each has its own index prefix, they take turns
 * on the graph, and what their own clients left is removed when the last of them has ended.
 *
 * At isolation level `partition` the graph is shared by all workers, each test removes what it has made itself, and what
 * is left to be done for the worker is done once a file.
 */
export class WorkerSession {
  readonly session: ReadySession
  /** What its clients sign with. */
  readonly credentials: CredentialsProvider
  /** Those credentials where they were minted for this worker, and so can be given to the code under test. */
  readonly identity: AwsCredentials | undefined
  /** What the names of all indices this worker makes start with. */
  readonly indexPrefix: string
  /** The clients that tests are given. */
  readonly lent: LentClients
  /** Told what a person should know, where it does not fail. */
  readonly tell: (message: string) => void
  /** What its gates have refused, to be told with the tests that failed. */
  readonly refused = new RefusedOfTests()
  /** Where it notes what it is at; absent: nobody asks. */
  readonly notes: TestNotes | undefined
  readonly #clients: WorkerClients
  /** What tests find besides the dataset. */
  readonly seeds: FileSeeds
  /** Runs what makes that. */
  readonly seeding: Seeding
  /** Whether anything may have changed, of each service there is. */
  readonly changes: Partial<Record<Service, ChangeWatch>>
  /** Where tests wait in line that need the graph. */
  readonly graphTurn = new Turn()
  readonly #early: MadeBeforeTests
  readonly #live = new Map<string, TestScope>()
  readonly #ended = new EndedTests()
  readonly #hit = new HitTests()
  #lastTest = 0
  #isClean = true
  #isStale = false
  #cleaning: Promise<void> | undefined
  #fileTurn: GraphTurn | undefined
  #keeper: GraphKeeper | undefined

  /** `slot` is the worker's VITEST_POOL_ID; `tell` is told what a person should know, where it does not fail. */
  constructor(session: ReadySession, slot: number, tell: (message: string) => void = () => {}) {
    this.session = session
    this.tell = tell
    this.credentials = workerCredentials(session, slot)
    this.lent = new LentClients(session, this.credentials, tell)
    this.#clients = new WorkerClients(session, this.credentials)
    this.identity = mintedIdentity(session, slot)
    this.indexPrefix = workerIndexPrefix(session.id, slot)
    this.notes = session.directory === undefined ? undefined : new TestNotes(session.directory, slot)
    const end = async () => endUnder(this.opensearch(), this.indexPrefix)
    const hooks: WatchHooks = {
      onLost: () => {
        this.#hit.note()
        this.seeds.noteLoss()
      },
      onRefused: (refused) => this.refused.note(refused),
      tell,
      ended: this.#ended,
    }
    this.changes = {
      ...(session.opensearch && { opensearch: watchOf(session.opensearch, this.credentials, { ...hooks, end }) }),
      ...(session.neptune && { neptune: watchOf(session.neptune, this.credentials, hooks) }),
    }
    this.seeds = new FileSeeds(this)
    this.seeding = new Seeding(this)
    this.#early = new MadeBeforeTests(this)
  }

  /** Whether a test runs now. */
  isTesting(): boolean {
    return this.#live.size > 0
  }

  /** What was provided for a service. Fails with a ConfigError that names the missing key. */
  requireService<Name extends Service>(service: Name): NonNullable<ReadySession[Name]> {
    return requireService(this.session, service)
  }

  /** The worker's own requests to OpenSearch: no test gets hold of them. */
  opensearch(): OpenSearchRequests {
    return this.#clients.opensearch()
  }

  /** The worker's own Gremlin connection: no test gets it. */
  neptune(): Promise<NeptuneConnection> {
    return this.#clients.neptune()
  }

  /**
   * Waits until this worker has the graph to itself, where all have one between them, and keeps it until `close`. To be
   * called before a test file's first `clean`; `tell` is told now and then what is waited for. Fails as `GraphTurn.take`.
   */
  async takeTurn(tell: (message: string) => void): Promise<void> {
    const file = this.session.neptune?.turns
    if (file === undefined) return
    const { GraphTurn } = await import('./graph-turn.ts')
    this.#fileTurn = await GraphTurn.take({ file, tell })
  }

  /**
   * Opens a test's scope; every fixture of the test works inside it. `name` is how other runs are told of it; `signal` is
   * aborted where it is stopped, because its time is up.
   */
  async beginTest(id: string, { name = id, signal, suite }: BeginTest = {}): Promise<void> {
    await this.seeding.leave()
    await this.ready()
    this.seeds.assertThere()
    if (this.#live.size === 0 && this.session.isolation === 'exclusive') await this.#early.look(suite)
    this.#lastTest += 1
    const scope = new TestScope({
      worker: this,
      indexPrefix: `${this.indexPrefix}t${this.#lastTest}-`,
      graphTurn: this.graphTurn,
      name,
    })
    signal?.addEventListener('abort', () => scope.stop(), { once: true })
    this.#live.set(id, scope)
    this.#hit.begin(id)
    this.refused.begin(id, name)
    this.notes?.begin(id, name)
  }

  /** Waits until the namespace is as tests have to find it. Fails as `clean` does. */
  async ready(): Promise<void> {
    while (this.#cleaning) await this.#cleaning
    // What the test before could not remove must not meet this one: try again, or fail here too.
    if (!this.#isClean) await this.clean()
  }

  /** The scope of a test that runs now. */
  scopeOf(id: string): TestScope {
    const scope = this.#live.get(id)
    if (!scope) {
      throw new NamespaceError([
        'A fixture of vitest-aws-fixtures was used outside a test.',
        'Use it in a test, beforeEach or afterEach, or in seed(), once for a file.',
      ])
    }
    return scope
  }

  /** Ends a test's scope: what it made is removed, and looking again finds nothing. */
  async endTest(id: string): Promise<void> {
    const scope = this.#live.get(id)
    this.#live.delete(id)
    this.notes?.end(id)
    try {
      await scope?.close()
      if (scope) this.#ended.add(scope.name, scope.hasTold)
      await this.#removeFrom(scope)
    } finally {
      scope?.end()
      this.#hit.end(id)
    }
  }

  /** Removes what a test has made; again, where its engine is replaced meanwhile. */
  async #removeFrom(scope: TestScope | undefined): Promise<void> {
    const isAlone = () => this.#live.size === 0 && this.session.isolation === 'exclusive'
    const remove = async () => (isAlone() ? this.clean() : scope?.removeOwn())
    // Before a request of its own, which would be refused. Whoever cleans asks as well.
    if (!isAlone()) await this.#noteLoss()
    try {
      await remove()
    } catch (failure) {
      if (!(await this.#noteLoss().catch(() => false))) throw failure
      await remove()
    }
  }

  /** Whether what this worker had in an engine is lost; the tests that run are hit then. */
  async #noteLoss(): Promise<boolean> {
    const losses = await Promise.all(Object.values(this.changes).map((watch) => watch.noteLoss()))
    return losses.includes(true)
  }

  /** Whether what a test had written went with an engine that was replaced. Says so once. */
  wasHit(id: string): boolean {
    return this.#hit.take(id)
  }

  /** Empties this worker's namespace where anything may have changed since it was last seen empty, and proves it. */
  async clean(): Promise<void> {
    this.#isClean = false
    this.#cleaning ??= Promise.all([this.#cleanIndices(), this.cleanGraph()]).then(() => {
      this.#isStale = false
    })
    try {
      await this.#cleaning
      this.#isClean = true
      this.#ended.clear()
    } finally {
      this.#cleaning = undefined
    }
  }

  /**
   * Brings the worker's graph back to what it holds before a test, where it may have changed, and proves it. A graph that
   * all share is looked at only: others are using it.
   */
  cleanGraph(): Promise<void> {
    const restore = async () => {
      this.#fileTurn?.assertHeld()
      if (await this.seeds.restoreGraph()) return
      const { graph: contents, loading } = this.requireService('neptune')
      if (this.session.isolation === 'exclusive' && loading === 'steps') {
        await this.restoreBySteps()
        return
      }
      const { g } = await this.neptune()
      if (this.session.isolation === 'exclusive') {
        await restoreGraph({ g, ...(contents && { contents }) })
      } else if (contents) {
        const { assertDatasetCounts } = await import('../namespace/shared-graph.ts')
        await assertDatasetCounts(g, contents, contents.partition ?? '')
      }
    }
    return cleanWhereChanged(this.changes.neptune, restore, { isStale: this.#isStale })
  }

  #cleanIndices(): Promise<void> {
    const restore = async () => {
      await this.seeds.restoreIndices()
      const writes = this.changes.opensearch?.pluginWrites() ?? []
      if (writes.length === 0) return
      const { removeWritten } = await import('../namespace/plugin-objects.ts')
      await removeWritten(this.opensearch(), writes, this.indexPrefix)
    }
    return cleanWhereChanged(this.changes.opensearch, restore, { isStale: this.#isStale })
  }

  /**
   * Takes back what a seed has made, and what lies on it; without one, what all have made. The next test finds what was
   * there before. Fails as the cleaning does.
   */
  async dropSeeds(seed?: Seed): Promise<void> {
    if (this.seeds.isEmpty) return
    await this.ready()
    await this.seeds.drop(seed)
    this.noteStale()
    if (!this.isTesting()) await this.clean()
  }

  /** From here on the namespace has to be restored, whether or not anything has changed. */
  noteStale(): void {
    this.#isStale = true
    this.#isClean = false
  }

  /** Restores a graph that is restored by steps; whether it was not as it has to be. Fails with a NamespaceError. */
  async restoreBySteps(): Promise<boolean> {
    return (await this.#openKeeper()).restore()
  }

  async #openKeeper(): Promise<GraphKeeper> {
    if (!this.#keeper) {
      const { GraphKeeper } = await import('./graph-keeper.ts')
      this.#keeper = new GraphKeeper({
        neptune: this.requireService('neptune'),
        root: this.session.root,
        credentials: this.credentials,
        connection: () => this.neptune(),
      })
    }
    return this.#keeper
  }

  /** Closes the clients that were made, and gives the graph to the next in line. */
  async close(): Promise<void> {
    try {
      await this.lent.close()
      await this.#clients.close()
      await this.#keeper?.close()
      this.seeds.close()
      for (const changes of Object.values(this.changes)) changes.close()
    } finally {
      this.endTurn()
    }
  }

  /** Gives the graph to the next in line, where a file has ended without `close`. */
  endTurn(): void {
    this.#fileTurn?.end()
    this.#fileTurn = undefined
  }
}
