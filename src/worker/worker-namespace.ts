import type { CredentialsProvider } from '../base/credentials.ts'
import { type Service, services } from '../base/endpoint.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { requireService } from '../contracts/provided-run.ts'
import { NamespaceError } from '../errors/errors.ts'
import { restoreGraph } from '../isolation/graph/restore-graph.ts'
import { endUnder } from '../isolation/index/remove-under.ts'
import { sleep } from '../wait/sleep.ts'
import type { ChangeWatch, WatchHooks } from './change-watch.ts'
import { EndedTests, watchOf } from './change-watch.ts'
import type { FileSeeds } from './file-seeds.ts'
import type { GraphRestorer } from './graph-restorer.ts'
import * as messages from './messages.ts'
import type { FileViews } from './views/file-views.ts'

/** How often the namespace is emptied at most, while requests that a test did not await still change it. */
const CLEAN_ATTEMPTS = 20

/** The pause between two attempts, in milliseconds. */
const CLEAN_PAUSE_MS = 50

/** The parts of a worker that its namespace uses. */
export interface NamespaceWorker {
  readonly run: JoinedRun
  readonly credentials: CredentialsProvider
  /** The start of the names of all indices that this worker makes. */
  readonly indexPrefix: string
  /** The data of seeds, which tests find besides the dataset. */
  readonly seeds: Pick<FileSeeds, 'restoreGraph' | 'restoreIndices'>
  /** The views of its tests; absent: they have none. */
  readonly views?: Pick<FileViews, 'isOpen' | 'ended'> | undefined
  /** The worker's own clients. */
  opensearch(): OpenSearchRequests
  neptune(): Promise<NeptuneConnection>
  /** Fails where workers share the graph, and this one does not hold the lease. */
  assertGraphHeld(): void
}

/**
 * A worker's indices and its graph. Tells whether anything may have changed there, and restores them to what tests have to find.
 * During a cleaning all other callers wait for it.
 */
export class WorkerNamespace {
  /** For each service of the run, whether anything may have changed. */
  readonly changes: Partial<Record<Service, ChangeWatch>>
  /** The tests that can have made leftovers. */
  readonly ended = new EndedTests()
  readonly #worker: NamespaceWorker
  #isClean = true
  /** What has to be restored even if nothing has changed. */
  readonly #stale = new Set<Service>()
  #cleaning: Promise<void> | undefined
  #restorer: GraphRestorer | undefined

  constructor(worker: NamespaceWorker, hooks: Omit<WatchHooks, 'ended' | 'end'>) {
    this.#worker = worker
    const { run, credentials, indexPrefix } = worker
    const told: WatchHooks = { ...hooks, ended: this.ended }
    const prefixes = () => (worker.views?.isOpen ? worker.views.ended.prefixes : indexPrefix)
    const end = () => endUnder(worker.opensearch(), prefixes())
    this.changes = {
      ...(run.opensearch && { opensearch: watchOf(run.opensearch, credentials, { ...told, end }) }),
      ...(run.neptune && { neptune: watchOf(run.neptune, credentials, told) }),
    }
  }

  /** Waits until the namespace is as tests have to find it. Fails as `clean` does. */
  async ready(): Promise<void> {
    while (this.#cleaning) await this.#cleaning
    // This test must not find the leftovers of the one before. Remove them now, or fail here too.
    if (!this.#isClean) await this.clean()
  }

  /** Empties the namespace if anything may have changed since it was last empty, and verifies that. */
  async clean(): Promise<void> {
    this.#isClean = false
    this.#cleaning ??= Promise.all([this.#cleanIndices(), this.cleanGraph()]).then(() => {
      this.#stale.clear()
    })
    try {
      await this.#cleaning
      this.#isClean = true
      this.ended.clear()
    } finally {
      this.#cleaning = undefined
    }
  }

  /** Marks what the worker has of these services, by default of all, as stale: it has to be restored even if nothing has changed. */
  noteStale(stale: readonly Service[] = services): void {
    for (const service of stale) this.#stale.add(service)
    this.#isClean = false
  }

