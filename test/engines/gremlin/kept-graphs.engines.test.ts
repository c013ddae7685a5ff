import gremlin from 'gremlin'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forgetKeptGraphs, keepGraph, restoreKeptGraph } from '../../../src/engines/gremlin/graphs.ts'
import { keptGraphLost } from '../../../src/engines/messages.ts'
import type { RunningEngine } from '../../gate/start-engine.ts'
import { startEngine } from '../../gate/start-engine.ts'

const { t, cardinality } = gremlin.process
let engine: RunningEngine
let connection: gremlin.driver.DriverRemoteConnection
let g: gremlin.process.GraphTraversalSource

beforeAll(async () => {
  engine = await startEngine('gremlin')
  connection = new gremlin.driver.DriverRemoteConnection(`ws://127.0.0.1:${engine.port}/gremlin`, {
    traversalSource: 'g1',
    headers: engine.headers,
  })
  g = gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
})

afterAll(async () => {
  await connection?.close()
  await engine?.stop()
})

const everything = async () => ({
  vertices: await g.V().order().by(t.id).elementMap().toList(),
  values: (await g.V().values('name').toList()).sort(),
  edges: await g.E().order().by(t.id).elementMap().toList(),
})

test('a graph is restored from its kept copy with all properties, level by level', async () => {
  const first = { graph: 1, level: 1 }
  await g.addV('town').property(t.id, 'a').property('name', 'Ayr').property('name', 'Inbhir Àir').next()
  await g.addV('town').property(t.id, 'b').property('name', 'Bath').property('founded', new Date(0)).next()
  await g.V('a').addE('road').to(gremlin.process.statics.V('b')).property(t.id, 'ab').property('miles', 34.5).next()
  await keepGraph(engine.address, first)
  const kept = await everything()
  expect(kept.values).toEqual(['Ayr', 'Bath', 'Inbhir Àir'])

  await g.V('a').property(cardinality.single, 'name', 'Elsewhere').next()
  await g.V('b').drop().toList()
  await g.addV('town').property(t.id, 'c').next()
  await keepGraph(engine.address, { graph: 1, level: 2 })
  await g.V().drop().toList()
  await restoreKeptGraph(engine.address, { graph: 1, level: 2 })
  expect(await g.V().id().toList()).toEqual(['a', 'c'])

  await restoreKeptGraph(engine.address, first)
  expect(await everything()).toEqual(kept)

  await forgetKeptGraphs(engine.address, [0, 1], 2)
  await restoreKeptGraph(engine.address, first)
  await forgetKeptGraphs(engine.address, [0, 1])
  await expect(restoreKeptGraph(engine.address, first)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: keptGraphLost().join('\n'),
  })
  expect(await everything()).toEqual(kept)
})
