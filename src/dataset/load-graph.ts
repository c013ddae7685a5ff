import type { process as gremlinProcess } from 'gremlin'
import { sideBySide } from '../base/side-by-side.ts'
import type { GremlinDriver } from '../clients/gremlin/driver.ts'
import { retryConflicts } from '../clients/gremlin/retry-conflicts.ts'
import { DatasetError, messageOf } from '../errors/errors.ts'
import { batchesOf, type Elements } from './batches.ts'
import type { DatasetEdge, DatasetVertex, GraphElements } from './dataset.ts'
import { graphsonValue } from './graphson.ts'
import * as messages from './messages.ts'

type Traversal = gremlinProcess.GraphTraversal

/** How much of a graph is under way. */
export interface LoadPace {
  /** How many elements one traversal adds. */
  readonly batch: number
  /** How many traversals are sent side by side. */
  readonly atOnce: number
}

/**
 * From `npm run bench -- load`: from here on, larger batches or more of them at once gain little, for they meet each other
 * at the vertices that many edges lead to. One by one takes five times as long, and twelve times with 10 ms of network.
 */
const PACE: LoadPace = { batch: 50, atOnce: 4 }

/** How often a batch is tried in all that meets another one at a vertex. */
const ATTEMPTS = 12

interface LoadGraphOptions {
  readonly g: gremlinProcess.GraphTraversalSource
  /** That of `g`; see `GraphSteps`. */
  readonly driver: GremlinDriver
  /** Looped over once. */
  readonly graph: GraphElements
  /** What every element gets besides its own properties; default nothing. */
  readonly added?: AddedProperties
  readonly pace?: LoadPace
  readonly signal?: AbortSignal | undefined
  /** Told after each batch how many elements are in. Must not throw. */
  readonly onProgress?: ((loaded: number) => void) | undefined
}

/**
 * Adds a graph by traversals, for an endpoint that cannot read a file of ours: vertices first, then edges. Holds no more of
 * it than is under way. On a failure what is in by then stays in, and nothing is under way any more.
 *
 * Fails with a DatasetError that says which elements were rejected and quotes the service, with the signal's reason, or
 * with the client's error.
 */
export async function loadGraph(options: LoadGraphOptions): Promise<void> {
  const { vertices, edges } = options.graph
  const steps = new GraphSteps(options.driver, options.added)
  let loaded = 0
  const note = (count: number) => {
    loaded += count
    options.onProgress?.(loaded)
  }
  await addAll('vertices', vertices, (to, vertex) => steps.addVertex(to, vertex), note, options)
  await addAll('edges', edges, (to, edge) => steps.addEdge(to, edge), note, options)
}

async function addAll<Element extends { readonly id: string }>(
  what: string,
  elements: Elements<Element>,
  add: (to: Start, element: Element) => Traversal,
  note: (count: number) => void,
  { g, pace = PACE, signal }: LoadGraphOptions,
): Promise<void> {
  // All lanes share these: each takes the next batch.
  const batches = batchesOf(elements, pace.batch)
  const send = async (batch: readonly Element[]) => {
    // Built anew for each attempt: the driver keeps the answer in the traversal.
    const once = () => (batch.reduce<Start>(add, g) as Traversal).id().toList()
    const sent = retryConflicts(once, { attempts: ATTEMPTS, ...(signal && { signal }) })
    // Awaited also when it is to stop: what is added later would meet the undo.
    await sent.catch((error: unknown) => {
      throw rejectionOf(error, `${what} '${batch[0]?.id}' to '${batch.at(-1)?.id}'`)
    })
    note(batch.length)
  }
  const lane = async (stopped: AbortSignal) => {
    while (true) {
      stopped.throwIfAborted()
      const next = await batches.next()
      if (next.done) return
      await send(next.value)
    }
  }
  try {
    await sideBySide(signal ?? new AbortController().signal, Array(pace.atOnce).fill(lane))
  } finally {
    await batches.return()
  }
}

/** What the service says is wrong with the elements; any other failure stays what it is. */
function rejectionOf(error: unknown, elements: string): unknown {
  const isAnswer = typeof error === 'object' && error !== null && 'statusCode' in error && 'statusMessage' in error
  if (!isAnswer) return error
  return new DatasetError(messages.elementsRejected(elements, messageOf(error)), { cause: error })
}

/** Where a traversal begins, or the steps that it has so far. */
type Start = gremlinProcess.GraphTraversalSource | Traversal

/** What every element gets besides its own properties. */
type AddedProperties = Readonly<Record<string, string>>

/**
 * The steps that add the elements of a dataset, of the driver's own classes. It has no classes for most types of numbers;
 * but what is in GraphSON's form already, its writer of GraphSON passes on as it is.
 */
class GraphSteps {
  readonly #process: GremlinDriver['module']['process']
  readonly #added: readonly [string, string][]

  /** `driver` has to be one that speaks GraphSON 3, as this package's own; 3.8 speaks GraphBinary. */
  constructor({ module }: GremlinDriver, added: AddedProperties = {}) {
    this.#process = module.process
    this.#added = Object.entries(added)
  }

  /** Adds a vertex. Of a property with several values each is added, as a member of a set. */
  addVertex(to: Start, { id, label, properties }: DatasetVertex): Traversal {
    const { t, cardinality } = this.#process
    let traversal = to.addV(label).property(t.id, id)
    for (const [key, values] of Object.entries(properties)) {
      for (const value of values) {
        // Without a cardinality the step is folded into the one before, which is faster; on a new vertex it is the same.
        if (values.length === 1) traversal = traversal.property(key, graphsonValue(value))
        else traversal = traversal.property(cardinality.set, key, graphsonValue(value))
      }
    }
    return this.#finish(traversal)
  }

  /** Adds an edge between two vertices that are there. */
  addEdge(to: Start, { id, label, from, to: target, properties }: DatasetEdge): Traversal {
    const { t, statics: __ } = this.#process
    let traversal = to.addE(label).from_(__.V(from)).to(__.V(target)).property(t.id, id)
    for (const [key, value] of Object.entries(properties)) traversal = traversal.property(key, graphsonValue(value))
    return this.#finish(traversal)
  }

  #finish(traversal: Traversal): Traversal {
    return this.#added.reduce((sofar, [key, value]) => sofar.property(key, value), traversal)
  }
}
