import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../clients/gremlin/driver.ts'
import type { DatasetEdge, DatasetVertex } from './dataset.ts'
import { graphsonValue } from './graphson-value.ts'

type Traversal = gremlinProcess.GraphTraversal
/** Where a traversal begins, or how far it has come. */
export type Start = gremlinProcess.GraphTraversalSource | Traversal

/** What every element gets besides its own properties. */
export type AddedProperties = Readonly<Record<string, string>>

/**
 * The steps that add the elements of a dataset, of the driver's own classes. It has no classes for most types of numbers;
 * but what is in GraphSON's form already, its writer of GraphSON passes on as it is.
 */
export class GraphSteps {
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
