import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeAirports } from '../../scripts/make-airports.ts'
import { readDatasetSync } from '../../src/dataset/read-dataset-sync.ts'
import { wholeGraph } from './whole-graph.ts'

const airports = fileURLToPath(new URL('../../fixtures/airports/', import.meta.url))

test('the airports in the repository are what the script makes', () => {
  const made = makeAirports()
  const names = globSync('*/**/*.*', { cwd: airports }).map((name) => name.replaceAll('\\', '/'))
  expect(names.sort()).toEqual(Object.keys(made).sort())
  // Compared as booleans: a difference in megabytes of text is no use to anyone.
  for (const name of names)
    expect([name, readFileSync(join(airports, name), 'utf8') === made[name]]).toEqual([name, true])
})

test('the airports are a dataset of one index and a graph', async () => {
  const { name, indices, graph } = readDatasetSync(airports)
  expect(name).toBe('airports')
  expect(indices.map((index) => [index.name, index.documentCount])).toEqual([['airports', 3_376]])
  expect(graph).toMatchObject({ vertexCount: 3_376, edgeCount: 5_366 })
  const { vertices, edges } = await wholeGraph(airports)
  expect(vertices.find(({ id }) => id === 'BOS')).toEqual({
    id: 'BOS',
    label: 'airport',
    properties: {
      iata: ['BOS'],
      name: ['Gen Edw L Logan Intl'],
      city: ['Boston'],
      state: ['MA'],
      latitude: [{ type: 'Double', value: 42.3643475 }],
      longitude: [{ type: 'Double', value: -71.00517917 }],
    },
  })
  expect(edges).toHaveLength(5_366)
  expect(edges[0]).toEqual({ id: 'ABE-ATL', label: 'route', from: 'ABE', to: 'ATL', properties: { count: 853 } })
})
