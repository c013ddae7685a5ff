import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import {
  entriesOf,
  enumWord,
  type Instruction,
  instructionsOf,
  isMap,
  nestedSteps,
  rememberOriginal,
} from '../traversal/bytecode.ts'
import { PARTITION_KEY, type Partition, readPartitions } from './partition.ts'
import { findsVertex, isMerge, isWrittenOut, withEntry } from './written-maps.ts'

type Bytecode = gremlinProcess.Bytecode

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
 * edges. It leaves the partition key among the properties of an element: steps that show all of them pass on the others.
 * Both inside a step of their own, so that paths stay as they are. And it does not reach a merge inside another step, nor
 * the vertices that a merge looks for: the key is written into their maps.
 */
export class PartitionRewrite {
  readonly #process: GremlinDriver['module']['process']
  readonly #partition: Partition
  readonly #strategy: gremlinProcess.TraversalStrategy

  constructor(driver: GremlinDriver, partition: Partition) {
    this.#process = driver.module.process
    this.#partition = partition
    this.#strategy = partitionStrategy(driver, partition)
  }

  /** The bytecode to send; what was given stays as it is. */
  ofTraversal(bytecode: Bytecode): Bytecode {
    const { sourceInstructions, stepInstructions } = instructionsOf(bytecode)
    const rewritten = this.#rewritten(stepInstructions, true)
    for (const [name, ...values] of sourceInstructions) rewritten.addSource(name, values.map(this.#value))
    return rememberOriginal(rewritten.addSource('withStrategies', [this.#strategy]), bytecode)
  }

  #rewritten(steps: readonly Instruction[], isWhole = false): Bytecode {
    const values = steps.map(([name, ...given]): Instruction => [name, ...given.map(this.#value)])
    const groups = withModulatorsOfMaps(values)
    // The maps that are the results are read when they come, which costs less.
    const results = isWhole && isMapOfProperties(groups.at(-1)?.[0]) ? groups.splice(-1).flat() : []
    return this.#bytecode([...groups.flatMap((group) => this.#steps(group)), ...results])
  }

  #bytecode(steps: readonly Instruction[]): Bytecode {
    const bytecode = new this.#process.Bytecode()
    for (const [name, ...values] of steps) bytecode.addStep(name, values)
    return bytecode
  }

  #steps(group: readonly [Instruction, ...Instruction[]]): Instruction[] {
    const [step] = group
    const [name, ...values] = step
    const inside = this.#throughEdges(step) ?? withoutKey(this.#process, group)
    // A filter keeps the path as it is.
    if (inside) return name === 'properties' ? inside : [['flatMap', this.#bytecode(inside)]]
    if (isMerge(step)) return [[name, ...values.map((value) => (isWrittenOut(value) ? this.#kept(value) : value))]]
    if (name === 'option' && findsVertex(values[0])) return [[name, values[0], this.#vertexToMerge(values[1])]]
    return [...group]
  }

  /** `otherV` would have the engine keep the path of everything: `both()` becomes the two ways one by one. */
  #throughEdges([name, ...values]: Instruction): Instruction[] | undefined {
    const named = name === 'to' ? directions[enumWord(values[0]) ?? ''] : undefined
    const labels = named ? values.slice(1) : values
    const out: Instruction[] = [['outE', ...labels], ['inV']]
    const into: Instruction[] = [['inE', ...labels], ['outV']]
    switch (named ?? name) {
      case 'out':
        return out
      case 'in':
        return into
      case 'both':
        return [['union', this.#bytecode(out), this.#bytecode(into)]]
      default:
        return undefined
    }
  }

  #kept(map: object | null | undefined): object {
    return withEntry(map, PARTITION_KEY, this.#partition.own)
  }

  /** A map that is found by a traversal fails at the step that is added: only elements have properties. */
  #vertexToMerge(value: unknown): unknown {
    if (isWrittenOut(value)) return this.#kept(value)
    const isSeen: Instruction = ['has', PARTITION_KEY, this.#process.P.within(readPartitions(this.#partition))]
    return this.#bytecode([...(nestedSteps(value) ?? []), isSeen])
  }

  readonly #value = (value: unknown): unknown => {
    const steps = nestedSteps(value)
    if (steps) return this.#rewritten(steps)
    if (value instanceof this.#process.TraversalStrategy) return this.#strategyOver(value)
    if (Array.isArray(value)) return value.map(this.#value)
    if (value instanceof Set) return new Set([...value].map(this.#value))
    if (value instanceof Map)
      return new Map(entriesOf(value).map((entry) => entry.map(this.#value) as [unknown, unknown]))
    if (isMap(value)) return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, this.#value(item)]))
    return value
  }

  /** A strategy can have traversals in its configuration. Its class has to stay: the serialiser tells it by its name. */
  #strategyOver<Strategy extends object>(strategy: Strategy): Strategy {
    const { configuration = {} } = strategy as { configuration?: object }
    return Object.assign(Object.create(Object.getPrototypeOf(strategy)), strategy, {
      configuration: this.#value({ ...configuration }),
    })
  }
}

/**
 * TinkerPop's strategy that keeps a traversal to partitions. The driver has this class and does not export it. Its
 * serialisers go by the class's name, or by what an instance made without arguments says of itself.
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

type Process = typeof gremlinProcess

/** Whether a step makes a map of an element's properties. */
function isMapOfProperties(step: Instruction | undefined): boolean {
  return step !== undefined && ['valueMap', 'propertyMap', 'elementMap'].includes(step[0])
}

/** The modulators of a step that makes a map. */
const ofMaps = new Set(['by', 'with'])

/** The steps one by one, a map with the modulators that follow it. */
function withModulatorsOfMaps(steps: readonly Instruction[]): [Instruction, ...Instruction[]][] {
  const groups: [Instruction, ...Instruction[]][] = []
  for (const step of steps) {
    const group = groups.at(-1)
    if (isMapOfProperties(group?.[0]) && ofMaps.has(step[0])) group?.push(step)
    else groups.push([step])
  }
  return groups
}

/**
 * The steps that show the same as a step which shows all properties, but for the partition key; `undefined` for any other
 * step. They have to stand inside a step of their own, so that paths stay as they are.
 */
function withoutKey(
  { statics: __, P, column, scope }: Process,
  [step, ...modulators]: readonly [Instruction, ...Instruction[]],
): Instruction[] | undefined {
  const [name, ...values] = step
  if (values.some((value) => typeof value === 'string')) return undefined
  const isOther: Instruction = ['hasKey', P.neq(PARTITION_KEY)]
  if (name === 'properties') return [step, isOther]
  if (name === 'values') return [['properties'], isOther, ['value']]
  if (!isMapOfProperties(step)) return undefined
  // No step takes an entry out of a map by its key. So the key's entry is put in front and skipped; the others keep their order.
  const isKey = () => __.select(column.keys).is(PARTITION_KEY)
  const others = __.order(scope.local)
    .by(__.choose(isKey(), __.constant(0), __.constant(1)))
    .skip(scope.local, 1)
  const hidden = __.choose(__.unfold().filter(isKey()), others)
  return [step, ...modulators, ...instructionsOf(hidden.getBytecode()).stepInstructions]
}
