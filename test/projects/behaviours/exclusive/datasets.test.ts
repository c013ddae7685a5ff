import gremlin from 'gremlin'
import { expect, test } from 'vitest-aws-fixtures/fixtures'

test('an index of the dataset is as in its files, aliases under the prefix', async ({
  opensearch,
  index,
  indexPrefix,
}) => {
  expect((await opensearch.count({ index: `${indexPrefix}all` })).body.count).toBe(2)
  expect((await opensearch.get({ index, id: 'a' })).body._source).toEqual({ name: 'Ayr' })
})

test('the graph of the dataset is as in its files', async ({ g }) => {
  expect(await g.V('a').values('name').toList()).toEqual(['Ayr'])
  expect((await g.V('a').values('alias').toList()).sort()).toEqual(['x', 'y'])
  expect(await g.V('a').out('road').id().toList()).toEqual(['b'])
  expect(await g.E('ab').values('miles').toList()).toEqual([34.5])
})

test('a test changes and deletes what is of the dataset', async ({ opensearch, index, g }) => {
  await opensearch.index({ index, id: 'a', body: { name: 'Elsewhere' }, refresh: true })
  await opensearch.deleteByQuery({ index, body: { query: { match: { name: 'Bath' } } }, refresh: true })
  expect((await opensearch.count({ index })).body.count).toBe(1)
  await g.V('a').property(gremlin.process.cardinality.single, 'name', 'Elsewhere').iterate()
  await g.V('b').drop().iterate()
  expect(await g.V().values('name').toList()).toEqual(['Elsewhere'])
})

test('the dataset is restored before the next test', async ({ opensearch, index, g }) => {
  expect((await opensearch.count({ index })).body.count).toBe(2)
  expect((await opensearch.get({ index, id: 'a' })).body._source).toEqual({ name: 'Ayr' })
  expect((await g.V().values('name').toList()).sort()).toEqual(['Ayr', 'Bath'])
  expect(await g.E('ab').values('miles').toList()).toEqual([34.5])
})
