import gremlin from 'gremlin'
import { describe, expect, test } from 'vitest'
import { inspectSource, sideEffectsOf } from '../../../src/isolation/partition/inspect-source.ts'
import { inspectTraversal } from '../../../src/isolation/partition/inspect-traversal.ts'
import { instructionsOf } from '../../../src/isolation/traversal/bytecode.ts'

type Source = gremlin.process.GraphTraversalSource
type Traversal = gremlin.process.Traversal
const { AnonymousTraversalSource, statics: __, P, t, cardinality, direction, merge } = gremlin.process
const { TraversalStrategy } = gremlin.process as unknown as { TraversalStrategy: new (name: string) => object }
const unconnected = { submit: async () => ({}), close: async () => {} } as never
const source = AnonymousTraversalSource.traversal().withRemote(unconnected)
const vertex = (id: string) => new gremlin.structure.Vertex(id as never, 'person')
const ownVertex = vertex('mine')
const otherVertex = vertex('1')

function read(write: (g: Source) => unknown, seesDataset: boolean) {
  const { sourceInstructions, stepInstructions } = instructionsOf((write(source) as Traversal).getBytecode())
  const options = { seesDataset, isOwn: (id: string) => id === 'mine', sideEffects: sideEffectsOf(sourceInstructions) }
  inspectSource(sourceInstructions, stepInstructions, options)
  return inspectTraversal(stepInstructions, options)
}

/** The step that is rejected, and why; `sent` where nothing is. */
function verdict(write: (g: Source) => unknown, seesDataset = true): string {
  try {
    read(write, seesDataset)
    return 'sent'
  } catch (error) {
    const [, step, reason = ''] =
      /^(.*) is rejected at isolation level 'partition': (.*)/.exec((error as Error).message) ?? []
    const [why] = Object.entries(reasons).find(([, text]) => reason.startsWith(text)) ?? [String(error)]
    return `${step}: ${why}`
  }
}
const reasons = {
  id: 'a test that shares its graph cannot choose the ids',
  change: 'it may change elements that other tests see too',
  merge: 'whether it finds an element or makes one',
  nestedMerge: 'a merge inside another step is kept',
  mergedVertex: 'a map that is not written out can find the vertex of another test',
  key: 'the partition key says which test',
  unreadable: 'it does not say what it does',
  file: 'it reads a file into the graph',
  strategy: 'it removes or replaces the strategy',
}

describe('a traversal that a partition lets pass', () => {
  test.for<readonly [string, (g: Source) => unknown]>([
    ['what only reads', (g) => g.V().has('name', 'x').out().values('name').fold()],
    ['properties of a new vertex', (g) => g.addV('a').property('x', 1).property(cardinality.single, 'y', 2)],
    ['properties of a new edge', (g) => g.V('1').as('a').V('2').addE('e').from_('a').property('w', 1)],
    ['an edge to a new vertex', (g) => g.V('1').addE('e').to(__.addV('b').property('x', 1)).property('w', 1)],
    ['a new vertex that is selected again', (g) => g.addV('a').as('a').V('1').select('a').property('x', 1)],
    ['a vertex of a known id', (g) => g.V('mine').property('x', 1)],
    ['a vertex that a traversal returned', (g) => g.V(ownVertex).drop()],
    ['a vertex found by a known id', (g) => g.V().hasId('mine').drop()],
    ['a vertex found by T.id', (g) => g.V().has(t.id, 'mine').drop()],
    ['edges of an own vertex', (g) => g.V('mine').outE('e').has('w', P.gt(1)).drop()],
    ['properties of an own vertex', (g) => g.V('mine').properties('x').drop()],
    ['an addition where nothing is found', (g) => g.V().fold().coalesce(__.unfold(), __.addV('a').property('x', 1))],
    [
      'a change in either branch of what is own',
      (g) => g.V('mine').choose(__.has('x'), __.property('x', 1), __.property('y', 1)),
    ],
    ['a change in a loop over what is own', (g) => g.V('mine').repeat(__.property('x', 1)).times(2)],
    ['a collection of what is own', (g) => g.V('mine').aggregate('all').cap('all').unfold().drop()],
    ['an addition in a side effect', (g) => g.V('1').sideEffect(__.addV('log').property('x', 1))],
  ])('is sent: %s', ([, write]) => {
    expect(verdict(write)).toBe('sent')
  })
})

