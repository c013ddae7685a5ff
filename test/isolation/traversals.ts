import gremlin from 'gremlin'
import type { DatasetGraph } from '../../src/dataset/dataset.ts'

type Source = gremlin.process.GraphTraversalSource
const { statics: __, P, TextP, t, cardinality, column, merge, order, scope } = gremlin.process

const person = (id: string, name: string, age: number) => ({
  id,
  label: 'person',
  properties: { name: [name], age: [age] },
})
const edge = (id: string, label: string, from: string, to: string, weight: number) => ({
  id,
  label,
  from,
  to,
  properties: { weight: { type: 'Double' as const, value: weight } },
})
/** The graph of TinkerPop's documentation. */
export const modern: DatasetGraph = {
  vertices: [
    person('1', 'marko', 29),
    person('2', 'vadas', 27),
    { id: '3', label: 'software', properties: { name: ['lop'], lang: ['java'] } },
    person('4', 'josh', 32),
    { id: '5', label: 'software', properties: { name: ['ripple'], lang: ['java'] } },
    person('6', 'peter', 35),
  ],
  edges: [
    edge('7', 'knows', '1', '2', 0.5),
    edge('8', 'knows', '1', '4', 1),
    edge('9', 'created', '1', '3', 0.4),
    edge('10', 'created', '4', '5', 1),
    edge('11', 'created', '4', '3', 0.4),
    edge('12', 'created', '6', '3', 0.2),
  ],
}

/** What the driver returns, as plain values in an order of their own. */
export function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const { objects, label, properties } = value as { objects?: unknown[]; label?: string; properties?: object }
  if (objects) return objects.map(plain)
  return label === undefined ? value : { label, keys: Object.keys(properties ?? {}).sort() }
}
const sorted = (values: readonly unknown[]) =>
  values.map(plain).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

type Row = readonly [title: string, run: (g: Source) => Promise<unknown>, expected: unknown]

