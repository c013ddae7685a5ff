import type { Client } from '@opensearch-project/opensearch'
import type { process as gremlinProcess } from 'gremlin'
import type { NeptuneConnection } from '../client/gremlin-client.ts'
import { CleanupError } from '../errors.ts'
import type { GraphPartition } from '../namespace/graph-partition.ts'
import type { IndexNamespace } from '../namespace/index-namespace.ts'
import { openIndexNamespace } from '../namespace/index-namespace.ts'
import { removeUnder } from '../namespace/remove-under.ts'
import { openPartition } from './open-partition.ts'
import type { ReadySession } from './provided-session.ts'
import type { Turn } from './turn.ts'

/** What a scope needs of its worker. */
export interface ScopeWorker {
  readonly session: ReadySession
  opensearch(): Promise<Client>
  neptune(): Promise<NeptuneConnection>
  cleanGraph(): Promise<void>
}

export interface TestScopeOptions {
  readonly worker: ScopeWorker
  readonly indexPrefix: string
  readonly graphTurn: Turn
}

/** A test's graph, as fixtures hand it out. */
export interface TestGraph extends NeptuneConnection {
  /**
   * A traversal source over what this test may change: at isolation level `partition` the elements it has made, at level
   * `exclusive` the whole graph.
   */
  readonly own: gremlinProcess.GraphTraversalSource
}

/**
 * What one test may touch: the indices under its prefix, and the worker's graph while it is the test's turn, or, at
 * isolation level `partition`, its own part of the graph that all share.
 */
export class TestScope {
  readonly #indexPrefix: string
  readonly #worker: ScopeWorker
  readonly #graphTurn: Turn
  #usesPrefix = false
  #indices: Promise<IndexNamespace> | undefined
  #endTurn: Promise<() => void> | undefined
  #partition: Promise<GraphPartition> | undefined

  constructor({ worker, indexPrefix, graphTurn }: TestScopeOptions) {
    this.#worker = worker
    this.#graphTurn = graphTurn
    this.#indexPrefix = indexPrefix
  }

  /** What the names of this test's indices start with. */
  get indexPrefix(): string {
    this.#usesPrefix = true
    return this.#indexPrefix
  }

  /** The test's own indices; each is made when it is asked for. */
  indices(): Promise<IndexNamespace> {
    this.#indices ??= this.#worker.opensearch().then((client) => {
      const { sources = {}, only } = this.#worker.session.opensearch ?? {}
      return openIndexNamespace({ client, prefix: this.indexPrefix, sources, ...(only && { only }) })
    })
    return this.#indices
  }

  /**
   * The worker's graph, for this test alone until it ends, where concurrent tests of one file wait for each other; or
   * this test's part of the shared one, without waiting.
   */
  async graph(): Promise<TestGraph> {
    if (this.#worker.session.isolation === 'partition') {
      this.#partition ??= openPartition(this.#worker, this.#indexPrefix)
      const { neptune, own } = await this.#partition
      return { ...neptune, own }
    }
    this.#endTurn ??= this.#graphTurn.take()
    await this.#endTurn
    const neptune = await this.#worker.neptune()
    return { ...neptune, own: neptune.g }
  }

  /** Removes what this test alone can have made, while others of the same worker still run. */
  async removeOwn(): Promise<void> {
    const removals = await Promise.allSettled([
      this.#usesPrefix && this.#worker.opensearch().then((client) => removeUnder(client, this.#indexPrefix)),
      this.#endTurn && this.#worker.cleanGraph(),
      this.#partition?.then((partition) => partition.remove()),
    ])
    const failures = removals.flatMap((removal, at) =>
      removal.status === 'rejected' ? [{ step: at === 0 ? 'indices' : 'graph', error: removal.reason }] : [],
    )
    if (failures.length > 1) throw new CleanupError(failures)
    if (failures[0]) throw failures[0].error
  }

  /** Gives the graph to the next in line. */
  end(): void {
    void this.#endTurn?.then((end) => end())
  }
}