describe('a traversal that a partition does not let pass', () => {
  test.for<readonly [string, (g: Source) => unknown, string]>([
    ['a chosen id of a vertex', (g) => g.addV('a').property(t.id, 'x'), 'property(): id'],
    ['a chosen id with a cardinality', (g) => g.addV('a').property(cardinality.single, t.id, 'x'), 'property(): id'],
    ['a chosen id in a map', (g) => g.addV('a').property(new Map([[t.id, 'x']])), 'property(): id'],
    [
      'a chosen id in a branch',
      (g) => g.V().fold().coalesce(__.unfold(), __.addV('a').property(t.id, 'x')),
      'property(): id',
    ],
    ['a property of what is shared', (g) => g.V().has('name', 'x').property('x', 1), 'property(): change'],
    ['a property of an id that is not known', (g) => g.V('mine', '1').property('x', 1), 'property(): change'],
    ['a property of a vertex that is not own', (g) => g.V(otherVertex).property('x', 1), 'property(): change'],
    [
      'a property after an addition or a find',
      (g) => g.V().fold().coalesce(__.unfold(), __.addV('a')).property('x', 1),
      'property(): change',
    ],
    ['a property of the other end', (g) => g.V('mine').out().property('x', 1), 'property(): change'],
    [
      'a property of the end of a new edge',
      (g) => g.addE('e').from_(__.V('1')).to(__.V('2')).inV().property('x', 1),
      'property(): change',
    ],
    [
      'a property of what was selected',
      (g) => g.V('1').as('a').addV('b').select('a').property('x', 1),
      'property(): change',
    ],
    [
      'a label used for both',
      (g) => g.V('1').as('a').addV('b').as('a').select('a').property('x', 1),
      'property(): change',
    ],
    ['a step in a direction', (g) => g.V('mine').to(direction.out).property('x', 1), 'property(): change'],
    ['a drop in a loop that leaves what is own', (g) => g.V('mine').repeat(__.out()).times(2).drop(), 'drop(): change'],
    [
      'a drop inside the loop that leaves it',
      (g) => g.V('mine').repeat(__.sideEffect(__.drop()).out()).times(2),
      'drop(): change',
    ],
    ['a drop in one of two branches', (g) => g.V('1').choose(__.has('x'), __.identity(), __.drop()), 'drop(): change'],
    ['a drop in an option', (g) => g.V('1').choose(__.label()).option('a', __.drop()), 'drop(): change'],
    ['a drop in a filter', (g) => g.V('1').where(__.drop()), 'drop(): change'],
    ['a drop in a modulator', (g) => g.V('1').group().by(__.sideEffect(__.drop())), 'drop(): change'],
    ['a drop in a match', (g) => g.V('mine').match(__.as('a').drop()), 'drop(): change'],
    ['a drop of edges of what is shared', (g) => g.V('1').outE().drop(), 'drop(): change'],
    ['a drop after a step that is not known', (g) => g.V('mine').project('a').select('a').drop(), 'drop(): change'],
    // Each of these would get hold of a shared vertex under the name of an own one.
    [
      'a key of a map that is spelt like a label',
      (g) => g.addV('a').as('a').V('1').project('a').by().select('a').drop(),
      'drop(): change',
    ],
    [
      'a key of a group that is spelt like a label',
      (g) => g.addV('a').as('a').V('1').group().by(__.constant('a')).select('a').unfold().drop(),
      'drop(): change',
    ],
    [
      'a drop in a condition of a loop',
      (g) => g.V('mine').until(__.sideEffect(__.drop())).repeat(__.out()),
      'drop(): change',
    ],
    ['a drop in what comes out of a loop', (g) => g.V('mine').repeat(__.out()).emit(__.drop()), 'drop(): change'],
    ['a drop along the path', (g) => g.V('1').addV('a').path().by(__.sideEffect(__.drop())), 'drop(): change'],
    [
      'a drop of what was selected through another',
      (g) => g.addV('a').as('a').select('a').by(__.V('1')).drop(),
      'drop(): change',
    ],
    [
      'a drop of what was collected through another',
      (g) => g.addV('a').aggregate('all').by(__.V('1')).cap('all').unfold().drop(),
      'drop(): change',
    ],
    ['a drop of the partition key', (g) => g.V('mine').properties('_vaf_partition').drop(), 'properties(): key'],
    ['a change of what was injected', (g) => g.inject(ownVertex).property('x', 1), 'property(): change'],
    ['the partition key', (g) => g.addV('a').property('_vaf_partition', 'dataset'), 'property(): key'],
    ['the partition key in an object', (g) => g.addV('a').property({ _vaf_partition: 'dataset' }), 'property(): key'],
    ['a key that is computed', (g) => g.addV('a').property(__.constant('x'), 1), 'property(): unreadable'],
    ['mergeV', (g) => g.mergeV(new Map([['x', 1]])), 'mergeV(): merge'],
    ['mergeE', (g) => g.mergeE(new Map([['x', 1]])), 'mergeE(): merge'],
    ['a merge in a step', (g) => g.inject(0).union(__.mergeV(new Map([['x', 1]]))), 'mergeV(): merge'],
    [
      'a drop in a map of properties',
      (g) => g.addV('a').property(new Map([['x', __.V('1').sideEffect(__.drop()).count()]])),
      'drop(): change',
    ],
    [
      'a drop after an or() without arguments, which makes what stands beside it its arguments',
      (g) => g.V().hasId('mine').or().hasLabel('a').drop(),
      'drop(): change',
    ],
    ['a drop of what such an or() lets pass', (g) => g.V('1').map(__.out().or().V('mine')).drop(), 'drop(): change'],
    ['a lambda in a list', (g) => g.inject([() => '1']), 'inject(): unreadable'],
    ['what is spelt as the wire does', (g) => g.inject({ '@type': 'g:Bytecode' }), 'inject(): unreadable'],
    [
      'a drop of what is found further on in the loop',
      (g) => g.addV('a').as('x').until(__.V('mine').select('x').drop()).repeat(__.V('1').as('x')),
      'drop(): change',
    ],
    [
      'a drop of what a map of an own vertex holds under the name of a label',
      (g) => g.addV('a').as('x').valueMap().select('x').drop(),
      'drop(): change',
    ],
    ['a lambda', (g) => g.V().map(() => 'it.get().remove()'), 'map(): unreadable'],
    ['a procedure', (g) => g.inject(1).call('--list'), 'call(): unreadable'],
    [
      'reading a file',
      (g) => (g as unknown as { io(f: string): { read(): unknown } }).io('x.json').read(),
      'io(): file',
    ],
    [
      'a graph computer',
      (g) => g.withStrategies(strategy('x.VertexProgramStrategy')).V(),
      'withStrategies(): strategy',
    ],
    [
      'another partition',
      (g) => g.withStrategies(strategy('decoration.PartitionStrategy')).V(),
      'withStrategies(): strategy',
    ],
    [
      'no partition',
      (g) => g.withoutStrategies(strategy('decoration.PartitionStrategy')).V(),
      'withoutStrategies(): strategy',
    ],
    [
      'no partition, by the name of a class of its own',
      (g) => g.withoutStrategies(new PartitionStrategy('decoration.SubgraphStrategy')).V(),
      'withoutStrategies(): strategy',
    ],
    [
      'no partition, by the name of the class',
      (g) => g.withoutStrategies('org.apache.tinkerpop.PartitionStrategy' as never).V(),
      'withoutStrategies(): strategy',
    ],
    [
      'ids by a property',
      (g) => g.withStrategies(strategy('decoration.ElementIdStrategy')).V(),
      'withStrategies(): strategy',
    ],
    ['a drop in a strategy', (g) => g.withStrategies(subgraph(__.sideEffect(__.drop()))).V(), 'drop(): change'],
    ['a sack of code', (g) => g.withSack(() => '1').V(), 'withSack(): unreadable'],
  ])('is rejected: %s', ([, write, expected]) => {
    expect(verdict(write)).toBe(expected)
  })
})

