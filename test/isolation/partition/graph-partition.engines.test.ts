import { createRequire } from 'node:module'
import gremlin from 'gremlin'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { GremlinDriver } from '../../../src/clients/gremlin/driver.ts'
import { fingerprintGraph } from '../../../src/isolation/graph/graph-fingerprint.ts'
import type { GraphContents } from '../../../src/isolation/graph/restore-graph.ts'
import { restoreGraph } from '../../../src/isolation/graph/restore-graph.ts'
import { GraphPartition } from '../../../src/isolation/partition/graph-partition.ts'
import { PARTITION_KEY } from '../../../src/isolation/partition/partition.ts'
import { assertDatasetCounts, leaveSharedGraph } from '../../../src/isolation/partition/shared-graph.ts'
import { defaultDriver, graphsOfFile, SHARED } from '../partition-graphs.ts'
import { modern } from '../traversals.ts'

type Source = gremlin.process.GraphTraversalSource
const { statics: __, cardinality, t } = gremlin.process

// Without types under its other name; those of the default version describe it too.
const driver38: GremlinDriver = {
  module: createRequire(import.meta.url)('gremlin-3.8') as GremlinDriver['module'],
  version: '3.8.2',
}

const graphs = graphsOfFile()
let contents: GraphContents
let raw: Source
let fingerprint: string

const first = async (asked: { next(): Promise<{ value?: unknown }> }) => (await asked.next()).value
const counts = async (g: Source) => [await first(g.V().count()), await first(g.E().count())]
const proof = (): Promise<void> =>
  leaveSharedGraph({
    g: raw,
    driver: defaultDriver,
    prefix: 'run-',
    dataset: { partition: SHARED, fingerprint },
    ownership: 'stand-in',
    warn: () => {},
  })

beforeAll(async () => {
  contents = await graphs.lay(modern, 'shared', true)
  raw = graphs.connect('g0').g
})

beforeEach(async () => {
  await restoreGraph({ g: raw, contents })
  fingerprint = await fingerprintGraph(raw, defaultDriver, SHARED)
})

