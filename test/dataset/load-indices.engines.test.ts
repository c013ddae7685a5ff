import { fileURLToPath } from 'node:url'
import { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadIndices } from '../../src/dataset/load-indices.ts'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'
import { datasetFolder } from './dataset-folder.ts'

const airports = fileURLToPath(new URL('../../fixtures/airports/', import.meta.url))
const signal = new AbortController().signal
let engine: RunningEngine
let client: Client
let loads = 0

beforeAll(async () => {
  engine = await startEngine('opensearch')
  client = new Client({ node: `http://127.0.0.1:${engine.port}`, headers: engine.headers })
})

afterAll(async () => {
  await client?.close()
  await engine?.stop()
})

/** Loads a dataset of one index, `towns`, under a prefix of its own. */
async function load(files: Record<string, string>) {
  const named = Object.entries(files).map(([name, text]) => [`opensearch/towns/${name}`, text])
  const dataset = await readDataset(
    await datasetFolder({ 'opensearch/towns/index.json': '{}', ...Object.fromEntries(named) }),
  )
  loads += 1
  const { towns } = await loadIndices({ client, dataset, prefix: `load-${loads}-`, signal })
  return towns?.index ?? ''
}

test('the airports are loaded whole, can be searched by text, place and similarity, and are sealed', async () => {
  const sources = await loadIndices({ client, dataset: await readDataset(airports), prefix: 'air-', signal })
  expect(sources).toEqual({ airports: { index: 'air-airports', aliases: {} } })
  const index = 'air-airports'
  expect((await client.count({ index })).body.count).toBe(3_376)

  const ids = async (body: object) => (await client.search({ index, body })).body.hits.hits.map(({ _id }) => _id)
  expect(await ids({ query: { match: { city: { query: 'Bostn', fuzziness: 'AUTO' } } } })).toEqual(['BOS', 'W78'])
  const golden = { lat: 37.8199, lon: -122.4783 }
  expect(await ids({ size: 2, sort: [{ _geo_distance: { location: golden } }] })).toEqual(['SFO', 'OAK'])
  const { _source: boston } = (await client.get({ index, id: 'BOS' })).body
  const vector = (boston as { embedding: number[] }).embedding
  // Approximate search finds the true neighbours with a beam that is wide enough.
  const near = { size: 4, query: { knn: { embedding: { vector, k: 50 } } } }
  expect(await ids(near)).toEqual(['BOS', 'LGA', 'JFK', 'PHL'])

  await expect(client.index({ index, body: {} })).rejects.toMatchObject({ statusCode: 403 })
})

test('the numbers of a dataset reach the engine as they are spelt', async () => {
  const index = await load({ 'a.ndjson': '{"_id":"a","price":34.0,"count":34,"serial":9007199254740993}' })
  const { body } = await client.indices.getMapping({ index })
  expect(body[index]?.mappings?.properties).toMatchObject({ price: { type: 'float' }, count: { type: 'long' } })
  const found = await client.search({ index, body: { query: { term: { serial: '9007199254740993' } } } })
  expect(found.body.hits.hits.map(({ _id }) => _id)).toEqual(['a'])
})

test('each document that the engine rejects is named with its file and line, and the rest of the file is tried', async () => {
  const lines = Array.from({ length: 24 }, (_, n) => `{"_id":"${n}","age":"x${n}"}`)
  lines[1] = '{"_id":"good","age":1}'
  const mapping = '{"mappings":{"properties":{"age":{"type":"integer"}}}}'
  const error = await load({ 'index.json': mapping, 'a.ndjson': lines.join('\n') }).catch((thrown: Error) => thrown)
  const message = (error as Error).message.split('\n')
  expect(message).toHaveLength(22)
  expect(message[0]).toContain('23 documents')
  expect(message[1]).toBe(
    "- towns/opensearch/towns/a.ndjson:1: failed to parse field [age] of type [integer] in document with id '0'. " +
      "Preview of field's value: 'x0': For input string: \"x0\"",
  )
  expect(message[2]).toContain('a.ndjson:3: failed to parse field [age]')
  expect(message[21]).toBe('… and 3 more.')
})

test('an index.json that the engine rejects is named in the error, with the reason', async () => {
  const rejected = load({ 'index.json': '{"mappings":{"properties":{"age":{"type":"number"}}}}', 'none.ndjson': '' })
  await expect(rejected).rejects.toMatchObject({
    code: 'AWS_FIXTURE_DATASET',
    resource: 'towns/opensearch/towns/index.json',
    message: expect.stringContaining('No handler for type [number] declared on field [age]'),
  })
})

test('a load fails where an index holds fewer documents than its files', async () => {
  const read = await readDataset(
    await datasetFolder({ 'opensearch/a/index.json': '{}', 'opensearch/a/a.ndjson': '{}' }),
  )
  const dataset = { ...read, indices: read.indices.map((index) => ({ ...index, documentCount: 2 })) }
  await expect(loadIndices({ client, dataset, prefix: 'missing-', signal })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_DATASET',
    resource: 'a',
    message: expect.stringMatching(/index a holds 1 document, its files hold 2 documents/),
  })
})

test('an index has the same segments in every run, and refreshes as its dataset says', async () => {
  const slow = '{"settings":{"index.refresh_interval":"7s"}}'
  for (const [body, interval] of [
    ['{}', undefined],
    [slow, '7s'],
  ] as const) {
    const index = await load({ 'index.json': body, 'a.ndjson': '{"a":1}\n', 'b.ndjson': '{"a":2}\n' })
    const { body: settings } = await client.indices.getSettings({ index, flat_settings: true })
    const seen = new Map(Object.entries(settings[index]?.settings ?? {})).get('index.refresh_interval')
    expect(seen).toBe(interval)
    expect((await client.cat.segments({ index, format: 'json' })).body).toHaveLength(1)
  }
})

test('replicas that no second node could hold are not waited for, and aliases are kept for the copies', async () => {
  const index = await load({
    'index.json': '{"settings":{"number_of_replicas":2},"aliases":{"cities":{}}}',
    'a.ndjson': '{}',
  })
  const { body } = await client.cluster.health({ index })
  expect(body.status).toBe('green')
  expect((await client.indices.existsAlias({ name: 'cities' })).body).toBe(false)
})

test('a load that is aborted stops with the reason', async () => {
  const dataset = await readDataset(airports)
  const stop = new AbortController()
  const loading = loadIndices({ client, dataset, prefix: 'stopped-', signal: stop.signal })
  stop.abort(new Error('interrupted'))
  await expect(loading).rejects.toThrow('interrupted')
})

test('the error for an engine that does not answer does not blame the dataset', async () => {
  const nobody = new Client({ node: 'http://127.0.0.1:1', maxRetries: 0 })
  const dataset = await readDataset(airports)
  await expect(loadIndices({ client: nobody, dataset, prefix: 'none-', signal })).rejects.toMatchObject({
    name: 'ConnectionError',
  })
  await nobody.close()
})
