import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from './gremlin-driver.ts'
import type { IterateStep } from './iterate-step.ts'

type Connection = Parameters<gremlinProcess.GraphTraversalSource['withRemote']>[0]
type SourceClass = typeof gremlinProcess.GraphTraversalSource

/** What the driver's types leave out of a traversal. */
interface Inside {
  readonly graph: never
  readonly traversalStrategies: never
}

/** The traversal source over a connection, with an `iterate()` that ends with the step the server knows. */
export function traversalSource({ module }: GremlinDriver, connection: Connection, step: () => Promise<IterateStep>) {
  const { AnonymousTraversalSource, GraphTraversal, GraphTraversalSource } = module.process

  class Traversal extends GraphTraversal {
    override async iterate(): Promise<void> {
      this.getBytecode().addStep(await step())
      await this.toList()
    }

    /** The driver's own makes a traversal of the driver's class. */
    override clone(): this {
      const { graph, traversalStrategies } = this as unknown as Inside
      return new Traversal(graph, traversalStrategies, this.getBytecode()) as this
    }
  }
  // The driver hands the second class on to every source it makes, those of transactions too; the types know the first only.
  const traversal = AnonymousTraversalSource.traversal as (
    source: SourceClass,
    traversal: typeof Traversal,
  ) => ReturnType<typeof AnonymousTraversalSource.traversal>
  return traversal(GraphTraversalSource, Traversal).withRemote(connection)
}
