import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from './driver.ts'
import type { IterateStep } from './iterate-step.ts'

type Connection = Parameters<gremlinProcess.GraphTraversalSource['withRemote']>[0]

/** What the driver's types leave out of sources and traversals. */
interface Inside {
  readonly graph: never
  readonly traversalStrategies: never
  readonly bytecode: never
}

/** The traversal source over a connection, with an `iterate()` that ends with the step the server knows. */
export function traversalSource(
  { module }: GremlinDriver,
  connection: Connection,
  step: () => Promise<IterateStep>,
): gremlinProcess.GraphTraversalSource {
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
  const source = AnonymousTraversalSource.traversal().withRemote(connection)
  const { graph, traversalStrategies, bytecode } = source as unknown as Inside
  // The driver hands both classes on to every source it makes, those of transactions too; its types do not know of that.
  const Source = GraphTraversalSource as unknown as SourceConstructor
  return new Source(graph, traversalStrategies, bytecode, GraphTraversalSource, Traversal)
}

type SourceConstructor = new (...inside: unknown[]) => gremlinProcess.GraphTraversalSource
