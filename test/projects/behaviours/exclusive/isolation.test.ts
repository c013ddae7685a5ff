import gremlin from 'gremlin'
import { expect, test } from 'vitest-aws-fixtures/fixtures'
import { neptune as connect, openSearch } from './data-layer.ts'

const { t } = gremlin.process

/** What is there of what the tests of this file make; each test expects nothing, whatever came before it. */
async function seen(g: gremlin.process.GraphTraversalSource, prefix: string): Promise<unknown> {
  const client = openSearch()
  const { body } = await client.cat.indices({ index: `${prefix}*things*`, format: 'json' })
  await client.close()
  return { indices: (body as unknown[]).length, things: (await g.V().hasLabel('thing').count().next()).value }
}
const nothing = { indices: 0, things: 0 }

test('a test chooses ids', async ({ g }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  await g.addV('thing').property(t.id, 'chosen').iterate()
  expect(await g.V('chosen').label().toList()).toEqual(['thing'])
})

test('a test merges vertices', async ({ g }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  const merged = new Map<unknown, unknown>([
    [t.id, 'chosen'],
    [t.label, 'thing'],
  ])
  await g.mergeV(merged).iterate()
  await g.mergeV(merged).iterate()
  expect(await g.V('chosen').count().next()).toMatchObject({ value: 1 })
})

test('a test sends string scripts', async ({ g, neptune }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  await neptune.client.submit("g.addV('thing').property(id, 'chosen')")
  expect((await neptune.client.submit("g.V('chosen').label()")).toArray()).toEqual(['thing'])
})

test('a transaction is committed, another rolled back', async ({ g }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  const [kept, dropped] = [g.tx(), g.tx()]
  await kept.begin().addV('thing').property(t.id, 'kept').iterate()
  await kept.commit()
  await dropped.begin().addV('thing').property(t.id, 'dropped').iterate()
  await dropped.rollback()
  expect(await g.V().hasLabel('thing').id().toList()).toEqual(['kept'])
})

test("a driver of the user's own adds to the graph", async ({ g }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  const own = await connect()
  await own.g.addV('thing').property(t.id, 'chosen').iterate()
  await own.connection.close()
  expect(await g.V('chosen').label().toList()).toEqual(['thing'])
})

test("a client of the user's own makes an index under the prefix", async ({ g, indexPrefix }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  const client = openSearch()
  await client.index({ index: `${process.env.PREFIX}things`, id: 'same', body: {}, refresh: true })
  await client.close()
  expect(indexPrefix.startsWith(process.env.PREFIX!)).toBe(true)
})

test('nothing of all that is seen by the next test', async ({ g }) => {
  expect(await seen(g, process.env.PREFIX!)).toEqual(nothing)
  expect(await g.V().count().next()).toMatchObject({ value: 2 })
})