test('the results of subgraph() and tree(), for which the driver has no classes, do not show the partition key', async () => {
  const { g } = graphs.partition('g0', 'run-one').neptune
  await g.addV('bare').as('a').addE('loop').to('a').iterate()
  const id = expect.any(String)
  const wire = (type: string, value: unknown) => ({ '@type': `g:${type}`, '@value': value })
  const vertex = wire('Vertex', { id, label: 'bare' })
  const edge = wire('Edge', { id, label: 'loop', inV: id, outV: id, inVLabel: 'bare', outVLabel: 'bare' })
  const found = g.E().hasLabel('loop').subgraph('found').cap('found')
  expect(await found.toList()).toStrictEqual([{ vertices: [vertex], edges: [edge] }])
  const leaf = { key: vertex, value: wire('Tree', []) }
  const tree = g.V().hasLabel('bare').outE().inV().tree()
  expect(await tree.toList()).toStrictEqual([
    [{ key: vertex, value: wire('Tree', [{ key: edge, value: wire('Tree', [leaf]) }]) }],
  ])
  const [shared] = await g.E().hasLabel('created').subgraph('found').cap('found').toList()
  expect(JSON.stringify(shared)).toMatch(/"name":\[.*"weight":/)
  expect(JSON.stringify(shared)).not.toContain(PARTITION_KEY)
})

test.for([
  ['3.7', defaultDriver],
  ['3.8', driver38],
] as const)(
  'a test adds, changes and removes its own elements, and nobody else sees them, with driver %s',
  async ([, driver]) => {
    const [one, two] = ['run-one', 'run-two'].map((own) => graphs.partition('g0', own, { driver }))
    const { g } = one!.neptune
    const { value: vertex } = await g.addV('person').property('name', 'marko').next()
    await g.V('1').as('a').V('6').addE('knows').from_('a').iterate()
    await g.V(vertex).property(driver.module.process.cardinality.single, 'name', 'anna').iterate()
    expect(await g.V(vertex.id).values('name').toList()).toEqual(['anna'])
    expect(await counts(g)).toEqual([7, 7])
    // The dataset has one of that name.
    const { statics } = driver.module.process
    const [merged] = await one!.own
      .inject(0)
      .map(statics.mergeV(new Map([['name', 'josh']])))
      .id()
      .toList()
    expect(await raw.V(merged).values(PARTITION_KEY).toList()).toEqual(['run-one'])
    expect(await g.V(merged).map(statics.valueMap()).toList()).toEqual([new Map([['name', ['josh']]])])
    // Elements with their properties, as each driver has them.
    const shown = await g.V('1').outE().inV().path().toList()
    expect(JSON.stringify(shown)).toContain('marko')
    expect(JSON.stringify(shown)).not.toContain(PARTITION_KEY)
    expect(await counts(two!.neptune.g)).toEqual([6, 6])
    expect(await first(two!.neptune.g.V('1').out('knows').count())).toBe(2)

    await one!.remove()
    expect(await counts(raw)).toEqual([6, 6])
    await expect(proof()).resolves.toBeUndefined()
  },
)

test('a test may change and merge what it has made in any way through neptune.owned', async () => {
  const partition = graphs.partition('g0', 'run-own')
  await partition.neptune.g.addV('person').property('name', 'marko').next()
  const { own } = partition
  expect(await counts(own)).toEqual([1, 0])
  await own.V().has('name', 'marko').property('age', 1).iterate()
  await own
    .mergeV(
      new Map<unknown, unknown>([
        [t.label, 'person'],
        ['name', 'josh'],
      ]),
    )
    .next()
  await own
    .mergeV(
      new Map<unknown, unknown>([
        [t.label, 'person'],
        ['name', 'josh'],
      ]),
    )
    .next()
  expect(await counts(own)).toEqual([2, 0])
  expect(await counts(partition.neptune.g)).toEqual([8, 6])
  await own.V().drop().iterate()
  expect(await counts(partition.neptune.g)).toEqual([6, 6])
  await partition.remove()
  await expect(proof()).resolves.toBeUndefined()
})

test('a test in a partition without a dataset sees only its own elements', async () => {
  const [one, two] = ['one', 'two'].map((own) => graphs.partition('g1', own, { hasDataset: false }))
  await two!.neptune.g.addV('person').next()
  const { g } = one!.neptune
  await g.mergeV(new Map([['name', 'anna']])).next()
  await g.V().has('name', 'anna').property('age', 3).iterate()
  expect(await g.V().values('age').toList()).toEqual([3])
  await g.V().drop().iterate()
  expect(await counts(g)).toEqual([0, 0])
  expect(await counts(two!.neptune.g)).toEqual([1, 0])
  await Promise.all([one!.remove(), two!.remove()])
  expect(await counts(graphs.connect('g1').g)).toEqual([0, 0])
})

test('a transaction in a partition stays in the partition, and its traversals are inspected', async () => {
  const partition = graphs.partition('g0', 'run-transaction')
  const transaction = partition.neptune.g.tx()
  const inside = transaction.begin()
  await inside.addV('person').property('name', 'anna').iterate()
  await expect(inside.V('1').drop().iterate()).rejects.toThrow("drop() is rejected at isolation level 'partition'")
  await transaction.commit()
  expect(await first(raw.V().has('name', 'anna').values(PARTITION_KEY))).toBe('run-transaction')
  await partition.remove()
  await expect(proof()).resolves.toBeUndefined()
})

test("tests that write edges to the same shared vertex at the same time do not see each other's edges", async () => {
  await Promise.all(
    Array.from({ length: 6 }, async (_, worker) => {
      for (let round = 0; round < 5; round += 1) {
        const partition = graphs.partition('g0', `run-${worker}-${round}`)
        const { g } = partition.neptune
        await g.V('1').as('hub').addV('person').addE('knows').from_('hub').iterate()
        expect(await first(g.V('1').out('knows').count())).toBe(3)
        await partition.remove()
      }
    }),
  )
  await expect(proof()).resolves.toBeUndefined()
})

test('Gremlin scripts are rejected in a partition', async () => {
  const { client } = graphs.partition('g0', 'run-script').neptune
  const message = expect.stringMatching(/^neptune\.client is rejected at isolation level 'partition'/)
  const rejection = { code: 'AWS_FIXTURE_NAMESPACE', fault: 'user', message }
  await expect(client.submit('g.V()')).rejects.toMatchObject(rejection)
  await expect(client.stream('g.V()').toArray()).rejects.toMatchObject(rejection)
  await expect(client.open()).rejects.toMatchObject(rejection)
})

test('removing a partition fails where the next observation still finds elements in it', async () => {
  const connection = graphs.connect('g0')
  // Another request gets in between the removal and the counting.
  const meddling = new Proxy(connection.g, {
    get(target, name) {
      if (name !== 'V') return Reflect.get(target, name)
      return () => ({
        has: (key: string, value: string) => ({
          drop: () => ({ toList: () => raw.addV('stray').property(PARTITION_KEY, 'run-left').next() }),
          count: () => target.V().has(key, value).count(),
        }),
      })
    },
  })
  const partition = new GraphPartition({
    connection,
    cleaner: meddling,
    driver: defaultDriver,
    own: 'run-left',
    dataset: SHARED,
  })
  await partition.neptune.g.addV('person').next()
  await expect(partition.remove()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringMatching(/ run-left .*\n.* 2 vertices and 0 edges/),
  })
})

test('the end of a run removes the partition of a test that was interrupted', async () => {
  await graphs.partition('g0', 'run-interrupted').neptune.g.V('1').addE('knows').to(__.V('6')).next()
  await expect(proof()).resolves.toBeUndefined()
  expect(await counts(raw)).toEqual([6, 6])
})

test('the end of a run fails where the shared graph holds elements without a partition', async () => {
  await raw.addV('stray').as('a').V('1').addE('stray').from_('a').next()
  await expect(proof()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_LEAKED_RESOURCE',
    message: expect.stringMatching(/^Outside of every test's partition the graph holds 1 vertex and 1 edge\.\n/),
  })
})

test.for<readonly [string, (g: Source) => { next(): Promise<unknown> }]>([
  ['a property of a vertex has another value', (g) => g.V('1').property(cardinality.single, 'age', 30)],
  ['a vertex has one more value', (g) => g.V('1').property(cardinality.set, 'name', 'more')],
  ['an edge has another value', (g) => g.E('7').property('weight', 0.6)],
  ['an edge is gone', (g) => g.E('7').drop()],
])('the end of a run fails where, in the shared dataset, %s', async ([, change]) => {
  await change(raw).next()
  await expect(proof()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_LEAKED_RESOURCE',
    message: expect.stringMatching(/^The dataset that all tests share /),
  })
})

test('a test file fails at its end where elements of the shared dataset are gone', async () => {
  await expect(assertDatasetCounts(raw, contents, SHARED)).resolves.toBeUndefined()
  await raw.V('1').drop().next()
  await expect(assertDatasetCounts(raw, contents, SHARED)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringContaining('5 vertices and 3 edges instead of 6 vertices and 6 edges'),
  })
})
