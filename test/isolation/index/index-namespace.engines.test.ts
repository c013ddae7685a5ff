import { fileURLToPath } from 'node:url'
import { Client } from '@opensearch-project/opensearch'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SourceIndex } from '../../../src/dataset/load-indices.ts'
import { loadIndices } from '../../../src/dataset/load-indices.ts'
import { readDataset } from '../../../src/dataset/read-dataset.ts'
import { openIndexNamespace } from '../../../src/isolation/index/index-namespace.ts'
import type { Inventory } from '../../../src/isolation/index/inventory.ts'
import { leftovers, takeInventory } from '../../../src/isolation/index/inventory.ts'
import { removeUnder } from '../../../src/isolation/index/remove-under.ts'
import type { RunningEngine } from '../../gate/start-engine.ts'
import { startEngine } from '../../gate/start-engine.ts'

const airports = fileURLToPath(new URL('../../../fixtures/airports/', import.meta.url))
const signal = new AbortController().signal
let engine: RunningEngine
let client: Client
let sources: Record<string, SourceIndex>
let before: Inventory

beforeAll(async () => {
  engine = await startEngine('opensearch')
  client = new Client({ node: `http://127.0.0.1:${engine.port}`, headers: engine.headers })
  sources = await loadIndices({ client, dataset: await readDataset(airports), prefix: 'source-', signal })
  before = await takeInventory(client)
})

afterEach(async () => {
  await removeUnder(client, 'w1-')
  expect(await left()).toEqual([])
})

afterAll(async () => {
  await client?.close()
  await engine?.stop()
})

const left = async () => leftovers(before, await takeInventory(client)).map(({ text }) => text)
const names = async () => (await takeInventory(client)).things.map(({ name }) => name)
const count = async (index: string) => (await client.count({ index })).body.count

test('two index namespaces hold the same documents, and writes to one are not seen in the other', async () => {
  const one = await openIndexNamespace({ client, prefix: 'w1-t1-', sources }).index()
  const two = await openIndexNamespace({ client, prefix: 'w1-t2-', sources }).index()
  expect([one, two]).toEqual(['w1-t1-airports', 'w1-t2-airports'])

  await client.index({ index: one, id: 'XXX', refresh: true, body: { iata: 'XXX' } })
  await client.delete({ index: two, id: 'BOS', refresh: true })
  expect([await count(one), await count(two), await count('source-airports')]).toEqual([3_377, 3_375, 3_376])
  expect((await client.exists({ index: one, id: 'BOS' })).body).toBe(true)
})

test('a copy of an index scores as its source does', async () => {
  const index = await openIndexNamespace({ client, prefix: 'w1-', sources }).index()
  const scores = async (from: string) => {
    const { body } = await client.search({ index: from, body: { query: { match: { name: 'municipal field' } } } })
    return body.hits.hits.map(({ _id, _score }) => [_id, _score])
  }
  expect(await scores(index)).toEqual(await scores('source-airports'))
})

test('an index of a namespace is made when it is asked for, and only once', async () => {
  const namespace = openIndexNamespace({ client, prefix: 'w1-', sources })
  expect(await left()).toEqual([])
  const [index, same, all] = await Promise.all([namespace.index(), namespace.index(), namespace.all()])
  expect([index, same, all]).toEqual(['w1-airports', 'w1-airports', { airports: 'w1-airports' }])
})

test('an index namespace without a dataset has one empty index', async () => {
  const namespace = openIndexNamespace({ client, prefix: 'w1-', sources: {} })
  expect(await namespace.index()).toBe('w1-index')
  expect(await count('w1-index')).toBe(0)
  expect(await namespace.all()).toEqual({})
})

test('the fixture index fails where the dataset has several indices and none is named in the options', async () => {
  const two = { airports: sources.airports!, towns: sources.airports! }
  await expect(openIndexNamespace({ client, prefix: 'w1-', sources: two }).index()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringMatching(/ 2: airports, towns\.\n.*'opensearch\.index'/),
  })
  const named = openIndexNamespace({ client, prefix: 'w1-', sources: two, only: 'towns' })
  expect(await named.index()).toBe('w1-towns')
  expect(await named.all()).toEqual({ airports: 'w1-airports', towns: 'w1-towns' })
})

