import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from './gremlin-driver.ts'

type Connection = Parameters<gremlinProcess.GraphTraversalSource['withRemote']>[0]
type SourceClass = typeof gremlinProcess.GraphTraversalSource

/** What the driver's types leave out of a traversal. */
interface Inside {
  readonly graph: never
  readonly traversalStrategies: never
}

/**
 * The traversal source over a connection, with an `iterate()` that servers of the 3.7 line understand, Neptune among
 * them: drivers from 3.8 on end it with the step `discard`, which was `none` before.
 */
export function traversalSource({ module, version }: GremlinDriver, connection: Connection) {
  const { AnonymousTraversalSource, GraphTraversal, GraphTraversalSource } = module.process
  if (Number(version.split('.')[1]) < 8) return AnonymousTraversalSource.traversal().withRemote(connection)

  class Traversal extends GraphTraversal {
    override async iterate(): Promise<void> {
      this.getBytecode().addStep('none')
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
