import type { Service } from '../base/endpoint.ts'
import { NamespaceError } from '../errors/errors.ts'
import type { FileSeeds, Seed } from './file-seeds.ts'
import type { ScopeWorker } from './test-scope.ts'
import { TestScope } from './test-scope.ts'
import type { WorkerNamespace } from './worker-namespace.ts'

/** What the running of seeds needs of its worker. */
export interface SeedingWorker extends ScopeWorker {
  readonly seeds: FileSeeds
  readonly indexPrefix: string
  readonly namespace: WorkerNamespace
  readonly tests: {
    /** Whether one runs now. */
    readonly areRunning: boolean
  }
}

/** Runs the functions that seed a test file, one after the other, each in a scope of its own, and keeps what they have made. */
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
    if (worker.tests.areRunning) throw besideTests()
    await worker.namespace.ready()
    return new TestScope({ worker, indexPrefix: worker.indexPrefix, name: 'seed()', isSeed: true })
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

  /** Runs a function that seeds. Fails as it does, and with a NamespaceError where what it has made cannot be kept. */
  async run(fill: () => unknown): Promise<Seed> {
    if (this.#isRunning) throw atTheSameTime()
    this.#isRunning = true
    const scope = await this.scope().catch((error: unknown) => {
      this.#isRunning = false
      throw error
    })
    try {
      await fill()
      await scope.close()
      // What was cut may be what the seed is for, and its end takes more with it.
      if (scope.hasTold) throw stillUnderWay()
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

  /** Fails with a NamespaceError where what is written to the graph could not be kept for tests to come. */
  assertKeepsGraph(): void {
    const { isolation, neptune } = this.#worker.run
    if (isolation === 'partition') throw notKept("at isolation level 'partition'")
    if (neptune?.loading === 'steps') throw notKept("on target 'aws'")
  }

  async #keep(): Promise<Seed> {
    const { namespace, seeds, run } = this.#worker
    const { changes } = namespace
    const changed: Service[] = []
    for (const service of ['opensearch', 'neptune'] as const) {
      if (await changes[service]?.any()) changed.push(service)
    }
    if (changes.opensearch?.pluginWrites().length) throw ofPlugins()
    const keepsGraph = run.isolation === 'exclusive' && run.neptune?.loading === 'io'
    // By clients of its own: fixtures have refused it.
    if (!keepsGraph && changed.includes('neptune') && run.isolation === 'exclusive') {
      if (await namespace.restoreBySteps()) this.assertKeepsGraph()
    }
    const kept = changed.filter((service) => service !== 'neptune' || keepsGraph)
    const seed = await seeds.keep(kept)
    for (const service of kept) if (!(await changes[service]?.forget())) throw stillUnderWay()
    return seed
  }
}

function besideTests(): NamespaceError {
  return new NamespaceError(
    [
      'seed() cannot run while tests of its file do.',
      'A describe that runs beside others (concurrent) has a seed() of its own.',
      'Put it at the top of the file, or let the describe run by itself.',
    ],
    { fault: 'user' },
  )
}

function atTheSameTime(): NamespaceError {
  return new NamespaceError(
    [
      'Two functions that seed a file ran at the same time.',
      "The option sequence.hooks is 'parallel', or one was not awaited.",
      'Put all of it into one seed().',
    ],
    { fault: 'user' },
  )
}

function notKept(where: string): NamespaceError {
  return new NamespaceError(
    [
      `seed() cannot write to the graph ${where}: nothing would restore what it writes between tests.`,
      "Put it into the dataset (the option 'neptune.dataset'), or write it in beforeEach.",
    ],
    { resource: 'graph', fault: 'user' },
  )
}

/** What was made is removed with what else a test leaves: the gate has noted it. */
function ofPlugins(): NamespaceError {
  return new NamespaceError(
    [
      'seed() has made what a plugin of OpenSearch keeps, such as a model or a policy: it cannot be restored between tests.',
      'Make it in beforeEach, where each test gets its own.',
    ],
    { fault: 'user' },
  )
}

function stillUnderWay(): NamespaceError {
  return new NamespaceError(
    ['seed() did not await all that it began.', 'Await every request, and close every transaction.'],
    { fault: 'user' },
  )
}
