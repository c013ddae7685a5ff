import { connectGremlin, createOpenSearchClient } from 'vitest-aws-fixtures/client'
import { expect, test } from 'vitest-aws-fixtures/fixtures'

test('opensearch is the official client, and index a copy of the named index', async ({ opensearch, index }) => {
  expect((await opensearch.info()).body.version.number).toMatch(/^2\.19\./)
  expect((await opensearch.get({ index, id: 'a' })).body._source).toEqual({ name: 'Ayr' })
})

test('indices has a copy of each index of the dataset', async ({ opensearch, indices, indexPrefix }) => {
  expect(indices).toEqual({ towns: `${indexPrefix}towns`, roads: `${indexPrefix}roads` })
  expect((await opensearch.get({ index: indices.roads!, id: 'r' })).body._source).toEqual({ miles: 34 })
})

test('indexPrefix is for indices that a test names itself', async ({ opensearch, indexPrefix }) => {
  const index = `${indexPrefix}things`
  await opensearch.index({ index, id: '1', body: {}, refresh: true })
  expect((await opensearch.count({ index })).body.count).toBe(1)
})

test('g reads and writes the graph', async ({ g }) => {
  await g.addV('town').property('name', 'Cork').iterate()
  expect(await g.V().has('name', 'Cork').count().next()).toMatchObject({ value: 1 })
})

test('neptune.status() is healthy, and names a Gremlin of TinkerPop 3.7', async ({ neptune }) => {
  expect(await neptune.status()).toMatchObject({
    status: 'healthy',
    gremlin: { version: expect.stringMatching(/3\.7\.\d/) },
  })
})

test('awsConnections is what clients of this package connect with', async ({ awsConnections, index }) => {
  const { opensearch, neptune, credentials, region } = awsConnections
  expect(region).toBe('eu-west-1')
  const client = createOpenSearchClient({ endpoint: opensearch!, credentials })
  expect((await client.count({ index })).body.count).toBe(2)
  await client.close()
  const connection = connectGremlin({ endpoint: neptune!, credentials })
  expect(await connection.g.V('a').values('name').toList()).toEqual(['Ayr'])
  await connection.close()
})
