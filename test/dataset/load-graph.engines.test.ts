import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import gremlin from 'gremlin'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownDriver } from '../../src/clients/gremlin/driver.ts'
import type { DatasetGraph } from '../../src/dataset/dataset.ts'
import { graphInFile } from '../../src/dataset/graph-file.ts'
import { loadGraph } from '../../src/dataset/load-graph.ts'
import { askGremlin } from '../../src/engines/gremlin/ask-gremlin.ts'
import { dropInSteps } from '../../src/isolation/graph/drop-in-steps.ts'
import { fingerprintGraph } from '../../src/isolation/graph/graph-fingerprint.ts'
import { restoreBySteps } from '../../src/isolation/graph/restore-graph.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'
import { datasetFolder } from './dataset-folder.ts'
import { wholeGraph } from './whole-graph.ts'
import { writeGraph, writeGraphFile } from './write-graph.ts'

type Source = gremlin.process.GraphTraversalSource
const driver = ownDriver()
const { t } = gremlin.process

let engine: RunningEngine
let folder: string
let airports: DatasetGraph
const connections: gremlin.driver.DriverRemoteConnection[] = []

function connect(graph: string): Source {
  const url = `ws://127.0.0.1:${engine.port}/gremlin`
  const connection = new gremlin.driver.DriverRemoteConnection(url, {
    traversalSource: graph,
    headers: engine.headers,
  })
  connections.push(connection)
  return gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
}

let g: Source
let byEngine: Source
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-load-'))
  engine = await startEngine('gremlin')
  airports = await wholeGraph(fileURLToPath(new URL('../../fixtures/airports/', import.meta.url)))
  g = connect('g1')
  byEngine = connect('g2')
})

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()))
  await engine?.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  await g.V().drop().toList()
  await byEngine.V().drop().toList()
})

const counts = async (source: Source) => [
  (await source.V().count().next()).value,
  (await source.E().count().next()).value,
]

/** Fills the other graph with the same, by what reads the files of stand-ins. */
async function loadByEngine(graph: DatasetGraph): Promise<void> {
  const file = join(folder, 'graph.json')
  await writeGraph(graph, file)
  await (byEngine as unknown as { io(file: string): { read(): { toList(): Promise<unknown> } } })
    .io(file)
    .read()
    .toList()
}

test('the airports come into the graph as the engine itself reads them, however many batches meet at one vertex', async () => {
  const progress: number[] = []
  await loadGraph({ g, driver, graph: airports, onProgress: (loaded) => progress.push(loaded) })
  expect(await counts(g)).toEqual([3_376, 5_366])
  await loadByEngine(airports)
  expect(await fingerprintGraph(g, driver)).toBe(await fingerprintGraph(byEngine, driver))
  expect(progress.length).toBe(Math.ceil(3_376 / 50) + Math.ceil(5_366 / 50))
  expect(progress.at(-1)).toBe(8_742)
})

test('a load reads no more of a graph than is under way, and closes its source where the load fails', async () => {
  let read = 0
  let most = 0
  let isClosed = false
  async function* vertices() {
    try {
      for (const vertex of airports.vertices) {
        read += 1
        yield vertex
      }
    } finally {
      isClosed = true
    }
  }
  const onProgress = (loaded: number) => {
    most = Math.max(most, read - loaded)
  }
  await loadGraph({ g, driver, graph: { vertices: vertices(), edges: [] }, onProgress })
  expect(read).toBe(3_376)
  // Four batches are on their way, and each of the four waits for one.
  expect(most).toBeLessThanOrEqual(2 * 4 * 50)
  isClosed = false
  // Their ids are taken now.
  await expect(loadGraph({ g, driver, graph: { vertices: vertices(), edges: [] } })).rejects.toThrow('vertices')
  expect(isClosed).toBe(true)
})

const typed = {
  'neptune/v.csv': [
    '~id,~label,name:String[],constructor:String,big:Long,count:Long,small:Int,half:Double,whole:Double,ok:Bool,seen:Date,none:Double,most:Double,tiny:Byte,part:Float,plenty:Float',
    'a,person::admin,x;y;x,,9007199254740993,5,-7,0.5,34,true,2024-05-31T12:30:00Z,NaN,Infinity,-8,0.4,-Infinity',
    'b,person,"",Ferrari,,,,,,,,,,,,',
  ].join('\n'),
  'neptune/e.csv':
    '~id,~from,~to,~label,since:Date,weight:Double,miles:Long\ne,a,b,knows,2024-05-31,34,7\nf,b,b,toString,,,\n',
}

