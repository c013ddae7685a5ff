import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../client/gremlin-driver.ts'
import type { Instruction } from './bytecode.ts'
import { enumWord, instructionsOf, nestedSteps, rememberOriginal } from './bytecode.ts'
import type { Partition } from './partition.ts'
import { PARTITION_KEY, readPartitions } from './partition.ts'

type Bytecode = gremlinProcess.Bytecode

/** The two steps a step from vertex to vertex stands for. */
const throughEdges: Readonly<Record<string, readonly [edges: string, vertices: string]>> = {
  out: ['outE', 'inV'],
  in: ['inE', 'outV'],
  both: ['bothE', 'otherV'],
}

const directions: Readonly<Record<string, string>> = {
  'Direction.OUT': 'out',
  'Direction.IN': 'in',
  'Direction.BOTH': 'both',
}

/**
 * Points traversals at a partition.
 *
 * TinkerPop's PartitionStrategy looks at the vertices a step arrives at, and not at the edges it went along, so that the
 * edges tests add between shared vertices would be seen by each other: steps from vertex to vertex become steps over
 * edges. And the partition key is left out of the properties of an element. Both inside a `flatMap`, so that paths stay
 * as they are.
 */
export class PartitionRewrite {
  readonly #driver: GremlinDriver
  readonly #strategy: gremlinProcess.TraversalStrategy

  constructor(driver: GremlinDriver, partition: Partition) {
    this.#driver = driver
    this.#strategy = partitionStrategy(driver, partition)
  }

  /** The bytecode to send; what was given stays as it is. */
  ofTraversal(bytecode: Bytecode): Bytecode {
    const { sourceInstructions, stepInstructions } = instructionsOf(bytecode)
    const rewritten = this.#bytecode(stepInstructions)
    for (const [name, ...values] of sourceInstructions) rewritten.addSource(name, values.map(this.#value))
    return rememberOriginal(rewritten.addSource('withStrategies', [this.#strategy]), bytecode)
  }

  #bytecode(steps: readonly Instruction[]): Bytecode {
    const bytecode = new this.#driver.module.process.Bytecode()
    for (const step of steps) {
      for (const [name, ...values] of this.#step(step)) bytecode.addStep(name, values)
    }
    return bytecode
  }

  #step([name, ...given]: Instruction): Instruction[] {
    const values = given.map(this.#value)
    const direction = name === 'to' ? directions[enumWord(given[0]) ?? ''] : undefined
    const through = throughEdges[direction ?? name]
    if (through) {
      const [edges, vertices] = through
      return [['flatMap', this.#bytecode([[edges, ...(direction ? values.slice(1) : values)], [vertices]])]]
    }
    const hidesKey: Instruction = ['hasKey', this.#driver.module.process.P.neq(PARTITION_KEY)]
    if (name === 'properties' && values.length === 0) return [['properties'], hidesKey]
    if (name === 'values' && values.length === 0)
      return [['flatMap', this.#bytecode([['properties'], hidesKey, ['value']])]]
    return [[name, ...values]]
  }

  readonly #value = (value: unknown): unknown => {
    const steps = nestedSteps(value)
    if (steps) return this.#bytecode(steps)
    if (value instanceof this.#driver.module.process.TraversalStrategy) return this.#strategyOver(value)
    return value
  }

  /** A strategy can have traversals in its configuration. Its class has to stay: the serialiser tells it by its name. */
  #strategyOver<Strategy extends object>(strategy: Strategy): Strategy {
    const { configuration = {} } = strategy as { configuration?: Record<string, unknown> }
    const rewritten = Object.entries(configuration).map(([key, value]) => [key, this.#value(value)])
    return Object.assign(Object.create(Object.getPrototypeOf(strategy)), strategy, {
      configuration: Object.fromEntries(rewritten),
    })
  }
}

/**
 * The driver has this class and does not export it. Its serialisers go by the class's name, or by what an instance made
 * without arguments says of itself.
 */
function partitionStrategy({ module }: GremlinDriver, partition: Partition): gremlinProcess.TraversalStrategy {
  const Base = module.process.TraversalStrategy as unknown as StrategyClass
  class PartitionStrategy extends Base {
    constructor(configuration: object = {}) {
      super('org.apache.tinkerpop.gremlin.process.traversal.strategy.decoration.PartitionStrategy', configuration)
    }
  }
  return new PartitionStrategy({
    partitionKey: PARTITION_KEY,
    writePartition: partition.own,
    readPartitions: readPartitions(partition),
    includeMetaProperties: false,
  })
}

type StrategyClass = new (className: string, configuration: object) => gremlinProcess.TraversalStrategy
