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
import type { WorkerNamespace } from './worker-namespace.ts'

/** The facts about a test that begins. */
export interface BeginTest {
  /** With its file: how other runs are told of it. Default its id. */
  readonly name?: string
  /** Aborted where the test is stopped, because its time is up. */
  readonly signal?: AbortSignal
  /** The id of the describe or file it stands in. */
  readonly suite?: string | undefined
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
 * One test at a time is the rule; where a file runs tests concurrently, each has its own index prefix, they take turns
 * on the graph, and what their own clients left is removed when the last of them has ended.
 */
export class RunningTests {
  readonly #worker: TestsWorker
  readonly #beforeAllData: BeforeAllData
  readonly #scopes = new Map<string, TestScope>()
  readonly #hit = new LostDataTests()
  #begun = 0

  constructor(worker: TestsWorker) {
    this.#worker = worker
    this.#beforeAllData = new BeforeAllData(worker)
  }

  /** Whether one runs now. */
  get areRunning(): boolean {
    return this.#scopes.size > 0
  }

  /** Opens a test's scope; every fixture of the test works inside it. Fails where the test would not find what it has to. */
  async begin(id: string, { name = id, signal, suite }: BeginTest = {}): Promise<void> {
    const worker = this.#worker
    await worker.seeding.leave()
    await worker.namespace.ready()
    worker.seeds.assertThere()
    if (this.#isUnused()) await this.#beforeAllData.look(suite)
    this.#begun += 1
    const indexPrefix = `${worker.indexPrefix}t${this.#begun}-`
    const scope = new TestScope({ worker, indexPrefix, name })
    signal?.addEventListener('abort', () => scope.stop(), { once: true })
    this.#scopes.set(id, scope)
    this.#hit.begin(id)
    worker.rejected.begin(id, name)
    worker.notes?.begin(id, name)
  }

  /** The scope of a test that runs now. */
  scopeOf(id: string): TestScope {
    const scope = this.#scopes.get(id)
    if (!scope) throw new NamespaceError(messages.fixtureAfterEnd())
    return scope
  }

  /** Ends a test's scope: what it made is removed, and looking again finds nothing. */
  async end(id: string): Promise<void> {
    const scope = this.#scopes.get(id)
    this.#scopes.delete(id)
    this.#worker.notes?.end(id)
    try {
      await scope?.close()
      if (scope) this.#worker.namespace.ended.add(scope.name, scope.hasTold)
      await this.#removeFrom(scope)
    } finally {
      scope?.end()
      this.#hit.end(id)
    }
  }

  /** Removes what a test has made; again, where its engine is replaced meanwhile. */
  async #removeFrom(scope: TestScope | undefined): Promise<void> {
    const { namespace } = this.#worker
    const remove = async () => (this.#isUnused() ? namespace.clean() : scope?.removeOwn())
    // Before a request of its own, which would be rejected. Whoever cleans asks as well.
    if (!this.#isUnused()) await namespace.noteLoss()
    try {
      await remove()
    } catch (failure) {
      if (!(await namespace.noteLoss().catch(() => false))) throw failure
      await remove()
    }
  }

  /** Whether no test uses the namespace now, so that all of it can be looked at and emptied. */
  #isUnused(): boolean {
    return !this.areRunning && this.#worker.run.isolation === 'exclusive'
  }

  /** An engine was replaced, and what the tests that run had in it is lost. */
  noteLostData(): void {
    this.#hit.note()
  }

  /** Whether a test lost what it had written, because its engine was replaced. True once for each loss. */
  hasLostData(id: string): boolean {
    return this.#hit.take(id)
  }
}
