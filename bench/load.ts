import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import gremlin from 'gremlin'
import { ownDriver } from '../src/clients/gremlin/driver.ts'
import type { DatasetGraph } from '../src/dataset/dataset.ts'
import { type LoadPace, loadGraph } from '../src/dataset/load-graph.ts'
import { wholeGraph } from '../test/dataset/whole-graph.ts'
import { writeGraph } from '../test/dataset/write-graph.ts'
import type { RunningEngine } from '../test/gate/start-engine.ts'
import { startEngine } from '../test/gate/start-engine.ts'
import { machine, quantile, table } from './support/measure.ts'

type Source = gremlin.process.GraphTraversalSource

/** Each way from client to engine and back, in milliseconds: none, and about what it is to another zone and a small cluster. */
const DELAYS_MS = [0, 5]
const ROUNDS = 3
const paces: readonly (LoadPace | 'ours' | 'io')[] = [
  'ours',
  'io',
  { batch: 1, atOnce: 8 },
  { batch: 10, atOnce: 8 },
  { batch: 20, atOnce: 1 },
  { batch: 20, atOnce: 8 },
  { batch: 20, atOnce: 16 },
  { batch: 50, atOnce: 1 },
  { batch: 50, atOnce: 8 },
  { batch: 100, atOnce: 4 },
  { batch: 200, atOnce: 2 },
]

/** What it costs to load the airports by steps, at several paces, against the engine reading a file itself. */
export async function bench(): Promise<void> {
  const graph = await wholeGraph(fileURLToPath(new URL('../fixtures/airports/', import.meta.url)))
  const folder = await mkdtemp(join(tmpdir(), 'vaf-bench-'))
  const file = join(folder, 'airports.json')
  await writeGraph(graph, file)
  const engine = await startEngine('gremlin')
  const rows = [['batch x at once', ...DELAYS_MS.flatMap((ms) => [`${2 * ms} ms away`, 'to ours'])]]
  const taken = new Map<string, number[]>()
  try {
    for (const delayMs of DELAYS_MS) {
      const near = await connectAt(engine, delayMs)
      // Warm; and in rounds, so that whatever else the machine does is shared out fairly.
      for (let round = -1; round < ROUNDS; round += 1) {
        for (const pace of paces) {
          const ms = await timed(near.g, graph, file, pace)
          const key = `${nameOf(pace)}/${delayMs}`
          if (round >= 0) taken.set(key, [...(taken.get(key) ?? []), ms])
        }
      }
      await near.close()
    }
  } finally {
    await engine.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const cost = (name: string, delayMs: number) => quantile(taken.get(`${name}/${delayMs}`) ?? [], 0.5)
  for (const name of paces.map(nameOf)) {
    const cells = DELAYS_MS.flatMap((ms) => [
      `${cost(name, ms).toFixed(0)} ms`,
      `${(cost(name, ms) / cost('ours', ms)).toFixed(2)} x`,
    ])
    rows.push([name, ...cells])
  }
  const { vertices, edges } = graph
  const size = `${vertices.length} vertices and ${edges.length} edges`
  console.log(`${machine()}\n\n${table(rows)}\n\nMilliseconds for ${size}, the median of ${ROUNDS} rounds.`)
}

const nameOf = (pace: (typeof paces)[number]) => (typeof pace === 'string' ? pace : `${pace.batch} x ${pace.atOnce}`)

async function timed(g: Source, graph: DatasetGraph, file: string, pace: (typeof paces)[number]): Promise<number> {
  const startedAt = performance.now()
  if (pace === 'io')
    await (g as unknown as { io(file: string): { read(): { toList(): Promise<unknown> } } }).io(file).read().toList()
  else await loadGraph({ g, driver: ownDriver(), graph, ...(pace !== 'ours' && { pace }) })
  const ms = performance.now() - startedAt
  await g.V().drop().toList()
  return ms
}

/** A connection to the engine through a wire on which all takes so long. */
async function connectAt(engine: RunningEngine, delayMs: number) {
  const later = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => void setTimeout(() => to.write(bytes), delayMs))
    from.on('close', () => void setTimeout(() => to.destroy(), delayMs))
    from.on('error', () => {})
  }
  const wire = createServer((client) => {
    const server = connect(engine.port, '127.0.0.1')
    later(client, server)
    later(server, client)
  })
  wire.listen(0, '127.0.0.1')
  await once(wire, 'listening')
  const { port } = wire.address() as AddressInfo
  const options = { traversalSource: 'g1', headers: engine.headers }
  const connection = new gremlin.driver.DriverRemoteConnection(`ws://127.0.0.1:${port}/gremlin`, options)
  return {
    g: gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection),
    async close() {
      await connection.close()
      wire.close()
    },
  }
}