test('each namespace has the aliases of the dataset under its own prefix', async () => {
  const aliased = { airports: { index: 'source-airports', aliases: { big: { filter: { term: { state: 'TX' } } } } } }
  const all = await openIndexNamespace({ client, prefix: 'w1-t1-', sources: aliased }).index()
  await openIndexNamespace({ client, prefix: 'w1-t2-', sources: aliased }).index()
  const seen = await count('w1-t1-big')
  expect(seen).toBeGreaterThan(100)
  expect(seen).toBeLessThan(await count(all))
})

test('the error of an index that could not be made quotes the engine', async () => {
  await client.indices.create({ index: 'w1-airports' })
  await expect(openIndexNamespace({ client, prefix: 'w1-', sources }).index()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    resource: 'w1-airports',
    message: expect.stringMatching(
      /^Index w1-airports could not be made for the test\.\nLast seen: index \[w1-airports\/.+\] already exists$/,
    ),
  })
})

/** One thing of each kind a cluster can hold, under a prefix. */
async function plant(prefix: string): Promise<string[]> {
  const send = (method: string, path: string, body?: object) =>
    client.transport.request({ method, path: path.replace('@', prefix), ...(body && { body }) })
  await send('PUT', '/@plain.dotted')
  await send('PUT', '/@closed')
  await send('POST', '/@closed/_close')
  await send('PUT', '/@read-only', { settings: { 'index.blocks.read_only': true, 'index.blocks.metadata': true } })
  await send('PUT', '/@hidden', { settings: { index: { hidden: true } } })
  await send('PUT', '/_component_template/@part.1', { template: {} })
  const template = { index_patterns: [`${prefix}stream*`], data_stream: {}, composed_of: [`${prefix}part.1`] }
  await send('PUT', '/_index_template/@template.1', template)
  await send('PUT', '/_data_stream/@stream')
  await send('PUT', '/_template/@legacy.1', { index_patterns: [`${prefix}legacy*`] })
  await send('PUT', '/_ingest/pipeline/@ingest.1', { processors: [] })
  await send('PUT', '/_search/pipeline/@search.1', { request_processors: [] })
  await send('PUT', '/@piped', {
    settings: { index: { default_pipeline: `${prefix}ingest.1`, search: { default_pipeline: `${prefix}search.1` } } },
  })
  await send('PUT', '/_scripts/@script.1', { script: { lang: 'painless', source: '1' } })
  const unreachable = { type: 'url', settings: { url: 'https://127.0.0.1:1/' } }
  await send('PUT', '/_snapshot/@repository?verify=false', unreachable)
  return [
    `data stream ${prefix}stream`,
    ...['closed', 'hidden', 'piped', 'plain.dotted', 'read-only'].map((name) => `index ${prefix}${name}`),
    `index template ${prefix}template.1`,
    `component template ${prefix}part.1`,
    `legacy template ${prefix}legacy.1`,
    `ingest pipeline ${prefix}ingest.1`,
    `search pipeline ${prefix}search.1`,
    `stored script ${prefix}script.1`,
    `snapshot repository ${prefix}repository`,
  ]
}

test('a leftover of each kind of thing in a cluster is found, named and removed, and nothing else is touched', async () => {
  const [others, ours] = [await plant('w10-'), await plant('w1-')]
  const settings = { 'cluster.max_shards_per_node': '900' }
  await client.cluster.putSettings({ body: { persistent: settings } })
  expect((await left()).sort()).toEqual(
    [...ours, ...others, 'cluster setting persistent cluster.max_shards_per_node = 900'].sort(),
  )

  expect((await removeUnder(client, 'w1-')).toSorted()).toEqual(ours.toSorted())
  await client.cluster.putSettings({ body: { persistent: { 'cluster.max_shards_per_node': null } } })
  expect((await left()).sort()).toEqual(others.toSorted())
  await removeUnder(client, 'w10-')
})

