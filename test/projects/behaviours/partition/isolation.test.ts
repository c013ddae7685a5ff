import gremlin from 'gremlin'
import { connectGremlin } from 'vitest-aws-fixtures/client'
import { expect, test } from 'vitest-aws-fixtures/fixtures'

const { t } = gremlin.process
const refused = (why: string) =>
  expect.objectContaining({ code: 'AWS_FIXTURE_NAMESPACE', message: expect.stringContaining(why) })

test('a change of what all share is refused, with a reason', async ({ g }) => {
  const why = "is rejected at isolation level 'partition': it may change elements that other tests see too."
  await expect(g.V('a').property('name', 'Elsewhere').next()).rejects.toEqual(refused(`property() ${why}`))
  await expect(g.V('a').drop().next()).rejects.toEqual(refused(`drop() ${why}`))
})

test('a chosen id is refused, with a reason', async ({ g }) => {
  const why = 'a test that shares its graph cannot choose the ids of elements'
  await expect(g.addV('town').property(t.id, 'c').next()).rejects.toEqual(refused(why))
})

test('a merge is refused, with a reason', async ({ g }) => {
  const why = 'whether it finds an element or makes one depends on what is shared.'
  await expect(g.mergeV(new Map([[t.label, 'town']])).next()).rejects.toEqual(refused(why))
})

test('a string script is refused, with a reason', async ({ neptune }) => {
  const why = 'a script may change elements that other tests see too.'
  await expect(neptune.client.submit('g.V().drop()')).rejects.toEqual(refused(why))
})

test('a test changes what it has made, by its id and by neptune.owned', async ({ g, neptune }) => {
  const { value: town } = await g.addV('town').property('name', 'Cork').next()
  await g.V(town.id).property('size', 3).iterate()
  expect(await g.V().has('name', 'Cork').values('size').toList()).toEqual([3])
  await neptune.owned.V().drop().iterate()
  expect((await g.V().count().next()).value).toBe(2)
})

test('a transaction is committed, another rolled back', async ({ g }) => {
  const [kept, dropped] = [g.tx(), g.tx()]
  await kept.begin().addV('town').property('name', 'kept').iterate()
  await kept.commit()
  await dropped.begin().addV('town').property('name', 'dropped').iterate()
  await dropped.rollback()
  expect((await g.V().values('name').toList()).sort()).toEqual(['Ayr', 'Bath', 'kept'])
})

test('nothing of all that is seen by the next test', async ({ g, neptune }) => {
  expect((await g.V().values('name').toList()).sort()).toEqual(['Ayr', 'Bath'])
  expect(await neptune.owned.V().toList()).toEqual([])
})

/** What a test has made, for the one after it. */
const made: { town?: unknown; index?: string } = {}

test('what a test adds is there for a client that sees all', async ({ g, index, opensearch, awsConnections }) => {
  const { neptune: endpoint, credentials } = awsConnections
  const { value: town } = await g.addV('town').property('name', 'Cork').next()
  Object.assign(made, { town: town.id, index })
  expect((await opensearch.indices.exists({ index })).body).toBe(true)
  const all = connectGremlin({ endpoint: endpoint!, credentials })
  expect(await all.g.V(town.id).values('name').toList()).toEqual(['Cork'])
  await all.close()
})

test('after it, it is there for nobody', async ({ opensearch, awsConnections }) => {
  const { neptune: endpoint, credentials } = awsConnections
  expect((await opensearch.indices.exists({ index: made.index! })).body).toBe(false)
  const all = connectGremlin({ endpoint: endpoint!, credentials })
  expect(await all.g.V(made.town).toList()).toEqual([])
  await all.close()
})
