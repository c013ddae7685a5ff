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
import { WorkerClients } from './worker-clients.ts'
import { WorkerNamespace } from './worker-namespace.ts'

/**
 * A worker's part of the run, for one test file: its clients, its tests, and the namespace they work in.
 *
 * At isolation level `partition` the graph is shared by all workers, each test removes what it has made itself, and what
 * is left to be done for the worker is done once a file.
 */
export class WorkerRun {
  readonly run: JoinedRun
  /** The credentials that its clients sign with. */
  readonly credentials: CredentialsProvider
  /** Those credentials where they were minted for this worker, and so can be given to the code under test. */
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
    this.seeds = new FileSeeds(this)
    this.namespace = new WorkerNamespace(this, {
      onLost: () => {
        this.tests.noteLostData()
        this.seeds.noteLoss()
      },
      onRejected: (rejected) => this.rejected.note(rejected),
      tell,
    })
    this.seeding = new Seeding(this)
    this.tests = new RunningTests(this)
  }

  /** The run's part for a service. Fails with a ConfigError that names the missing key. */
  requireService<Name extends Service>(service: Name): NonNullable<JoinedRun[Name]> {
    return requireService(this.run, service)
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
   * Leases the graph until `close`, where all workers share one. To be called before a test file's first cleaning. Tells
   * every 30 seconds which process has the graph. Fails as `GraphLease.acquire`.
   */
  async acquireGraph(): Promise<void> {
    const file = this.run.neptune?.leaseFile
    if (file === undefined) return
    const { GraphLease } = await import('./graph-lease.ts')
    this.#lease = await GraphLease.acquire({ file, tell: this.tell })
  }

  /** Fails as `GraphLease.assertHeld`. */
  assertGraphHeld(): void {
    this.#lease?.assertHeld()
  }

  /** Gives the graph to the next worker. Also called where a file has ended without `close`. */
  releaseGraph(): void {
    this.#lease?.release()
    this.#lease = undefined
  }

  /**
   * Takes back what a seed has made, and what lies on it; without one, what all have made. The next test finds what was
   * there before. Fails as the cleaning does.
   */
  async dropSeeds(seed?: Seed): Promise<void> {
    if (this.seeds.isEmpty) return
    await this.namespace.ready()
    await this.seeds.drop(seed)
    this.namespace.noteStale()
    if (!this.tests.areRunning) await this.namespace.clean()
  }

  /** Closes the clients that were made, and gives the graph to the next worker. */
  async close(): Promise<void> {
    try {
      await this.lent.close()
      await this.#clients.close()
      await this.namespace.close()
      this.seeds.close()
    } finally {
      this.releaseGraph()
    }
  }
}
