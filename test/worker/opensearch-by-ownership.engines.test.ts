import { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import type { Gate } from '../../src/gate/gate.ts'
import { listThings, nameOf } from '../../src/isolation/index/inventory.ts'
import { datasetFolder } from '../dataset/dataset-folder.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'
import { giveCredentials, openRealRun, openService } from '../prepare/real-services.ts'

let engine: RunningEngine
let takeCredentialsBack = () => {}
/** A client of the engine, without any gate. */
let raw: Client
let opensearch: Gate

beforeAll(async () => {
  takeCredentialsBack = giveCredentials()
  engine = await startEngine('opensearch')
  raw = new Client({ node: `http://127.0.0.1:${engine.port}`, headers: engine.headers })
})

afterAll(async () => {
  await raw?.close()
  await engine?.stop()
  takeCredentialsBack()
})

beforeEach(async () => {
  opensearch = await openService('opensearch', engine)
  for (const { name } of await listThings(raw)) await raw.indices.delete({ index: name })
})

const names = async () => (await listThings(raw)).map(nameOf).sort()
const towns = async () =>
  readDataset(
    await datasetFolder({
      'opensearch/towns/index.json': '{}',
      'opensearch/towns/a.ndjson': '{"_id": "a"}\n{"_id": "b"}\n',
    }),
  )

test('two workers empty their namespaces after each test, and each removes only what is under its own prefix', async () => {
  const real = await openRealRun({
    ...{ opensearch, dataset: await towns(), ownership: 'given', expectedVersion: '2.19', id: 'vaf-aaaaa' },
  })
  await raw.indices.create({ index: 'bait' })
  const workers = [real.worker(1), real.worker(2)]
  await Promise.all(workers.map((worker) => worker.namespace.clean()))
  await Promise.all(workers.map((worker) => worker.tests.begin('a')))
  const indices = await Promise.all(workers.map(async (worker) => (await worker.tests.scopeOf('a').indices()).index()))
  await raw.indices.create({ index: 'vaf-aaaaa-w1-by-own-client' })
  expect(await names()).toEqual([
    'index bait',
    'index vaf-aaaaa-source-towns',
    'index vaf-aaaaa-w1-by-own-client',
    ...indices.map((index) => `index ${index}`),
  ])
  await workers[0]!.tests.end('a')
  expect(await names()).toEqual(['index bait', 'index vaf-aaaaa-source-towns', `index ${indices[1]}`])
  // The second worker's test has not ended, so the end of the run removes its indices.
  await real.end()
  expect(await names()).toEqual(['index bait'])
  expect(real.events.filter(({ type }) => type === 'warning')).toEqual([])
  // No worker has ever told a gate that its namespace is as it should be.
  expect(opensearch.hasChanged(0)).toBe(true)
})

test('on a reused domain an index outside of every namespace is a warning, and it stays', async () => {
  const real = await openRealRun({ opensearch, ownership: 'reused' })
  await raw.indices.create({ index: 'stray' })
  await raw.indices.create({ index: 'vaf-other-w1-t1-towns' })
  await raw.indices.create({ index: '.the-services-own' })
  await real.end()
  expect(real.events.at(-1)).toEqual({
    type: 'warning',
    message:
      "Outside of every test's namespace there is: index stray. It stays on the domain: delete it by its name if it is of your tests. " +
      "Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix').",
  })
  expect(await names()).toEqual(['index .the-services-own', 'index stray', 'index vaf-other-w1-t1-towns'])
})

test('on a domain that is deleted with the run an index outside of every namespace fails the run', async () => {
  const real = await openRealRun({ opensearch, ownership: 'created' })
  await raw.indices.create({ index: 'stray' })
  await expect(real.end()).rejects.toThrow(
    /there is: index stray\.\n\s*It is deleted with the domain now; on one that is shared or kept it would have stayed\./,
  )
})

test('a domain of another version than the options expect is rejected', async () => {
  const opening = openRealRun({ opensearch, ownership: 'given', expectedVersion: '2.17' })
  await expect(opening).rejects.toThrow(/opensearch 2\.17\. .*opensearch 2\.19\.1\./)
})
