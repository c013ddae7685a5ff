import type { Client } from '@opensearch-project/opensearch'
import type { NeptuneConnection } from '../client/gremlin-client.ts'
import type { IndexNamespace } from '../namespace/index-namespace.ts'
import { openIndexNamespace } from '../namespace/index-namespace.ts'
import { removeUnder } from '../namespace/remove-under.ts'
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

/** What one test may touch: the indices under its prefix, and the worker's graph while it is the test's turn. */
export class TestScope {
  readonly indexPrefix: string
  readonly #worker: ScopeWorker
  readonly #graphTurn: Turn
  #indices: Promise<IndexNamespace> | undefined
  #endTurn: Promise<() => void> | undefined

  constructor({ worker, indexPrefix, graphTurn }: TestScopeOptions) {
    this.#worker = worker
    this.#graphTurn = graphTurn
    this.indexPrefix = indexPrefix
  }

  /** The test's own indices; each is made when it is asked for. */
  indices(): Promise<IndexNamespace> {
    this.#indices ??= this.#worker.opensearch().then((client) => {
      const { sources = {}, only } = this.#worker.session.opensearch ?? {}
      return openIndexNamespace({ client, prefix: this.indexPrefix, sources, ...(only && { only }) })
    })
    return this.#indices
  }

  /** The worker's graph, for this test alone until it ends. Concurrent tests of one file wait for each other here. */
  async graph(): Promise<NeptuneConnection> {
    this.#endTurn ??= this.#graphTurn.take()
    await this.#endTurn
    return this.#worker.neptune()
  }

  /** Removes what this test alone can have made, while others of the same worker still run. */
  async removeOwn(): Promise<void> {
    if (this.#indices) await removeUnder(await this.#worker.opensearch(), this.indexPrefix)
    if (this.#endTurn) await this.#worker.cleanGraph()
  }

  /** Gives the graph to the next in line. */
  end(): void {
    void this.#endTurn?.then((end) => end())
  }
}
