import type { TestNotes } from '../contracts/test-notes.ts'
import { NamespaceError } from '../errors/errors.ts'
import type { BeforeAllWorker } from './before-all-data.ts'
import { BeforeAllData } from './before-all-data.ts'
import type { FileSeeds } from './file-seeds.ts'
import { LostDataTests } from './lost-data.ts'
import * as messages from './messages.ts'
import type { RejectionsByTest } from './rejections-by-test.ts'
import type { Seeding } from './seeding.ts'
import type { ScopeWorker } from './test-scope.ts'
import { TestScope } from './test-scope.ts'
import type { OpenedView } from './views/file-views.ts'
import type { WorkerNamespace } from './worker-namespace.ts'

/** The facts about a test that begins. */
export interface BeginTest {
  /** Its name with its file, as messages of other runs use it. Default: its id. */
  readonly name?: string
  /** Aborted when the test is stopped because its time is up. */
  readonly signal?: AbortSignal
  /** The id of the describe or file that contains the test. */
  readonly suite?: string | undefined
  /** Whether other tests of its file may run at the same time; default false. */
  readonly isConcurrent?: boolean
}

/** The parts of a worker that its tests use. */
export interface TestsWorker extends ScopeWorker, BeforeAllWorker {
  readonly namespace: WorkerNamespace
  readonly seeds: FileSeeds
  readonly seeding: Pick<Seeding, 'leave'>
  readonly rejected: RejectionsByTest
  readonly notes: TestNotes | undefined
}

/**
 * The tests of a worker that run, each in a scope of its own.
 *
 * Usually one test runs at a time. Where a file runs tests concurrently, each has its own index prefix, and they take turns on
 * the graph. Leftovers of the user's own clients are removed when the last of these tests has ended.
 */
export class RunningTests {
  readonly #worker: TestsWorker
  readonly #beforeAllData: BeforeAllData
  readonly #scopes = new Map<string, TestScope>()
  readonly #hit = new LostDataTests()
  #begun = 0
  /** Of the last test. */
  #suite: string | undefined
  #kept: Promise<void> | undefined

  constructor(worker: TestsWorker) {
    this.#worker = worker
    this.#beforeAllData = new BeforeAllData(worker)
  }

  /** Whether a test runs now. */
  get areRunning(): boolean {
    return this.#scopes.size > 0
  }

  /** Opens a test's scope, in which every fixture of the test works. Fails where the test would not find its data. */
  async begin(id: string, test: BeginTest = {}): Promise<void> {
    const { name = id, signal, suite } = test
    const worker = this.#worker
    await worker.seeding.leave()
    await worker.namespace.ready()
    worker.seeds.assertThere()
    if (this.#isUnused()) await this.#beforeAllData.look(suite)
    const view = await this.#beginView(id, test)
    this.#begun += 1
    const indexPrefix = view?.prefix ?? `${worker.indexPrefix}t${this.#begun}-`
    const scope = new TestScope({ worker, indexPrefix, name, view })
    signal?.addEventListener('abort', () => scope.stop(), { once: true })
    this.#scopes.set(id, scope)
    this.#hit.begin(id)
    worker.rejected.begin(id, name)
    worker.notes?.begin(id, name)
  }

  /** Opens the view of a test, where tests have views: it begins with what code outside of tests has made. */
  async #beginView(id: string, { name = id, suite, isConcurrent = false }: BeginTest): Promise<OpenedView | undefined> {
    const { views, namespace } = this.#worker
    if (!views) return undefined
    // Within one describe, nothing runs between its tests.
    if (!this.areRunning && (suite === undefined || suite !== this.#suite)) {
      this.#suite = suite
      this.#kept = namespace.keepOutside(views).catch((error: unknown) => {
        this.#suite = undefined
        throw error
      })
    }
    // A test that begins at the same time waits too.
    await this.#kept
    return views.begin(name, isConcurrent)
  }

  /** The scope of a test that runs now. */
  scopeOf(id: string): TestScope {
    const scope = this.#scopes.get(id)
    if (!scope) throw new NamespaceError(messages.fixtureAfterEnd())
    return scope
  }

  /** Ends a test's scope: removes what the test has made, and verifies that nothing of it is left. */
  async end(id: string): Promise<void> {
    const scope = this.#scopes.get(id)
    this.#scopes.delete(id)
    this.#worker.notes?.end(id)
    try {
      await scope?.close()
      const { namespace, views } = this.#worker
      if (scope) namespace.ended.add(scope.name, scope.hasTold)
      if (scope?.view) await views?.end(scope.view, namespace.ended)
      await this.#removeFrom(scope)
    } finally {
      scope?.end()
      this.#hit.end(id)
    }
  }

  /** Removes what a test has made, and repeats that if its engine is replaced meanwhile. */
  async #removeFrom(scope: TestScope | undefined): Promise<void> {
    const { namespace } = this.#worker
    const remove = async () => (this.#isUnused() ? namespace.clean() : scope?.removeOwn())
    // The check comes before a request of the scope itself, which would be rejected. The cleaning checks too.
    if (!this.#isUnused()) await namespace.noteLoss()
    try {
      await remove()
    } catch (failure) {
      if (!(await namespace.noteLoss().catch(() => false))) throw failure
      await remove()
    }
  }

  /** Whether no test uses the namespace now, so that all of it can be observed and emptied. */
  #isUnused(): boolean {
    return !this.areRunning && this.#worker.run.isolation === 'exclusive'
  }

  /** Notes that an engine was replaced, so that the running tests have lost their data in it. */
  noteLostData(): void {
    this.#hit.note()
  }

  /** Whether a test lost its data because its engine was replaced. True once for each loss. */
  hasLostData(id: string): boolean {
    return this.#hit.take(id)
  }
}
