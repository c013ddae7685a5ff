import gremlin from 'gremlin'

const { process } = gremlin
const { P, TextP, statics, cardinality } = process
const { TraversalStrategy, withOptions } = process as unknown as Unexported

/** What the driver's types leave out. */
interface Unexported {
  readonly TraversalStrategy: new (name: string, configuration: object) => gremlin.process.TraversalStrategy
  readonly withOptions: object
}

/** Something in a feature that the driver cannot say, or that is not read here. */
export class Unreadable extends Error {}

/** JavaScript's words are not free for steps and enums. */
export function renamed(name: string): string {
  return ['in', 'from', 'with'].includes(name) ? `${name}_` : name
}

const enums = {
  T: process.t,
  Scope: process.scope,
  Merge: process.merge,
  Order: process.order,
  Pop: process.pop,
  Column: process.column,
  Operator: process.operator,
  Direction: {
    ...process.direction,
    OUT: process.direction.out,
    IN: process.direction.in,
    BOTH: process.direction.both,
  },
  Barrier: process.barrier,
  Pick: process.pick,
}

/** What stands for a value. */
export const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...Object.values(enums).flatMap((words) => Object.entries(words)),
  ...Object.entries(cardinality),
  ...Object.entries(enums),
  ['Cardinality', cardinality],
  ['WithOptions', withOptions],
  ['__', statics],
  ['P', P],
  ['TextP', TextP],
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
])

/** What may be called without anything before it. */
export const functions: object = {
  ...named(P as object),
  ...named(TextP as object),
  ...statics,
  datetime: (text: string) => new Date(text),
}

/** The static methods of a class. */
function named(of: object): object {
  const methods = Object.getOwnPropertyNames(of).filter(
    (name) => typeof (of as Record<string, unknown>)[name] === 'function',
  )
  return Object.fromEntries(methods.map((name) => [name, (...values: unknown[]) => (of as Methods)[name]?.(...values)]))
}
type Methods = Readonly<Record<string, (...values: unknown[]) => unknown>>

const packages: readonly (readonly [names: RegExp, name: string])[] = [
  [/^(?:Partition|Subgraph|Seed)/, 'decoration'],
  [/^(?:ReadOnly|EdgeLabel|ReservedKeys)/, 'verification'],
  [/^Productive/, 'optimization'],
]

/** A strategy as the driver makes it: its class's name is what it goes by. */
export function strategyOf(name: string, configuration: object): gremlin.process.TraversalStrategy {
  const [, inPackage] = packages.find(([names]) => names.test(name)) ?? []
  if (inPackage === undefined) throw new Unreadable(name)
  const entries = Object.entries(configuration).map(([key, value]) => [
    key,
    value instanceof process.Traversal ? value.getBytecode() : value,
  ])
  const classes = { [name]: class extends TraversalStrategy {} }
  const Strategy = classes[name] as typeof TraversalStrategy
  return new Strategy(
    `org.apache.tinkerpop.gremlin.process.traversal.strategy.${inPackage}.${name}`,
    Object.fromEntries(entries),
  )
}