/** Ordinary traversals, and what they come to at either level. */
export const alike: readonly Row[] = [
  ['counts vertices', async (g) => (await g.V().count().next()).value, 6],
  ['counts edges', async (g) => (await g.E().count().next()).value, 6],
  ['finds a vertex by its id', (g) => g.V('1').values('name').toList(), ['marko']],
  ['finds by label and property', (g) => g.V().has('person', 'name', 'marko').values('age').toList(), [29]],
  [
    'compares numbers',
    async (g) => sorted(await g.V().has('age', P.gt(30)).values('name').toList()),
    ['josh', 'peter'],
  ],
  [
    'compares text',
    async (g) => sorted(await g.V().has('name', TextP.startingWith('p')).values('name').toList()),
    ['peter'],
  ],
  ['walks one hop', async (g) => sorted(await g.V('1').out().values('name').toList()), ['josh', 'lop', 'vadas']],
  ['walks a labelled hop', async (g) => sorted(await g.V('1').out('knows').values('name').toList()), ['josh', 'vadas']],
  [
    'walks backwards',
    async (g) => sorted(await g.V('3').in_('created').values('name').toList()),
    ['josh', 'marko', 'peter'],
  ],
  ['walks both ways', async (g) => sorted(await g.V('4').both().values('name').toList()), ['lop', 'marko', 'ripple']],
  ['counts what is adjacent', async (g) => (await g.V('1').out('knows').count().next()).value, 2],
  ['walks edges', async (g) => sorted(await g.V('1').outE('created').inV().values('name').toList()), ['lop']],
  [
    'filters edges',
    async (g) => sorted(await g.V('1').outE().has('weight', P.gte(0.5)).inV().values('name').toList()),
    ['josh', 'vadas'],
  ],
  [
    'walks two hops, without the ones met before',
    (g) => g.V('1').as('a').out('created').in_('created').where(P.neq('a')).order().by('name').values('name').toList(),
    ['josh', 'peter'],
  ],
  [
    'keeps paths',
    (g) => g.V('1').out('knows').out('created').order().by('name').path().by('name').toList(),
    [
      ['marko', 'josh', 'lop'],
      ['marko', 'josh', 'ripple'],
    ],
  ],
  [
    'keeps the paths of properties',
    (g) => g.V('3').values().order().path().by('name').by().toList(),
    [
      ['lop', 'java'],
      ['lop', 'lop'],
    ],
  ],
  ['repeats', (g) => g.V('1').repeat(__.out()).times(2).order().by('name').values('name').toList(), ['lop', 'ripple']],
  [
    'repeats until',
    (g) => g.V('1').repeat(__.out().simplePath()).until(__.has('name', 'ripple')).path().by('name').toList(),
    [['marko', 'josh', 'ripple']],
  ],
  [
    'groups',
    async (g) => (await g.V().group().by(t.label).by(__.values('name').order().fold()).next()).value,
    { person: ['josh', 'marko', 'peter', 'vadas'], software: ['lop', 'ripple'] },
  ],
  ['counts groups', async (g) => (await g.V().groupCount().by(t.label).next()).value, { person: 4, software: 2 }],
  [
    'orders and cuts',
    (g) => g.V().hasLabel('person').order().by('age', order.desc).limit(2).values('name').toList(),
    ['peter', 'josh'],
  ],
  [
    'projects',
    (g) => g.V('4').project('name', 'made').by('name').by(__.out('created').count()).toList(),
    [{ name: 'josh', made: 2 }],
  ],
  [
    'selects',
    (g) => g.V('1').as('a').out('created').as('b').select('a', 'b').by('name').toList(),
    [{ a: 'marko', b: 'lop' }],
  ],
  [
    'matches',
    (g) =>
      g.V().match(__.as('a').out('created').as('b'), __.as('b').has('name', 'ripple')).select('a').by('name').toList(),
    ['josh'],
  ],
  [
    'tells who has none',
    async (g) => sorted(await g.V().hasLabel('person').not(__.out('created')).values('name').toList()),
    ['vadas'],
  ],
  [
    'joins ways',
    async (g) => sorted(await g.V('1').union(__.out('knows'), __.out('created')).values('name').toList()),
    ['josh', 'lop', 'vadas'],
  ],
  [
    'chooses',
    (g) => g.V('1', '3').order().by('name').choose(__.hasLabel('person'), __.values('age'), __.values('lang')).toList(),
    ['java', 29],
  ],
  ['shows a value map', (g) => g.V('1').valueMap().toList(), [{ name: ['marko'], age: [29] }]],
  [
    'shows an element map',
    (g) => g.V('3').elementMap().toList(),
    [{ id: '3', label: 'software', name: 'lop', lang: 'java' }],
  ],
  ['shows the map of an edge', (g) => g.E('7').valueMap().toList(), [{ weight: 0.5 }]],
  ['shows a vertex with its properties', (g) => g.V('1').toList(), [{ label: 'person', keys: ['age', 'name'] }]],
  ['shows an edge with its properties', (g) => g.E('7').toList(), [{ label: 'knows', keys: ['weight'] }]],
  [
    'shows the keys of maps inside a traversal',
    async (g) => [
      await g.V('1').valueMap().unfold().select(column.keys).order().toList(),
      await g.V('1').propertyMap().select(column.keys).order(scope.local).toList(),
      await g.E('7').elementMap().select(column.keys).unfold().count().toList(),
      await g.E('7').valueMap().with_('~tinkerpop.valueMap.tokens').count(scope.local).toList(),
      await g.V('1').map(__.valueMap().by(__.unfold())).select(column.values).order(scope.local).toList(),
      await g.V('1').properties('age').elementMap().count(scope.local).toList(),
    ],
    [['age', 'name'], [['age', 'name']], [5], [3], [[29, 'marko']], [3]],
  ],
  [
    'keeps the paths of maps',
    (g) => g.V('3').as('a').valueMap().as('b').path().by('name').by().toList(),
    [['lop', { name: ['lop'], lang: ['java'] }]],
  ],
  [
    'repeats at the cost of the elements there are',
    async (g) => (await g.V().repeat(__.both()).times(20).count().next()).value,
    231683790,
  ],
  ['lists the keys of properties', async (g) => sorted(await g.V('1').properties().key().toList()), ['age', 'name']],
  ['lists all values', async (g) => sorted(await g.V('1').values().toList()), ['marko', 29]],
  [
    'adds a vertex',
    async (g) => {
      await g.addV('person').property('name', 'anna').property('age', 40).next()
      return [(await g.V().count().next()).value, await g.V().has('name', 'anna').values('age').toList()]
    },
    [7, [40]],
  ],
  ['shows a vertex without properties', async (g) => [(await g.addV('person').next()).value.properties], [undefined]],
  [
    'adds an edge between elements of the dataset',
    async (g) => {
      await g.V('2').as('a').V('3').addE('created').from_('a').property('weight', 0.1).next()
      return [(await g.E().count().next()).value, await g.V('2').out('created').values('name').toList()]
    },
    [7, ['lop']],
  ],
  [
    'adds two vertices and an edge at once',
    async (g) => {
      await g
        .addV('person')
        .property('name', 'a')
        .as('a')
        .addV('person')
        .property('name', 'b')
        .as('b')
        .addE('knows')
        .from_('a')
        .to('b')
        .property('weight', 2)
        .iterate()
      return g.V().has('name', 'a').out('knows').values('name').toList()
    },
    ['b'],
  ],
  [
    'adds many from a list',
    async (g) => {
      await g
        .inject([new Map([['name', 'x']]), new Map([['name', 'y']])])
        .unfold()
        .as('row')
        .addV('person')
        .property('name', __.select('row').select('name'))
        .iterate()
      return sorted(await g.V().has('name', P.within('x', 'y')).values('name').toList())
    },
    ['x', 'y'],
  ],
  [
    'adds where there is none, and finds where there is one',
    async (g) => {
      const upsert = (name: string) =>
        g
          .V()
          .has('person', 'name', name)
          .fold()
          .coalesce(__.unfold(), __.addV('person').property('name', name))
          .id()
          .next()
      return [
        (await upsert('marko')).value,
        new Set([(await upsert('anna')).value, (await upsert('anna')).value]).size,
        (await g.V().count().next()).value,
      ]
    },
    ['1', 1, 7],
  ],
  [
    'changes what it has added, by its id',
    async (g) => {
      const { value } = await g.addV('person').property('name', 'anna').next()
      await g.V(value.id).property(cardinality.single, 'name', 'anne').property('age', 41).iterate()
      return g.V(value.id).valueMap().toList()
    },
    [{ name: ['anne'], age: [41] }],
  ],
  [
    'drops what it has added',
    async (g) => {
      const id = (await g.addV('person').id().next()).value
      await g.V(id).drop().iterate()
      return (await g.V().count().next()).value
    },
    6,
  ],
  [
    'drops all properties of what it has added, and nothing else',
    async (g) => {
      const { value } = await g.addV('person').property('name', 'anna').next()
      await g.V(value).properties().drop().iterate()
      return [(await g.V().count().next()).value, await g.V(value).valueMap().toList()]
    },
    [7, [{}]],
  ],
  [
    'has transactions',
    async (g) => {
      const tx = g.tx()
      const inside = tx.begin()
      await inside.addV('person').property('name', 'anna').iterate()
      const before = [(await inside.V().count().next()).value, (await g.V().count().next()).value]
      await tx.commit()
      return [...before, (await g.V().count().next()).value]
    },
    [7, 6, 7],
  ],
  [
    'rolls back',
    async (g) => {
      const tx = g.tx()
      await tx.begin().addV('person').iterate()
      await tx.rollback()
      return (await g.V().count().next()).value
    },
    6,
  ],
  [
    'collects on the way',
    async (g) => sorted(await g.V('1').out('knows').aggregate('seen').cap('seen').unfold().values('name').toList()),
    ['josh', 'vadas'],
  ],
  ['counts within', (g) => g.V('1').out().fold().count(scope.local).toList(), [3]],
  [
    'makes a subgraph by a strategy',
    async (g) => {
      const { TraversalStrategy } = gremlin.process as unknown as {
        TraversalStrategy: new (name: string, configuration: object) => gremlin.process.TraversalStrategy
      }
      class SubgraphStrategy extends TraversalStrategy {}
      const strategy = new SubgraphStrategy(
        'org.apache.tinkerpop.gremlin.process.traversal.strategy.decoration.SubgraphStrategy',
        { vertices: __.hasLabel('person').getBytecode() },
      )
      return sorted(await g.withStrategies(strategy).V('1').out().values('name').toList())
    },
    ['josh', 'vadas'],
  ],
  [
    'turns a map into columns',
    async (g) =>
      (
        await g
          .V()
          .hasLabel('person')
          .groupCount()
          .by('name')
          .order(scope.local)
          .by(column.keys)
          .limit(scope.local, 1)
          .next()
      ).value,
    { josh: 1 },
  ],
]

