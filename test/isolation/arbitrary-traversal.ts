import * as fc from 'fast-check'
import gremlin from 'gremlin'

type Source = gremlin.process.GraphTraversalSource
type Traversal = gremlin.process.GraphTraversal
const { P, t, column, direction, merge, scope } = gremlin.process
type Bytecode = gremlin.process.Bytecode

/** What the driver's types leave out. */
interface SourceParts {
  readonly graph: unknown
  readonly traversalStrategies: unknown
  readonly bytecode: Bytecode
}
interface Unexported {
  readonly Bytecode: new (from?: Bytecode) => Bytecode
  readonly GraphTraversal: new (graph: unknown, strategies: unknown, bytecode: Bytecode) => Traversal
}
const { Bytecode, GraphTraversal } = gremlin.process as unknown as Unexported

/** A step as it goes over the wire. */
type Step = readonly [name: string, ...values: unknown[]]

/** An argument that is a traversal. */
class Nested {
  readonly steps: readonly Step[]
  constructor(steps: readonly Step[]) {
    this.steps = steps
  }
}

/** What the things at a point of a traversal are, so that most of what is made can run. */
type Kind = 'vertex' | 'edge' | 'property' | 'map' | 'value'

/** A step, and what comes of it; the steps after it modulate it. */
type Move = readonly [to: Kind, ...steps: Step[]]

const names = ['marko', 'josh', 'lop', 'hidden', 'new']
const keys = ['name', 'age', 'weight', 'note']
const labels = ['person', 'software', 'knows', 'created']
const stepLabels = ['a', 'b', 'name']

/** Makes traversals of all forms that can reach, change or make an element. */
class Maker {
  readonly #pick: fc.GeneratorValue
  constructor(pick: fc.GeneratorValue) {
    this.#pick = pick
  }

