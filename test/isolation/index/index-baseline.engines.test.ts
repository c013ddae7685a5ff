import { Client } from '@opensearch-project/opensearch'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { IndexBaseline } from '../../../src/isolation/index/index-baseline.ts'
import { openIndexNamespace } from '../../../src/isolation/index/index-namespace.ts'
import type { Inventory } from '../../../src/isolation/index/inventory.ts'
import { leftovers, takeInventory } from '../../../src/isolation/index/inventory.ts'
import { removeUnder } from '../../../src/isolation/index/remove-under.ts'
import type { RunningEngine } from '../../gate/start-engine.ts'
import { startEngine } from '../../gate/start-engine.ts'

let engine: RunningEngine
let client: Client
let before: Inventory

beforeAll(async () => {
  engine = await startEngine('opensearch')
  client = new Client({ node: `http://127.0.0.1:${engine.port}`, headers: engine.headers })
  before = await takeInventory(client)
})

afterEach(async () => {
  for (const prefix of ['w1-', 'seed-w1-']) await removeUnder(client, prefix)
  expect(leftovers(before, await takeInventory(client))).toEqual([])
})

afterAll(async () => {
  await client?.close()
  await engine?.stop()
})

const send = (method: string, path: string, body?: object) =>
  client.transport.request({ method, path, ...(body && { body }) })
const titles = async (index: string) => {
  const { body } = await client.search({ index, body: { sort: ['_id'] } })
  return body.hits.hits.map(({ _source }) => (_source as { title: string }).title)
}

/** Two indices with a document each, written without a refresh; one has an alias. */
async function seed(): Promise<void> {
  await send('PUT', '/w1-books', { settings: { number_of_replicas: 1 }, aliases: { 'w1-all': {} } })
  await send('PUT', '/w1-books/_doc/1', { title: 'Emma' })
  await send('PUT', '/w1-films/_doc/1', { title: 'Brazil' })
}

const take = () => IndexBaseline.take({ client, prefix: 'w1-', aside: 'seed-w1-' })

const uuids = async () => {
  const { body } = await client.cat.indices({ format: 'json', index: 'w1-*', h: ['index', 'uuid'] })
  return Object.fromEntries((body as { index: string; uuid: string }[]).map(({ index, uuid }) => [index, uuid]))
}

test('an index baseline undoes each change of an index, and does not touch an index that was left alone', async () => {
  await seed()
  const baseline = await take()
  expect(await titles('w1-all')).toEqual(['Emma'])
  const first = await uuids()
  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    'a document': () => send('PUT', '/w1-books/_doc/1', { title: 'Persuasion' }),
    'that a document is there': () => send('DELETE', '/w1-books/_doc/1?refresh=true'),
    'its mapping': () => send('PUT', '/w1-books/_mapping', { properties: { year: { type: 'integer' } } }),
    'a setting': () => send('PUT', '/w1-books/_settings', { 'index.refresh_interval': '9s' }),
    'an alias': () => send('PUT', '/w1-books/_alias/w1-other'),
    'that it is open': () => send('POST', '/w1-books/_close'),
    'that it is there': () => send('DELETE', '/w1-books'),
    'which index it is': () =>
      send('DELETE', '/w1-books').then(() => send('PUT', '/w1-books/_doc/1', { title: 'Emma' })),
  }
  for (const [what, change] of Object.entries(changes)) {
    await change()
    await baseline.restore()
    expect(await titles('w1-all'), what).toEqual(['Emma'])
    const { body } = await client.indices.get({ index: 'w1-books', flat_settings: true })
    const { aliases, mappings, settings } = body['w1-books']!
    expect(aliases, what).toEqual({ 'w1-all': {} })
    expect(Object.keys(mappings!.properties!), what).toEqual(['title'])
    expect(settings, what).toMatchObject({ 'index.number_of_replicas': '1' })
    expect(settings, what).not.toHaveProperty('index.refresh_interval')
    expect(settings!['index.blocks.write' as keyof typeof settings] ?? null, what).toBeNull()
  }
  const restored = await uuids()
  expect(restored['w1-films']).toBe(first['w1-films'])
  expect(restored['w1-books']).not.toBe(first['w1-books'])
  expect(await baseline.restore()).toEqual([])
  expect(await uuids()).toEqual(restored)
  await baseline.drop()
})

