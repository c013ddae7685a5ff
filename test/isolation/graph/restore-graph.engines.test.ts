import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import gremlin from 'gremlin'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatasetGraph } from '../../../src/dataset/dataset.ts'
import type { GraphContents } from '../../../src/isolation/graph/restore-graph.ts'
import { restoreGraph } from '../../../src/isolation/graph/restore-graph.ts'
import { datasetFolder } from '../../dataset/dataset-folder.ts'
import { wholeGraph } from '../../dataset/whole-graph.ts'
import { writeGraph } from '../../dataset/write-graph.ts'
import type { RunningEngine } from '../../gate/start-engine.ts'
import { startEngine } from '../../gate/start-engine.ts'

// Without types under its other name; those of the default version describe it too.
const gremlin38 = createRequire(import.meta.url)('gremlin-3.8') as typeof gremlin

const fixture = fileURLToPath(new URL('../../../fixtures/airports/', import.meta.url))
let engine: RunningEngine
let folder: string
let airports: GraphContents
const connections: gremlin.driver.DriverRemoteConnection[] = []

function connect(graph: string, driver = gremlin): gremlin.process.GraphTraversalSource {
  const url = `ws://127.0.0.1:${engine.port}/gremlin`
  const connection = new driver.driver.DriverRemoteConnection(url, {
    traversalSource: graph,
    headers: engine.headers,
  })
  connections.push(connection)
  return driver.process.AnonymousTraversalSource.traversal().withRemote(connection)
}

async function lay(graph: DatasetGraph, name: string): Promise<GraphContents> {
  const file = join(folder, `${name}.json`)
  await writeGraph(graph, file)
  return { file, vertexCount: graph.vertices.length, edgeCount: graph.edges.length }
}

const counts = async (g: gremlin.process.GraphTraversalSource) => [
  (await g.V().count().next()).value,
  (await g.E().count().next()).value,
]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-graphs-'))
  engine = await startEngine('gremlin')
  const graph = await wholeGraph(fixture)
  airports = await lay(graph, 'airports')
})

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()))
  await engine?.stop()
  await rm(folder, { recursive: true, force: true })
})

test.for([
  ['3.7', gremlin],
  ['3.8', gremlin38],
] as const)('a graph that a test has changed is restored to what it was, with driver %s', async ([, driver]) => {
  const g = connect('g1', driver)
  await restoreGraph({ g, contents: airports })
  expect(await counts(g)).toEqual([3_376, 5_366])

  await g.V('BOS').drop().toList()
  await g.addV('airport').property('iata', 'NEW').next()
  await g.V('ORD').property('city', 'Elsewhere').next()
  await restoreGraph({ g, contents: airports })
  expect(await counts(g)).toEqual([3_376, 5_366])
  expect(await g.V('BOS').out('route').has('iata', 'ORD').values('city').toList()).toEqual(['Chicago'])
  expect(await g.V('ORD').values('city').toList()).toEqual(['Chicago'])

  await restoreGraph({ g })
  expect(await counts(g)).toEqual([0, 0])
})

test('a restored graph has the ids, labels, types and sets of values of the dataset', async () => {
  const directory = await datasetFolder({
    'neptune/v.csv': [
      '~id,~label,name:String[],constructor:String,big:Long,small:Int,half:Double,whole:Double,ok:Bool,seen:Date,none:Double',
      'a,person;admin,x;y;x,,9007199254740993,-7,0.5,34,true,2024-05-31T12:30:00Z,NaN',
      'b,person,"",Ferrari,,,,,,,',
    ].join('\n'),
    'neptune/e.csv': '~id,~from,~to,~label,since:Date,weight:Double\ne,a,b,knows,2024-05-31,0.25\nf,b,b,toString,,\n',
  })
  const graph = await wholeGraph(directory)
  const g = connect('g2')
  await restoreGraph({ g, contents: await lay(graph, 'types') })

  expect(Object.fromEntries((await g.V('a').valueMap().next()).value)).toEqual({
    name: ['x', 'y'],
    big: [expect.any(Number)],
    small: [-7],
    half: [0.5],
    whole: [34],
    ok: [true],
    seen: [new Date('2024-05-31T12:30:00Z')],
    none: [Number.NaN],
  })
  // The driver reads a Long into a number; the engine has all its digits.
  const { toLong } = gremlin.structure as unknown as { toLong(text: string): unknown }
  const withBig = async (text: string) => (await g.V().has('big', toLong(text)).count().next()).value
  expect([await withBig('9007199254740993'), await withBig('9007199254740992')]).toEqual([1, 0])
  expect(Object.fromEntries((await g.V('b').valueMap().next()).value)).toEqual({ name: [''], constructor: ['Ferrari'] })
  expect(await g.V('a').label().toList()).toEqual(['person::admin'])
  expect(await g.E().hasLabel('knows').id().toList()).toEqual(['e'])
  expect(Object.fromEntries((await g.E('e').valueMap().next()).value)).toEqual({
    since: new Date('2024-05-31T00:00:00Z'),
    weight: 0.25,
  })
  // As Neptune: another value is added, not put in its place.
  await g.V('b').property('name', 'z').next()
  expect(await g.V('b').values('name').toList()).toEqual(['', 'z'])
  expect(await g.V('b').out('toString').id().toList()).toEqual(['b'])
})

test('restoring a graph fails where the graph then holds other counts than the dataset', async () => {
  const g = connect('g3')
  await expect(restoreGraph({ g, contents: { ...airports, vertexCount: 3_375 } })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringContaining('3,376 vertices and 5,366 edges instead of 3,375 vertices and 5,366 edges'),
  })
})

test('restoring a graph fails where another request writes meanwhile', async () => {
  const g = connect('g3')
  await restoreGraph({ g })
  // Another request gets in between the reading and the counting.
  const meddling = new Proxy(g, {
    get(target, name) {
      if (name !== 'io') return Reflect.get(target, name)
      return (file: string) => ({
        read: () => ({
          async toList() {
            await (target as unknown as Reader).io(file).read().toList()
            await connect('g3').addV('stray').next()
          },
        }),
      })
    },
  })
  await expect(restoreGraph({ g: meddling, contents: airports })).rejects.toThrow(
    'It holds 3,377 vertices and 5,366 edges instead of 3,376 vertices and 5,366 edges.',
  )
})

interface Reader {
  io(file: string): { read(): { toList(): Promise<unknown> } }
}

test('a transaction that a test left open does not keep its graph from being restored', async () => {
  const g = connect('g0')
  await g.addV('hub').property(gremlin.process.t.id, 'hub').next()
  const transaction = g.tx()
  await transaction.begin().V('hub').property('name', 'open').next()
  await restoreGraph({ g })
  await transaction.rollback()
  expect(await counts(g)).toEqual([0, 0])
})

test('the error of a graph file that the engine cannot read quotes the engine', async () => {
  const g = connect('g0')
  await expect(restoreGraph({ g, contents: { ...airports, file: join(folder, 'gone.json') } })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringMatching(
      /^The graph could not be filled from the dataset between tests\.\nLast seen: .*gone\.json/,
    ),
  })
})