/** GraphSON goes by the name of the class alone. */
class PartitionStrategy extends TraversalStrategy {}

function strategy(name: string) {
  return new TraversalStrategy(`org.apache.tinkerpop.gremlin.process.traversal.strategy.${name}`)
}

function subgraph(vertices: Traversal) {
  return Object.assign(strategy('decoration.SubgraphStrategy'), { configuration: { vertices: vertices.getBytecode() } })
}

const map = (...entries: [unknown, unknown][]) => new Map(entries)

describe('a traversal in a partition without a dataset', () => {
  test.for<readonly [string, (g: Source) => unknown, string]>([
    ['may change everything', (g) => g.V().property('x', 1).out().sideEffect(__.outE().drop()).drop(), 'sent'],
    ['may merge', (g) => g.mergeV(new Map([['x', 1]])).option(merge.onMatch, new Map([['y', 1]])), 'sent'],
    ['may not choose ids', (g) => g.addV('a').property(t.id, 'x'), 'property(): id'],
    ['may not choose ids by a merge', (g) => g.mergeV(new Map([[t.id, 'x']])), 'mergeV(): id'],
    [
      'may not choose ids by an option of a merge',
      (g) => g.mergeV(new Map([['x', 1]])).option(merge.onCreate, new Map([[t.id, 'x']])),
      'option(): id',
    ],
    ['may not choose ids by a map that is made', (g) => g.mergeV(__.constant(map([t.id, 'x']))), 'mergeV(): id'],
    ['may not choose ids by a map that comes in', (g) => g.inject(map([t.id, 'x'])).mergeV(), 'mergeV(): id'],
    [
      'may not choose ids by a side effect',
      (g) => g.withSideEffect('m', map([t.id, 'x'])).mergeV(__.select('m')),
      'mergeV(): id',
    ],
    ['may merge by a map that is made', (g) => g.inject(map(['x', 1])).mergeV(), 'sent'],
    [
      'may merge in a step by maps that are written out',
      (g) => g.inject(0).union(__.mergeV(map(['x', 1])).option(merge.onMatch, map(['y', 1]))),
      'sent',
    ],
    ['may not merge in a step by a map that comes in', (g) => g.inject(0).map(__.mergeV()), 'mergeV(): nestedMerge'],
    [
      'may not merge in a step by a map that is made',
      (g) => g.inject(0).coalesce(__.mergeE(__.constant(map(['x', 1])))),
      'mergeE(): nestedMerge',
    ],
    [
      'may not change what a merge in a step finds by a map that is made',
      (g) => g.inject(0).map(__.mergeV(map(['x', 1])).option(merge.onMatch, __.constant(map(['y', 1])))),
      'option(): nestedMerge',
    ],
    [
      'may change what a merge finds',
      (g) => g.mergeE(map(['x', 1])).option(merge.onMatch, __.sideEffect(__.properties('y').drop()).constant(map())),
      'sent',
    ],
    [
      'may select the vertex that a merge looks for',
      (g) =>
        g
          .addV('a')
          .as('a')
          .mergeE(map([direction.out, merge.outV]))
          .option(merge.outV, __.select('a')),
      'sent',
    ],
    [
      'may not find the vertex of a merge by a map that is made',
      (g) => g.mergeE(map([direction.out, merge.outV])).option(merge.outV, __.constant(map(['x', 1]))),
      'option(): mergedVertex',
    ],
    [
      'may not merge by a strategy',
      (g) => g.withStrategies(subgraph(__.mergeV(__.constant(map(['x', 1]))))).V(),
      'mergeV(): nestedMerge',
    ],
    ['may not merge the partition key', (g) => g.mergeV({ _vaf_partition: 'dataset' }), 'mergeV(): key'],
    ['may not drop the partition key', (g) => g.V().properties('_vaf_partition').drop(), 'properties(): key'],
  ])('%s', ([, write, expected]) => {
    expect(verdict(write, false)).toBe(expected)
  })
})