test('an index baseline restores templates, pipelines and scripts, and removes what was added', async () => {
  await send('PUT', '/_component_template/w1-part', { template: { settings: { number_of_shards: 1 } } })
  await send('PUT', '/_index_template/w1-template', { index_patterns: ['w1-x*'], composed_of: ['w1-part'] })
  await send('PUT', '/_template/w1-legacy', { index_patterns: ['w1-y*'] })
  await send('PUT', '/_ingest/pipeline/w1-ingest', { processors: [{ set: { field: 'a', value: 1 } }] })
  await send('PUT', '/_search/pipeline/w1-search', { request_processors: [] })
  await send('PUT', '/_scripts/w1-script', { script: { lang: 'painless', source: '1' } })
  await send('PUT', '/_snapshot/w1-repository?verify=false', { type: 'url', settings: { url: 'https://127.0.0.1:1/' } })
  const baseline = await take()
  const made = (await takeInventory(client)).things

  await send('PUT', '/w1-more/_doc/1', { title: 'Dune' })
  await send('PUT', '/_ingest/pipeline/w1-ingest', { processors: [] })
  await send('PUT', '/_scripts/w1-script', { script: { lang: 'painless', source: '2' } })
  for (const path of ['_search/pipeline/w1-search', '_index_template/w1-template', '_component_template/w1-part']) {
    await send('DELETE', `/${path}`)
  }
  expect(await baseline.restore()).toEqual(['index w1-more'])
  expect((await takeInventory(client)).things).toEqual(made)
  const { body: pipelines } = await send('GET', '/_ingest/pipeline/w1-ingest')
  expect(pipelines).toEqual({ 'w1-ingest': { processors: [{ set: { field: 'a', value: 1 } }] } })
  expect((await send('GET', '/_scripts/w1-script')).body).toMatchObject({ script: { source: '1' } })
})

test('an index that is deleted to end a waiting write is there again once the baseline is restored', async () => {
  await seed()
  const baseline = await take()
  // It waits for a copy that no cluster of one has, beyond the time after which its index is taken from it.
  const waiting = client.transport
    .request({
      method: 'PUT',
      path: '/w1-more/_doc/1',
      querystring: { wait_for_active_shards: 2, timeout: '1m' },
      body: { title: 'Dune' },
    })
    .catch((error: unknown) => error)
  await expect.poll(async () => (await uuids())['w1-more']).toBeDefined()
  await baseline.restore()
  await waiting
  expect(await titles('w1-all')).toEqual(['Emma'])
  expect(Object.keys(await uuids()).sort()).toEqual(['w1-books', 'w1-films'])
})

test('the copies of a worker that died are replaced, and a write-blocked index is write-blocked again after a restore', async () => {
  await seed()
  await take()
  await send('PUT', '/w1-films/_settings', { 'index.blocks.write': true })
  const baseline = await take()
  await send('DELETE', '/w1-films')
  await baseline.restore()
  await expect(send('PUT', '/w1-films/_doc/1', { title: 'Dune' })).rejects.toThrow('cluster_block_exception')
  expect(await titles('w1-films')).toEqual(['Brazil'])
})

test('tests get copies of the indices of a baseline, with their aliases, under their own prefixes', async () => {
  await seed()
  const baseline = await take()
  await send('PUT', '/w1-books/_doc/2?refresh=true', { title: 'Ulysses' })
  const namespace = openIndexNamespace({ client, prefix: 'w1-t1-', sources: baseline.sources })
  expect(await namespace.all()).toEqual({ books: 'w1-t1-books', films: 'w1-t1-films' })
  expect(await titles('w1-t1-all')).toEqual(['Emma'])
  await baseline.drop()
})

test('an index baseline rejects a data stream by its name, because it cannot be restored', async () => {
  await send('PUT', '/_index_template/w1-streams', { index_patterns: ['w1-stream'], data_stream: {} })
  await send('PUT', '/_data_stream/w1-stream')
  await expect(take()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringContaining('data stream w1-stream'),
  })
})