  start(): readonly Step[] {
    const [kind, ...steps] = this.#of<() => Move>([
      () => ['vertex', ['V']],
      () => ['vertex', ['V', this.#of(['1', '4', 'h1'])]],
      () => ['edge', ['E']],
      () => ['vertex', ['addV', 'person'], ['property', 'name', this.#of(names)]],
      () => ['map', ['inject', this.#map()]],
      () => this.#mergeV(),
      () => this.#mergeE(),
    ])()
    return [...steps, ...this.#steps(kind, 4)]
  }

  #of<Item>(items: readonly Item[]): Item {
    return items[this.#pick(fc.nat, { max: items.length - 1 })] as Item
  }

  #steps(from: Kind, budget: number): Step[] {
    const steps: Step[] = []
    let kind = from
    for (let left = this.#pick(fc.nat, { max: budget }); left > 0; left -= 1) {
      const [to, ...made] = this.#move(kind, budget)
      steps.push(...made)
      kind = to
    }
    return steps
  }

  #nested(from: Kind, budget: number, atLeast: readonly Step[] = [['identity']]): Nested {
    const steps = this.#steps(from, budget - 2)
    return new Nested(steps.length === 0 ? atLeast : steps)
  }

  #move(kind: Kind, budget: number): Move {
    const own = this.#ofKind(kind)
    const all = [...own, ...own, ...this.#ofAny(kind), ...(budget > 1 ? this.#nesting(kind, budget) : [])]
    return this.#of<() => Move>(all)()
  }

  #ofKind(kind: Kind): (() => Move)[] {
    switch (kind) {
      case 'vertex':
        return [
          () => ['vertex', [this.#of(['out', 'in', 'both'])]],
          () => ['vertex', [this.#of(['out', 'in', 'both']), this.#of(labels)]],
          () => ['vertex', ['to', this.#of([direction.out, direction.in, direction.both])]],
          () => ['edge', [this.#of(['outE', 'inE', 'bothE'])]],
          () => ['vertex', ['has', 'name', this.#of(names)]],
          () => [
            'edge',
            ['addE', 'knows'],
            [this.#of(['to', 'from']), new Nested([['V', this.#of(['1', '6', 'h1'])]])],
          ],
          ...this.#ofElement(kind),
        ]
      case 'edge':
        return [() => ['vertex', [this.#of(['outV', 'inV', 'bothV', 'otherV'])]], ...this.#ofElement(kind)]
      case 'property':
        return [
          () => ['value', [this.#of(['value', 'key'])]],
          () => ['vertex', ['element']],
          () => ['map', [this.#of(['valueMap', 'elementMap'])]],
          () => ['value', ['drop']],
        ]
      case 'map':
        return [
          () => ['map', ['unfold']],
          () => ['value', ['select', this.#of(['name', 'id', column.keys, column.values])]],
          () => ['value', ['count', scope.local]],
          () => ['vertex', ['mergeV'], ...this.#options()],
        ]
      case 'value':
        return [() => ['value', ['unfold']], () => ['value', ['count']], () => ['value', ['is', P.neq('marko')]]]
    }
  }

  #ofElement(kind: Kind): (() => Move)[] {
    return [
      () => [kind, ['property', this.#of(keys), this.#of<unknown>(['x', 1])]],
      () => [kind, ['property', new Map([['note', this.#nested(kind, 2, [['count']])]])]],
      () => ['value', ['drop']],
      () => ['property', ['properties']],
      () => ['property', ['properties', this.#of(keys)]],
      () => ['value', ['values']],
      () => ['value', ['id']],
      () => ['map', [this.#of(['valueMap', 'elementMap', 'propertyMap'])]],
      () => ['map', ['valueMap'], ['with', '~tinkerpop.valueMap.tokens'], ['by', new Nested([['unfold']])]],
      () => [kind, ['hasLabel', this.#of(labels)]],
    ]
  }

  #ofAny(kind: Kind): (() => Move)[] {
    const aggregated = this.#of(['all', 'some'])
    return [
      () => ['vertex', ['V']],
      () => ['vertex', ['V', this.#of(['1', 'h1'])]],
      () => ['edge', ['E']],
      () => ['vertex', ['addV', 'person'], ['property', 'name', this.#of(names)]],
      () => this.#mergeV(),
      () => this.#mergeE(),
      () => [kind, ['as', this.#of(stepLabels)]],
      () => ['vertex', ['select', this.#of(stepLabels)]],
      () => [kind, ['aggregate', aggregated]],
      () => ['value', ['cap', aggregated]],
      () => ['value', ['fold']],
      () => [kind, ['fold'], ['unfold']],
      () => [kind, ['dedup']],
      () => [kind, [this.#of(['and', 'or'])]],
      () => ['value', ['path']],
      () => ['value', ['constant', this.#of<unknown>(['1', this.#map()])]],
    ]
  }

  #nesting(kind: Kind, budget: number): (() => Move)[] {
    const inside = () => this.#nested(kind, budget)
    const twice = new Nested([['loops'], ['is', P.gte(2)]])
    // These take the first of what they get, whichever that is.
    const one = (name: string) => new Nested([...inside().steps, [name]])
    return [
      () => ['vertex', [this.#of(['union', 'coalesce']), inside(), inside()]],
      () => [kind, [this.#of(['optional', 'sideEffect', 'where', 'not']), inside()]],
      () => [kind, [this.#of(['flatMap', 'local']), inside()]],
      () => ['vertex', ['choose', inside(), inside(), inside()]],
      () => [kind, ['repeat', inside()], ['times', 2]],
      () => [kind, ['until', new Nested([['or', twice, inside()]])], ['repeat', inside()]],
      () => [kind, ['repeat', inside()], ['emit', inside()], ['times', 2]],
      () => ['value', ['map', one('fold')]],
      () => ['map', ['project', 'name', 'b'], ['by', one('fold')], ['by', one('count')]],
      () => ['map', ['group'], ['by', one('count')], ['by', one('fold')]],
      () => ['vertex', ['fold'], ['coalesce', new Nested([['unfold']]), this.#nested('value', budget)]],
    ]
  }

  #map(): Map<unknown, unknown> {
    return new Map([[this.#of(keys), this.#of<unknown>([...names, 29])]])
  }

  /** A map as an argument: as it stands, or made by a traversal. */
  #mapArgument(): unknown {
    return this.#of<() => unknown>([
      () => this.#map(),
      () => this.#map(),
      () => new Nested([['constant', this.#map()]]),
      () => new Nested([['select', this.#of(stepLabels)]]),
      () =>
        new Nested([
          ['sideEffect', new Nested([['property', 'note', 'x']])],
          ['constant', this.#map()],
        ]),
    ])()
  }

  #options(): Step[] {
    const tokens = [merge.onMatch, merge.onCreate].filter(() => this.#of([true, false]))
    return tokens.map((token) => ['option', token, this.#mapArgument()])
  }

  #mergeV(): Move {
    return ['vertex', ['mergeV', this.#mapArgument()], ...this.#options()]
  }

  #mergeE(): Move {
    const ends = this.#of<() => [unknown, unknown][]>([
      () => [],
      () => [[direction.out, '1']],
      () => [
        [direction.out, '1'],
        [direction.in, this.#of(['2', '6'])],
      ],
      () => [
        [direction.out, merge.outV],
        [direction.in, merge.inV],
      ],
    ])()
    const vertices: Step[] = ends.some(([, end]) => end === merge.outV)
      ? [
          ['option', merge.outV, this.#mapArgument()],
          ['option', merge.inV, this.#mapArgument()],
        ]
      : []
    const map = new Map<unknown, unknown>([
      [t.label, 'knows'],
      ...ends,
      ...(this.#of([true, false]) ? this.#map() : []),
    ])
    return ['edge', ['mergeE', this.#of([map, new Nested([['constant', map]])])], ...vertices, ...this.#options()]
  }
}

/** A traversal that is yet to get its source. */
export type MadeTraversal = (source: Source) => Traversal

export function makeTraversal(pick: fc.GeneratorValue): MadeTraversal {
  const steps = new Maker(pick).start()
  return (source) => {
    const { graph, traversalStrategies, bytecode } = source as unknown as SourceParts
    return new GraphTraversal(graph, traversalStrategies, addTo(new Bytecode(bytecode), steps))
  }
}

function addTo(bytecode: Bytecode, steps: readonly Step[]): Bytecode {
  const argument = (value: unknown): unknown => {
    if (value instanceof Nested) return addTo(new Bytecode(), value.steps)
    return value instanceof Map ? new Map([...value].map(([key, item]) => [key, argument(item)])) : value
  }
  for (const [name, ...values] of steps) bytecode.addStep(name, values.map(argument))
  return bytecode
}
