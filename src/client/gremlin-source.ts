import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from './gremlin-driver.ts'

type SourceClass = typeof gremlinProcess.GraphTraversalSource

/** What `iterate()` needs of a traversal; the driver's types leave it out. */
interface Traversal {
  readonly bytecode: { addStep(name: string): unknown }
  toList(): Promise<unknown>
}

/**
 * The class of traversal source to use with a driver.
 *
 * Drivers from 3.8 on end `iterate()` with the step `discard`, which Neptune and other servers of the 3.7 line do not
 * know; theirs is `none`.
 */
export function sourceClassFor({ module, version }: GremlinDriver): SourceClass | undefined {
  if (!version.startsWith('3.8.')) return undefined
  const { GraphTraversal, GraphTraversalSource } = module.process

  class TraversalFor37 extends GraphTraversal {
    override async iterate(): Promise<void> {
      const traversal = this as unknown as Traversal
      traversal.bytecode.addStep('none')
      await traversal.toList()
    }
  }

  const Base = GraphTraversalSource as unknown as new (...args: unknown[]) => gremlinProcess.GraphTraversalSource
  class SourceFor37 extends Base {
    constructor(graph: unknown, strategies: unknown, bytecode?: unknown, source?: unknown, traversal?: unknown) {
      super(graph, strategies, bytecode, source ?? SourceFor37, traversal ?? TraversalFor37)
    }
  }
  return SourceFor37 as unknown as SourceClass
}
