import { expect, test } from 'vitest-aws-fixtures/fixtures'

test('each fixture is there', async ({ opensearch, index, indices, indexPrefix, g, neptune, awsConnections }) => {
  expect(indices).toEqual({ towns: index, roads: `${indexPrefix}roads` })
  expect((await opensearch.count({ index })).body.count).toBe(2)
  expect((await g.V().count().next()).value).toBe(2)
  expect((await neptune.status()).status).toBe('healthy')
  expect(awsConnections).toMatchObject({ region: 'eu-west-1', neptune: neptune.endpoint })
})

test('the graph of the dataset is as in its files, without the partition key', async ({ g }) => {
  const { value: town } = await g.V('a').valueMap().next()
  expect([...town.keys()].sort()).toEqual(['alias', 'name'])
  expect([...town.get('alias')].sort()).toEqual(['x', 'y'])
  expect(await g.E('ab').values('miles').toList()).toEqual([34.5])
})

test('a test changes its copy of an index', async ({ opensearch, index }) => {
  await opensearch.index({ index, id: 'a', body: { name: 'Elsewhere' }, refresh: true })
  expect((await opensearch.get({ index, id: 'a' })).body._source).toEqual({ name: 'Elsewhere' })
})

test('the next test has another copy of it', async ({ opensearch, index }) => {
  expect((await opensearch.get({ index, id: 'a' })).body._source).toEqual({ name: 'Ayr' })
})