type Rejected = readonly [title: string, run: (g: Source) => Promise<unknown>, message: string]

/** What only a graph of its own allows, and what is said of it elsewhere. */
export const rejectedInPartition: readonly Rejected[] = [
  [
    'a chosen id',
    (g) => g.addV('person').property(t.id, 'mine').next(),
    "property() is rejected at isolation level 'partition': a test that shares its graph cannot choose the ids of elements: another test may choose the same ids.",
  ],
  [
    'mergeV',
    (g) => g.mergeV(new Map([['name', 'marko']])).next(),
    "mergeV() is rejected at isolation level 'partition': whether it finds an element or makes one depends on what is shared.",
  ],
  [
    'mergeE',
    (g) =>
      g
        .mergeE(
          new Map<unknown, unknown>([
            [t.label, 'knows'],
            [gremlin.process.direction.from_, '1'],
            [gremlin.process.direction.to, '6'],
          ]),
        )
        .option(merge.onMatch, new Map([['weight', 2]]))
        .next(),
    "mergeE() is rejected at isolation level 'partition': whether it finds an element or makes one depends on what is shared.",
  ],
  [
    'a property on an element of the dataset',
    (g) => g.V('1').property('age', 30).next(),
    "property() is rejected at isolation level 'partition': it may change elements that other tests see too.",
  ],
  [
    'a drop of an element of the dataset',
    (g) => g.V('1').drop().iterate(),
    "drop() is rejected at isolation level 'partition': it may change elements that other tests see too.",
  ],
  [
    'a drop of everything',
    (g) => g.V().drop().iterate(),
    "drop() is rejected at isolation level 'partition': it may change elements that other tests see too.",
  ],
  [
    'a drop in a side effect',
    (g) => g.V('1').sideEffect(__.outE('knows').drop()).next(),
    "drop() is rejected at isolation level 'partition': it may change elements that other tests see too.",
  ],
]
