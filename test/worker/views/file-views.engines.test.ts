import { randomUUID } from 'node:crypto'
import type { Client } from '@opensearch-project/opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { listThings } from '../../../src/isolation/index/inventory.ts'
import { WorkerRun } from '../../../src/worker/worker-run.ts'
import { daemonOfFile } from '../../daemon/own-daemons.ts'
import { TestRun } from '../../security/test-run.ts'

const own = daemonOfFile()

/** A worker whose tests have views, at a test file, and a client of the code under test, which signs with the worker's key. */
async function openFile() {
  const opened = await TestRun.open(own, { opensearch: true, isolation: 'views' })
  const worker = new WorkerRun(opened.joined, 1)
  onTestFinished(() => worker.close())
  await worker.namespace.clean()
  await worker.views?.outside()
  const client = opened.opensearch(1)
  /** Runs a test, as Vitest does. */
  const run = async (body: (fixture: Client) => Promise<unknown>, suite = 'file') => {
    const id = randomUUID()
    await worker.tests.begin(id, { name: 'file > test', suite })
    try {
      await body(await worker.tests.scopeOf(id).opensearch())
    } finally {
      await worker.tests.end(id)
    }
  }
  /** What is there of the worker, by physical names. */
  const physical = async () =>
    (await listThings(worker.opensearch())).map(({ name }) => name).filter((name) => name.includes(worker.indexPrefix))
  const close = async () => {
    await worker.endViews()
    await worker.namespace.clean()
  }
  return { client, run, physical, close }
}

const indices = async (client: Client) =>
  Object.keys((await client.indices.get({ index: '*', expand_wildcards: 'all' })).body).sort()

const count = async (client: Client, index: string) => (await client.count({ index })).body.count

test('each test finds what code outside of tests has made, changes it for itself, and nothing is left at the end', async () => {
  const { client, run, physical, close } = await openFile()
  await client.indices.create({ index: 'books', body: { aliases: { few: { filter: { term: { few: true } } } } } })
  await client.index({ index: 'books', id: '1', body: { few: true } })
  await client.index({ index: 'books', id: '2', body: { few: false } })
  await client.index({ index: '.logs', id: '1', body: {} })
  for (const _ of [1, 2]) {
    await run(async (fixture) => {
      expect(await indices(fixture)).toEqual(['.logs', 'books'])
      expect(await Promise.all([count(client, 'books'), count(client, 'few')])).toEqual([2, 1])
      await client.index({ index: 'books', id: '3', body: { few: true }, refresh: true })
      expect(await Promise.all([count(fixture, 'books'), count(fixture, 'few')])).toEqual([3, 2])
      await fixture.indices.delete({ index: '.logs' })
      expect(await indices(client)).toEqual(['books'])
    })
  }
  await close()
  expect(await physical()).toEqual([])
})

test('indices that are closed or read-only stay so for each test', async () => {
  const { client, run, close } = await openFile()
  for (const index of ['closed', 'locked', 'plain']) await client.indices.create({ index })
  await client.indices.close({ index: 'closed' })
  await client.indices.putSettings({ index: 'locked', body: { 'index.blocks.read_only': true } })
  await run(async (fixture) => {
    await expect(count(fixture, 'closed')).rejects.toMatchObject({ statusCode: 400 })
    await expect(fixture.index({ index: 'locked', body: {} })).rejects.toMatchObject({ statusCode: 403 })
    await fixture.indices.putSettings({ index: 'locked', body: { 'index.blocks.read_only': null } })
    await fixture.index({ index: 'locked', body: {} })
    await fixture.index({ index: 'plain', body: {} })
  })
  await close()
})

test('each test has its own of the templates and the data streams that code outside of tests has made', async () => {
  const { client, run, physical, close } = await openFile()
  const template = { index_patterns: ['logs-*'], data_stream: {}, composed_of: ['small'] }
  await client.cluster.putComponentTemplate({
    name: 'small',
    body: { template: { settings: { number_of_replicas: 0 } } },
  })
  await client.indices.putIndexTemplate({ name: 'logs', body: template })
  const event = { '@timestamp': '2026-12-01T00:00:00Z' }
  const add = (to: Client) => to.index({ index: 'logs-app', op_type: 'create', body: event, refresh: true })
  await add(client)
  for (const _ of [1, 2]) {
    await run(async (fixture) => {
      expect(await count(fixture, 'logs-app')).toBe(1)
      await add(fixture)
      expect(await count(client, 'logs-*')).toBe(2)
      await fixture.indices.deleteDataStream({ name: 'logs-app' })
      await fixture.indices.deleteIndexTemplate({ name: 'logs' })
      expect((await client.indices.existsIndexTemplate({ name: 'logs' })).body).toBe(false)
    })
  }
  await close()
  expect(await physical()).toEqual([])
})

test('what code outside of tests changes between two tests is what the later one finds', async () => {
  const { client, run, physical, close } = await openFile()
  await client.index({ index: 'books', id: '1', body: {}, refresh: true })
  await client.index({ index: 'films', id: '1', body: {}, refresh: true })
  await run((fixture) => fixture.indices.delete({ index: '*' }), 'first')
  await client.index({ index: 'books', id: '2', body: {}, refresh: true })
  await client.indices.delete({ index: 'films' })
  await run(async (fixture) => {
    expect(await indices(fixture)).toEqual(['books'])
    expect(await count(fixture, 'books')).toBe(2)
  }, 'second')
  expect(await indices(client)).toEqual(['books'])
  await close()
  expect(await physical()).toEqual([])
})