  /**
   * Has the tests of a worker with views find what code outside of tests has made, if it may have made anything. Call it while
   * no test runs. Fails as `FileViews.keep` does.
   */
  async keepOutside(views: FileViews): Promise<void> {
    const { opensearch } = this.changes
    if (!(await opensearch?.any())) return
    await views.keep()
    await opensearch?.forget()
  }

  /** Makes the gates report the requests that they have rejected so far. */
  async askForRejected(): Promise<void> {
    await this.noteLoss()
  }

  /** Whether this worker's data in an engine is lost because the engine was replaced. Does not wait. */
  async noteLoss(): Promise<boolean> {
    const losses = await Promise.all(Object.values(this.changes).map((watch) => watch.noteLoss()))
    return losses.includes(true)
  }

  /**
   * Restores the worker's graph to its contents before a test if it may have changed, and verifies that. A graph that all workers
   * share is only observed, because others are using it.
   */
  cleanGraph(): Promise<void> {
    return cleanWhereChanged(this.changes.neptune, () => this.#restoreGraph(), this.#stale.has('neptune'))
  }

  async #restoreGraph(): Promise<void> {
    const worker = this.#worker
    worker.assertGraphHeld()
    if (await worker.seeds.restoreGraph()) return
    const { graph: contents, loading } = requireService(worker.run, 'neptune')
    const isOwn = worker.run.isolation === 'exclusive'
    if (isOwn && loading === 'steps') {
      await this.restoreBySteps()
      return
    }
    const { g } = await worker.neptune()
    if (isOwn) {
      await restoreGraph({ g, ...(contents && { contents }) })
    } else if (contents) {
      const { assertDatasetCounts } = await import('../isolation/partition/shared-graph.ts')
      await assertDatasetCounts(g, contents, contents.partition ?? '')
    }
  }

  #cleanIndices(): Promise<void> {
    const { seeds, views, indexPrefix } = this.#worker
    const restore = async () => {
      // What is behind views is nobody's any more. The next test does not wait until it is gone.
      if (!views?.isOpen) await seeds.restoreIndices()
      const writes = this.changes.opensearch?.pluginWrites() ?? []
      if (writes.length === 0) return
      const { removeWritten } = await import('../isolation/plugin-objects/plugin-objects.ts')
      await removeWritten(this.#worker.opensearch(), writes, indexPrefix)
    }
    if (views?.isOpen) views.ended.remove()
    return cleanWhereChanged(this.changes.opensearch, restore, this.#stale.has('opensearch'))
  }

  /** Restores a graph by steps. Returns whether it differed from what it has to be. Fails with a NamespaceError. */
  async restoreBySteps(): Promise<boolean> {
    return (await this.#openRestorer()).restore()
  }

  async #openRestorer(): Promise<GraphRestorer> {
    if (!this.#restorer) {
      const { GraphRestorer } = await import('./graph-restorer.ts')
      const { run, credentials } = this.#worker
      this.#restorer = new GraphRestorer({
        ...{ neptune: requireService(run, 'neptune'), root: run.root, credentials },
        connection: () => this.#worker.neptune(),
      })
    }
    return this.#restorer
  }

  async close(): Promise<void> {
    await this.#restorer?.close()
    for (const changes of Object.values(this.changes)) changes.close()
  }
}

/**
 * Cleans a part that may have changed by its watch, or that is stale, until nothing changes it any more. Fails as `clean` does, or
 * with a NamespaceError where requests keep changing it.
 */
async function cleanWhereChanged(
  changes: ChangeWatch | undefined,
  clean: () => Promise<void>,
  isStale: boolean,
): Promise<void> {
  // The gate answers once the requests under way have ended.
  if (!changes || (!(await changes.any()) && !isStale)) return
  for (let attempt = 1; attempt <= CLEAN_ATTEMPTS; attempt += 1) {
    await clean()
    if (await changes.forget()) return
    await sleep(CLEAN_PAUSE_MS)
    await changes.any()
  }
  throw new NamespaceError(messages.stillChanging(CLEAN_ATTEMPTS))
}