test('voting exclusions, routing weights and a decommissioning are found and named, though they are no settings', async () => {
  const send = (method: string, path: string, body?: object) =>
    client.transport.request({ method, path, ...(body && { body }) })
  const awareness = (attributes: string | null, values: string | null) =>
    client.cluster.putSettings({
      body: {
        transient: {
          'cluster.routing.allocation.awareness.attributes': attributes,
          'cluster.routing.allocation.awareness.force.zone.values': values,
        },
      },
    })
  await send('POST', '/_cluster/voting_config_exclusions?node_names=another')
  await awareness('zone', 'a,b')
  await send('PUT', '/_cluster/routing/awareness/zone/weights', { weights: { a: '1', b: '1' }, _version: -1 })
  expect((await left()).filter((text) => !text.startsWith('cluster setting'))).toEqual([
    'exclusion of node another from voting',
    'weights of zone for routing {"a":1,"b":1}',
  ])
  await send('DELETE', '/_cluster/routing/awareness/zone/weights', { _version: 0 })
  await send('DELETE', '/_cluster/voting_config_exclusions?wait_for_removal=false')
  await awareness(null, null)
})

test('an index that the engine keeps for itself is not reported as a leftover', async () => {
  const source = { index: 'source-airports', size: 1 }
  const body = { source, max_docs: 1, dest: { index: 'w1-copy' } }
  const { body: started } = await client.reindex({ wait_for_completion: false, body })
  const task = (started as unknown as { task: string }).task
  await client.tasks.get({ task_id: task, wait_for_completion: true })
  await expect.poll(async () => (await client.indices.exists({ index: '.tasks' })).body).toBe(true)
  expect(await left()).toEqual(['index w1-copy'])
})

test.for(['.plugins-ml-config', 'security-auditlog-2026.11.25', 'top_queries-2026.11.25-12345'])(
  "the index %s, which a plugin makes by itself, counts as nobody's leak",
  async (index) => {
    await client.indices.create({ index })
    expect(await left()).toEqual([])
    await client.indices.delete({ index })
  },
)

test('indices with long names are removed in several requests, each short enough for the engine', async () => {
  const long = Array.from({ length: 24 }, (_, n) => `w1-${'x'.repeat(240)}-${n}`)
  for (let from = 0; from < long.length; from += 4) {
    await Promise.all(long.slice(from, from + 4).map((index) => client.indices.create({ index })))
  }
  expect(await removeUnder(client, 'w1-')).toHaveLength(24)
})

test('a background reindex under a prefix is ended before the prefix is emptied, also where no gate marks it', async () => {
  const started = await client.transport.request({
    method: 'POST',
    path: '/_reindex',
    querystring: { wait_for_completion: false, requests_per_second: 10 },
    // One text alone: a mapping that is made of numbers may refuse the next ones, which ends the task.
    body: { source: { index: 'source-airports', size: 10, _source: ['city'] }, dest: { index: 'w1-late' } },
  })
  const { task } = started.body as { task: string }
  await expect.poll(names).toContain('w1-late')
  expect(await removeUnder(client, 'w1-')).toEqual(['index w1-late'])
  // The engine keeps how it ended a moment after the task has gone.
  const ended = async () => (await client.tasks.get({ task_id: task })).body
  await expect.poll(ended).toMatchObject({ completed: true, task: { cancelled: true } })
})

test('the error of a thing that could not be removed names it, the reason, and the request that removes it', async () => {
  await client.transport.request({
    method: 'PUT',
    path: '/_index_template/w1-template',
    body: { index_patterns: ['elsewhere*'], data_stream: {} },
  })
  await client.transport.request({ method: 'PUT', path: '/_data_stream/elsewhere' })
  await client.indices.create({ index: 'w1-index' })
  await expect(removeUnder(client, 'w1-')).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringMatching(
      new RegExp(
        '^Still there after it was deleted: index template w1-template\\.\n' +
          'Last seen: .*in use by.*\\.\n' +
          'Delete by hand: DELETE /_index_template/w1-template$',
      ),
    ),
  })
  expect(await names()).not.toContain('w1-index')
  await client.transport.request({ method: 'DELETE', path: '/_data_stream/elsewhere' })
})

test.for(['', '-', 'w1', '.', '*-', '_all'])(
  'removing things under %j fails, because it is not the prefix of a namespace',
  async (prefix) => {
    await expect(removeUnder(client, prefix)).rejects.toMatchObject({
      ...{ code: 'AWS_FIXTURE_NAMESPACE', message: expect.stringContaining(`'${prefix}'`) },
    })
  },
)