test('the ids, labels, sets of values and types of a loaded graph are those that the engine reads, to the class', async () => {
  const graph = await wholeGraph(await datasetFolder(typed))
  const file = join(folder, 'typed.graph')
  await writeGraphFile(graph, file)
  await loadGraph({ g, driver, graph: graphInFile(file) })
  await loadByEngine(graph)
  const classes = (source: string) => {
    const line =
      'it.get().element().id() + " " + it.get().key() + " " + it.get().value() + " " + it.get().value().class.name'
    const script = `(${source}.V().properties().map { ${line} }.toList() + ${source}.E().properties().map { ${line} }.toList()).sort().join(", ")`
    return askGremlin(engine.address, script, AbortSignal.timeout(30_000))
  }
  const seen = await classes('g1')
  expect(seen).toBe(await classes('g2'))
  expect(seen).toContain('a big 9007199254740993 java.lang.Long')
  expect(seen).toContain('a whole 34.0 java.lang.Double')
  expect(seen).toContain('e miles 7 java.lang.Long')
  expect(seen).toContain('a tiny -8 java.lang.Integer')
  expect(seen).toContain('a part 0.4 java.lang.Float')
  expect(seen).toContain('a plenty -Infinity java.lang.Float')
  for (const source of [g, byEngine]) expect(await source.V('a').values('part', 'tiny').toList()).toEqual([0.4, -8])
  expect(await fingerprintGraph(g, driver)).toBe(await fingerprintGraph(byEngine, driver))
})

test('the property that every element gets besides its own is on all elements', async () => {
  const graph = await wholeGraph(await datasetFolder(typed))
  await loadGraph({ g, driver, graph, added: { owner: 'me' } })
  expect(await g.V().has('owner', 'me').count().next()).toMatchObject({ value: 2 })
  expect(await g.E().has('owner', 'me').count().next()).toMatchObject({ value: 2 })
})

test('the error for elements that the service rejects names them, and quotes the service', async () => {
  const graph = await wholeGraph(await datasetFolder(typed))
  await g.addV('in the way').property(t.id, 'b').next()
  await expect(loadGraph({ g, driver, graph })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_DATASET',
    message: expect.stringMatching(/vertices 'a' to 'b'[\s\S]*Vertex with id already exists: b/),
  })
})

test('the load of a graph stops at once when its signal is aborted, and sends nothing more', async () => {
  const interruption = new AbortController()
  const loading = loadGraph({
    g,
    driver,
    graph: airports,
    signal: interruption.signal,
    onProgress: () => interruption.abort(new Error('Interrupted by SIGINT.')),
  })
  await expect(loading).rejects.toThrow('Interrupted by SIGINT.')
  // Those that were under way may come in; each lane has begun one more at most.
  expect((await counts(g))[0]).toBeLessThanOrEqual(2 * 4 * 50)
})

test('a graph is emptied in several steps, and nothing outside of it is removed', async () => {
  await loadGraph({ g, driver, graph: airports })
  await g.addV('other').property(t.id, 'other').next()
  expect(await dropInSteps(() => g.E())).toBe(0)
  expect(await counts(g)).toEqual([3_377, 0])
  expect(await dropInSteps(() => g.V().hasLabel('airport'))).toBe(0)
  expect(await g.V().id().toList()).toEqual(['other'])
})

test('the elements that remain while somebody goes on adding are counted after three passes', async () => {
  await g.addV('a').next()
  const { statics: __ } = gremlin.process
  let looks = 0
  // Whoever drops finds one more than there was.
  const select = () => {
    looks += 1
    return g.V().hasLabel('a').barrier().sideEffect(__.addV('a'))
  }
  expect(await dropInSteps(select)).toBeGreaterThan(0)
  expect(looks).toBeGreaterThan(0)
})

test('a graph is restored where it differs from the one that was loaded, and then equals that one again', async () => {
  const graph = await wholeGraph(await datasetFolder(typed))
  const file = join(folder, 'restored.graph')
  await writeGraphFile(graph, file)
  const contents = { file, vertexCount: 2, edgeCount: 2 }
  expect(await restoreBySteps({ g, driver, contents })).toBe(true)
  const known = { ...contents, fingerprint: await fingerprintGraph(g, driver) }
  expect(await restoreBySteps({ g, driver, contents: known })).toBe(false)
  await g.E('e').property('weight', 35).next()
  expect(await restoreBySteps({ g, driver, contents: known })).toBe(true)
  expect(await g.E('e').values('weight').toList()).toEqual([34])
  expect(await restoreBySteps({ g, driver })).toBe(true)
  expect(await restoreBySteps({ g, driver })).toBe(false)
  expect(await counts(g)).toEqual([0, 0])
})

test.for<[string, object, string]>([
  [
    'does not hold as much as it should',
    { vertexCount: 3 },
    'It holds 2 vertices and 2 edges instead of 3 vertices and 2 edges.',
  ],
  [
    'does not hold what it should',
    { fingerprint: 'of another graph' },
    'It holds the right number of elements, but their ids, labels or properties are not those that were loaded first.',
  ],
])('the proof fails where the graph %s after it was loaded', async ([, change, seen]) => {
  const graph = await wholeGraph(await datasetFolder(typed))
  const file = join(folder, 'proof.graph')
  await writeGraphFile(graph, file)
  const contents = { file, vertexCount: 2, edgeCount: 2, ...change }
  await expect(restoreBySteps({ g, driver, contents })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: [
      'The graph is not in the state in which each test finds it, after the dataset was loaded.',
      seen,
      'A request that a test did not await, or a transaction it left open, may have written after the test.',
    ].join('\n'),
  })
})
