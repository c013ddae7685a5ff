import { counted } from '../base/counted.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { countAll, EMPTY } from '../isolation/graph/graph-counts.ts'
import { listThings, nameOf } from '../isolation/index/inventory.ts'
import * as messages from './messages.ts'
import type { WorkerNamespace } from './worker-namespace.ts'

/** The parts of a worker that observe its namespace. */
export interface BeforeAllWorker {
  readonly run: JoinedRun
  readonly indexPrefix: string
  readonly namespace: Pick<WorkerNamespace, 'changes'>
  opensearch(): OpenSearchRequests
  neptune(): Promise<NeptuneConnection>
  tell(message: string): void
}

/** How many things are named one by one. */
const MOST_NAMED = 5

/**
 * The data that `beforeAll` has made without `seed`. It is removed after the first test. A message says so once a file, when the
 * next test begins, because that test misses the data. Data of `seed` stays, and is not part of it.
 */
export class BeforeAllData {
  readonly #worker: BeforeAllWorker
  #suite: string | undefined
  #made: readonly string[] = []
  #isTold = false

  constructor(worker: BeforeAllWorker) {
    this.#worker = worker
  }

  /** Call it before each test that runs alone, with the describe or file of the test. Observes the namespace if that differs from the last one. */
  async look(suite: string | undefined): Promise<void> {
    if (this.#isTold || suite === undefined) return
    if (this.#made.length > 0) {
      this.#isTold = true
      this.#worker.tell(messages.beforeAllDataGone(this.#made))
    }
    if (suite === this.#suite) return
    this.#suite = suite
    this.#made = await this.#list()
  }

  async #list(): Promise<readonly string[]> {
    const { indexPrefix, namespace, run } = this.#worker
    const { changes } = namespace
    const made: string[] = []
    // With views, each test of the file finds it.
    if (!run.opensearch?.layers && (await changes.opensearch?.hasChanged())) {
      const things = await listThings(this.#worker.opensearch())
      made.push(...things.filter(({ name }) => name.startsWith(indexPrefix)).map(nameOf))
    }
    if (await changes.neptune?.hasChanged()) {
      const { graph } = run.neptune ?? {}
      const wanted = graph ? { vertices: graph.vertexCount, edges: graph.edgeCount } : EMPTY
      const { vertices, edges } = await countAll((await this.#worker.neptune()).g)
      if (vertices > wanted.vertices) made.push(counted(vertices - wanted.vertices, 'vertex', 'vertices'))
      if (edges > wanted.edges) made.push(counted(edges - wanted.edges, 'edge'))
    }
    return made.length > MOST_NAMED ? [...made.slice(0, MOST_NAMED), `${made.length - MOST_NAMED} more`] : made
  }
}
