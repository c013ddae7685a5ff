import type { Instruction } from '../traversal/bytecode.ts'
import type { InspectOptions } from './inspect-traversal.ts'
import { inspectTraversal } from './inspect-traversal.ts'
import { rejection } from './partition-fence.ts'

/**
 * Strategies that would replace the partition, read the graph without any strategy, take a property for the id, or bring
 * side effects that are not read.
 */
const NOT_ALLOWED = /(?:Partition|VertexProgram|ElementId|SideEffect)Strategy/

/**
 * Reads how a traversal's source is configured, before it is sent, and tells whether that can change the graph. Fails with
 * a NamespaceError for what would lift the partition; `steps` is the traversal, for the message.
 */
export function inspectSource(
  source: readonly Instruction[],
  steps: readonly Instruction[],
  options: InspectOptions,
): boolean {
  let changes = false
  for (const [name, ...values] of source) {
    if (name === 'withComputer') throw rejection(`${name}()`, 'strategy', steps)
    for (const value of values) {
      const isStrategy = name === 'withStrategies' || name === 'withoutStrategies'
      if (isStrategy && namesOf(value).some((each) => NOT_ALLOWED.test(each))) {
        throw rejection(`${name}()`, 'strategy', steps)
      }
      // What a strategy runs stands inside the steps it adds.
      const parts = isStrategy ? Object.values(configurationOf(value)) : [value]
      if (inspectTraversal([[name, ...parts]], options).changes) changes = true
    }
  }
  return changes
}

/** The side effects that a source begins with. */
export function sideEffectsOf(source: readonly Instruction[]): InspectOptions['sideEffects'] {
  return source.flatMap(([name, key, ...values]) => (name === 'withSideEffect' ? [[key, ...values]] : []))
}

function configurationOf(strategy: unknown): object {
  return Object(Object(strategy).configuration)
}

/** All names that a serialiser may send of a strategy, or of its class: GraphSON goes by another than GraphBinary. */
function namesOf(value: unknown): string[] {
  const strategy = Object(value) as { fqcn?: string; name?: string; constructor?: { name?: string } }
  return [strategy.fqcn, strategy.name, strategy.constructor?.name, String(value)].map(String)
}