test('inspecting a traversal tells whether it can change the graph and where its results come from', () => {
  // What these return is no id of an own element, however it looks.
  expect(read((g) => g.addV('a').as('a').select('a').by('name'), true).origin).toBe('mixed')
  expect(read((g) => g.addV('a').as('a').select('a').by(__.out().elementMap()), true).origin).toBe('mixed')
  expect(read((g) => g.withSideEffect('all', ['1']).addV('a').aggregate('all').cap('all'), true).origin).toBe('mixed')
  expect(read((g) => g.addV('a').order().by('name').as('a').select('a'), true).origin).toBe('own')
  expect(read((g) => g.addV('a').property('x', 1).id(), true)).toEqual({ changes: true, origin: 'own' })
  expect(read((g) => g.V('1').out().or().V('mine'), true).origin).toBe('mixed')
  expect(read((g) => g.addV('a').as('x').valueMap().select('x'), true).origin).toBe('mixed')
  expect(read((g) => g.addV('a').elementMap(), true).origin).toBe('described')
  expect(read((g) => g.inject(0).map(__.mergeV(new Map([['x', 1]]))), false)).toEqual({ changes: true, origin: 'own' })
  expect(read((g) => g.addV('a').values('x'), true)).toEqual({ changes: true, origin: 'mixed' })
  expect(read((g) => g.V().fold().coalesce(__.unfold(), __.addV('a')), true)).toEqual({ changes: true, origin: 'seen' })
  expect(read((g) => g.V().count(), true)).toEqual({ changes: false, origin: 'mixed' })
})

test("the rejection of a traversal quotes it and names the step, and is marked as the user's to act on", () => {
  expect(() => read((g) => g.V().has('iata', P.within('BOS')).sideEffect(__.out('route').drop()), true)).toThrow(
    expect.objectContaining({
      ...{ code: 'AWS_FIXTURE_NAMESPACE', fault: 'user', resource: 'graph' },
      message: expect.stringMatching(
        /^drop\(\) .*\n.* g\.V\(\)\.has\('iata',within\('BOS'\)\)\.sideEffect\(__\.out\('route'\)\.drop\(\)\)\n.*'neptune\.owned'/,
      ),
    }),
  )
})
