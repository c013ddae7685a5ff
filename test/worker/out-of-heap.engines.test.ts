import { expect, onTestFinished, test } from 'vitest'
import { loadIndices } from '../../src/dataset/load-indices.ts'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import { openIndexNamespace } from '../../src/isolation/index/index-namespace.ts'
import { removeUnder } from '../../src/isolation/index/remove-under.ts'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { datasetFolder } from '../dataset/dataset-folder.ts'
import { TestRun } from '../security/test-run.ts'

const own = daemonOfFile()

const told =
  /OpenSearch is out of heap memory \(\d+ of \d+ MB\) and rejected the request\. This is a problem of the engine, not of your test: raise 'opensearch\.heapMb'\. It said: \[parent\] Data too large/

/** A run, and a function that makes its engine reject requests with a body, as an engine with a full heap does. */
async function openFull() {
  const run = await TestRun.open(own, { opensearch: true })
  const client = run.opensearch()
  const limit = (value: string | null) =>
    client.cluster.putSettings({ body: { transient: { 'indices.breaker.total.limit': value } } })
  onTestFinished(async () => void (await limit(null)))
  return { run, client, prefix: `${run.id}-w1-`, fill: () => limit('1b') }
}

test("a fixture fails with the engine's out-of-memory reason where its index could not be made", async () => {
  const { client, prefix, fill } = await openFull()
  await fill()
  await expect(openIndexNamespace({ client, prefix, sources: {} }).index()).rejects.toThrow(
    new RegExp(`^Index ${prefix}index could not be made for the test\\.\nLast seen: ${told.source}`),
  )
})

test("loading a dataset fails with the engine's out-of-memory reason", async () => {
  const { client, prefix, fill } = await openFull()
  const files = { 'opensearch/towns/index.json': '{}', 'opensearch/towns/a.ndjson': '{"_id":"a","name":"Ayr"}\n' }
  const dataset = await readDataset(await datasetFolder(files))
  await fill()
  const loading = loadIndices({ client, dataset, prefix, signal: new AbortController().signal })
  await expect(loading).rejects.toThrow(told)
})

test("a request of a test's own client fails with the engine's out-of-memory reason", async () => {
  const { client, prefix, fill } = await openFull()
  await fill()
  await expect(client.index({ index: `${prefix}mine`, body: { a: 1 } })).rejects.toThrow(told)
})

test('the data of a test is removed from an engine that is out of memory, because a deletion reserves nothing', async () => {
  const { client, prefix, fill } = await openFull()
  await client.index({ index: `${prefix}mine`, body: { a: 1 }, refresh: true })
  await fill()
  expect(await removeUnder(client, prefix)).toEqual([`index ${prefix}mine`])
})
