import { type Service, services } from '../base/endpoint.ts'
import { NamespaceError } from '../errors/errors.ts'
import type { FileSeeds, Seed } from './file-seeds.ts'
import * as messages from './messages.ts'
import type { ScopeWorker } from './test-scope.ts'
import { TestScope } from './test-scope.ts'
import type { WorkerNamespace } from './worker-namespace.ts'

/** The parts of a worker that running a seed uses. */
export interface SeedingWorker extends ScopeWorker {
  readonly seeds: FileSeeds
  readonly indexPrefix: string
  readonly namespace: WorkerNamespace
  readonly tests: {
    /** Whether a seed runs now. */
    readonly areRunning: boolean
  }
}

/** Runs the functions that seed a test file one after the other, each in a scope of its own, and keeps the data that they make. */
export class Seeding {
  readonly #worker: SeedingWorker
  #scope: Promise<TestScope> | undefined
  #isRunning = false

  constructor(worker: SeedingWorker) {
    this.#worker = worker
  }

  /** The scope of the seed that runs, or is about to; its fixtures work inside it. */
  scope(): Promise<TestScope> {
    this.#scope ??= this.#open().catch((error: unknown) => {
      this.#scope = undefined
      throw error
    })
    return this.#scope
  }

  async #open(): Promise<TestScope> {
    const worker = this.#worker
    if (worker.tests.areRunning) throw rejection(messages.seedBesideTests())
    await worker.namespace.ready()
    const { views } = worker
    // What other code has made by then is not the seed's, and does not go with it.
    if (views) await worker.namespace.keepOutside(views)
    const view = await views?.outside()
    const indexPrefix = view?.prefix ?? worker.indexPrefix
    return new TestScope({ worker, indexPrefix, name: 'seed()', isSeed: true, view })
  }

  /** Ends the scope of a seed that could not begin, because one of its fixtures has failed. */
  async leave(): Promise<void> {
    if (this.#isRunning || !this.#scope) return
    const scope = await this.#scope
    this.#scope = undefined
    await scope.close()
    scope.end()
    this.#worker.namespace.noteStale()
  }

  /** Runs a function that seeds. Fails as the function does, and with a NamespaceError where its data cannot be kept. */
  async run(fill: () => unknown): Promise<Seed> {
    if (this.#isRunning) throw rejection(messages.seedsAtTheSameTime())
    this.#isRunning = true
    const scope = await this.scope().catch((error: unknown) => {
      this.#isRunning = false
      throw error
    })
    try {
      await fill()
      await scope.close()
      // A request that was cut may be one that the tests depend on.
      if (scope.hasTold) throw rejection(messages.seedNotAwaited())
      return await this.#keep()
    } catch (error) {
      await scope.close()
      this.#worker.namespace.noteStale()
      throw error
    } finally {
      scope.end()
      this.#scope = undefined
      this.#isRunning = false
    }
  }

  /** Fails with a NamespaceError where data in the graph could not be kept for the next tests. */
  assertKeepsGraph(): void {
    const { isolation, neptune } = this.#worker.run
    if (isolation === 'partition')
      throw new NamespaceError(messages.seedOfGraph("at isolation level 'partition'"), {
        resource: 'graph',
        fault: 'user',
      })
    if (neptune?.loading === 'steps')
      throw new NamespaceError(messages.seedOfGraph("on target 'aws'"), { resource: 'graph', fault: 'user' })
  }

  async #keep(): Promise<Seed> {
    const { namespace, seeds, run } = this.#worker
    const { changes } = namespace
    const changed: Service[] = []
    for (const service of services) {
      if (await changes[service]?.any()) changed.push(service)
    }
    if (changes.opensearch?.pluginWrites().length) throw rejection(messages.seedOfPluginObjects())
    const keepsGraph = run.isolation === 'exclusive' && run.neptune?.loading === 'io'
    // The seed's own clients have written it, because the fixtures reject such a write.
    if (!keepsGraph && changed.includes('neptune') && run.isolation === 'exclusive') {
      if (await namespace.restoreBySteps()) this.assertKeepsGraph()
    }
    const kept = changed.filter((service) => service !== 'neptune' || keepsGraph)
    const seed = await seeds.keep(kept)
    for (const service of kept) if (!(await changes[service]?.forget())) throw rejection(messages.seedNotAwaited())
    return seed
  }
}

const rejection = (lines: readonly string[]) => new NamespaceError(lines, { fault: 'user' })
