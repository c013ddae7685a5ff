import type { Instruction } from './bytecode.ts'
import { nestedSteps } from './bytecode.ts'
import type { InspectOptions } from './inspect-traversal.ts'
import { inspectTraversal } from './inspect-traversal.ts'
import { refusal } from './partition-refusal.ts'

/** Strategies that would replace the partition, or read the graph without any strategy. */
const NOT_ALLOWED = /(?:Partition|VertexProgram)Strategy/

/**
 * Reads how a traversal's source is configured, before it is sent. Fails with a NamespaceError for what would lift the
 * partition; `steps` is the traversal, for the message.
 */
export function inspectSource(
  source: readonly Instruction[],
  steps: readonly Instruction[],
  options: InspectOptions,
): void {
  for (const [name, ...values] of source) {
    const what = `${name}()`
    if (name === 'withComputer') throw refusal(what, 'strategy', steps)
    for (const value of values) {
      if (name === 'withStrategies' || name === 'withoutStrategies') {
        if (namesOf(value).some((each) => NOT_ALLOWED.test(each))) throw refusal(what, 'strategy', steps)
        const { configuration = {} } = value as { configuration?: object }
        for (const part of Object.values(configuration)) inspectNested(part, options)
      } else if (typeof value === 'function') throw refusal(what, 'unreadable', steps)
      else inspectNested(value, options)
    }
  }
}

function inspectNested(value: unknown, options: InspectOptions): void {
  const steps = nestedSteps(value)
  if (steps) inspectTraversal(steps, options)
}

/** The keys of the side effects that a source begins with. */
export function sideEffectsOf(source: readonly Instruction[]): unknown[] {
  return source.filter(([name]) => name === 'withSideEffect').map(([, key]) => key)
}

/** All names that a serialiser may send of a strategy, or of its class: GraphSON goes by another than GraphBinary. */
function namesOf(value: unknown): string[] {
  const strategy = Object(value) as { fqcn?: string; name?: string; constructor?: { name?: string } }
  return [strategy.fqcn, strategy.name, strategy.constructor?.name, String(value)].map(String)
}
