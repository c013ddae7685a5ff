import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import type { Service } from '../base/endpoint.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { requireService, workerIndexPrefix } from '../contracts/provided-run.ts'
import { TestNotes } from '../contracts/test-notes.ts'
import { mintedIdentity, workerCredentials } from '../contracts/worker-credentials.ts'
import type { Seed } from './file-seeds.ts'
import { FileSeeds } from './file-seeds.ts'
import type { GraphLease } from './graph-lease.ts'
import { LentClients } from './lent-clients.ts'
import { Mutex } from './mutex.ts'
import { RejectionsByTest } from './rejections-by-test.ts'
import { RunningTests } from './running-tests.ts'
import { Seeding } from './seeding.ts'
import { FileViews } from './views/file-views.ts'
import { WorkerClients } from './worker-clients.ts'
import { WorkerNamespace } from './worker-namespace.ts'

/**
 * A worker's part of the run, for one test file: its clients, its tests, and the namespace they work in.
 *
 * At isolation level `partition` all workers share the graph. Each test removes what it has made itself, and the rest of the
 * cleanup runs once a file.
 */
export class WorkerRun {
  readonly run: JoinedRun
  /** The credentials that its clients sign with. */
  readonly credentials: CredentialsProvider
  /** Those credentials, if they were generated for this worker and so may be given to the code under test. */
  readonly identity: AwsCredentials | undefined
  /** The start of the names of all indices that this worker makes. */
  readonly indexPrefix: string
  /** The clients that tests are given. */
  readonly lent: LentClients
  /** Prints a warning. */
  readonly tell: (message: string) => void
  /** The requests that its gates have rejected, which are reported with the tests that failed. */
  readonly rejected = new RejectionsByTest()
  /** The file in which it notes its current test; absent: the run has no daemon that would read it. */
  readonly notes: TestNotes | undefined
  /** The data of seeds, which tests find besides the dataset. */
  readonly seeds: FileSeeds
  /** Runs the seeds. */
  readonly seeding: Seeding
  /** Held by the test that uses the graph; the others wait for it. */
  readonly graphMutex = new Mutex()
  /** The views of its tests; absent: they have none, and names under prefixes. */
  readonly views: FileViews | undefined
  readonly namespace: WorkerNamespace
  readonly tests: RunningTests
  readonly #clients: WorkerClients
  #lease: GraphLease | undefined

  /** `slot` is the worker's VITEST_POOL_ID; `tell` prints a warning; default nothing. */
  constructor(run: JoinedRun, slot: number, tell: (message: string) => void = () => {}) {
    this.run = run
    this.tell = tell
    this.credentials = workerCredentials(run, slot)
    this.identity = mintedIdentity(run, slot)
    this.indexPrefix = workerIndexPrefix(run.id, slot)
    this.notes = run.directory === undefined ? undefined : new TestNotes(run.directory, slot)
    this.lent = new LentClients(run, this.credentials, tell)
    this.#clients = new WorkerClients(run, this.credentials)
    this.views = run.opensearch?.layers && new FileViews(this)
    this.seeds = new FileSeeds(this)
    this.namespace = new WorkerNamespace(this, {
      onLost: () => {
        this.tests.noteLostData()
        this.seeds.noteLoss()
        this.views?.noteLoss()
      },
      onRejected: (rejected) => this.rejected.note(rejected),
      tell,
    })
    this.seeding = new Seeding(this)
    this.tests = new RunningTests(this)
  }

  /** A service of the run. Fails with a ConfigError that names the missing option. */
  requireService<Name extends Service>(service: Name): NonNullable<JoinedRun[Name]> {
    return requireService(this.run, service)
  }

  /** The worker's own requests to OpenSearch, to which no test has access. */
  opensearch(): OpenSearchRequests {
    return this.#clients.opensearch()
  }

  /** The worker's own Gremlin connection, to which no test has access. */
  neptune(): Promise<NeptuneConnection> {
    return this.#clients.neptune()
  }

  /**
   * Leases the graph until `close`, where all workers share one. Call it before a test file's first cleaning. Reports every 30
   * seconds which process has the graph. Fails as `GraphLease.acquire` does.
   */
  async acquireGraph(): Promise<void> {
    const file = this.run.neptune?.leaseFile
    if (file === undefined) return
    const { GraphLease } = await import('./graph-lease.ts')
    this.#lease = await GraphLease.acquire({ file, tell: this.tell })
  }

  /** Fails as `GraphLease.assertHeld` does. */
  assertGraphHeld(): void {
    this.#lease?.assertHeld()
  }

  /** Gives the graph to the next worker. Also called where a file has ended without `close`. */
  releaseGraph(): void {
    this.#lease?.release()
    this.#lease = undefined
  }

  /**
   * Removes the data of a seed and of all that build on it; without a seed, the data of all. The next test finds the state before
   * them. Fails as the cleaning does.
   */
  async dropSeeds(seed?: Seed): Promise<void> {
    if (this.seeds.isEmpty) return
    await this.namespace.ready()
    await this.seeds.drop(seed)
    this.namespace.noteStale()
    if (!this.tests.areRunning) await this.namespace.clean()
  }

  /** Ends the views of its tests, where they have any, and removes what is behind them. Fails as the cleaning does. */
  async endViews(): Promise<void> {
    if (!this.views?.isOpen) return
    if (await this.views.close()) this.namespace.noteStale(['opensearch'])
  }

  /** Closes the clients, and gives the graph to the next worker. */
  async close(): Promise<void> {
    try {
      await this.lent.close()
      await this.#clients.close()
      await this.namespace.close()
      this.seeds.close()
      this.views?.disconnect()
    } finally {
      this.releaseGraph()
    }
  }
}
