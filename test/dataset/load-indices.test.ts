import { join } from 'node:path'
import { Client } from '@opensearch-project/opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { bulkLoad, loadIndices } from '../../src/dataset/load-indices.ts'
import { readDatasetSync } from '../../src/dataset/read-dataset-sync.ts'
import { startTlsServer } from '../clients/tls-server.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { datasetFolder } from './dataset-folder.ts'

test('no POST has parameters in its URL: OpenSearch Service ignores them where a request is signed', async () => {
  const { endpoint, requests } = await startTlsServer('opensearch', (response, { url }) => {
    response.end(JSON.stringify(url.includes('_count') ? { count: 1 } : {}))
  })
  const client = new Client({ node: endpoint.url, ssl: { ca: endpoint.ca! } })
  onTestFinished(() => client.close())
  const files = { 'opensearch/towns/index.json': '{}', 'opensearch/towns/a.ndjson': '{"_id":"a","name":"Ayr"}\n' }
  const dataset = readDatasetSync(await datasetFolder(files))
  await loadIndices({ client, dataset, prefix: 'a-', signal: new AbortController().signal })
  const posted = requests.filter(({ method }) => method === 'POST').map(({ url }) => url)
  expect(posted).toEqual(['/a-towns/_bulk'])
  expect(requests.map(({ url }) => url)).toContain('/a-towns/_refresh')
})

/** Loads one document into an engine that refuses so many requests for want of memory. */
async function loadCrowded(refusals: number) {
  const clock = new FakeClock()
  const { endpoint, requests } = await startTlsServer('opensearch', (response) => {
    response.statusCode = requests.length <= refusals ? 429 : 200
    const error = { type: 'circuit_breaking_exception', reason: '[parent] Data too large' }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(response.statusCode === 429 ? { error, status: 429 } : { errors: false, items: [] }))
  })
  const client = new Client({ node: endpoint.url, ssl: { ca: endpoint.ca! } })
  onTestFinished(() => client.close())
  const file = join(await datasetFolder({ 'opensearch/towns/a.ndjson': '{"_id":"a"}\n' }), 'opensearch/towns/a.ndjson')
  const signal = new AbortController().signal
  const loading = bulkLoad({ client, index: 'towns', file, name: 'towns/a.ndjson', signal, clock })
  return { clock, requests, loading }
}

test('a load sends a batch again that the engine rejects because it is out of memory', async () => {
  const { clock, requests, loading } = await loadCrowded(3)
  for (let refused = 1; refused <= 3; refused += 1) {
    await expect.poll(() => clock.pendingTimers).toBe(1)
    expect(requests).toHaveLength(refused)
    await clock.advance(10_000)
  }
  await loading
  expect(requests).toHaveLength(4)
})

test('a load fails with the memory of the engine as the reason where the engine stays out of memory', async () => {
  const { clock, requests, loading } = await loadCrowded(Number.POSITIVE_INFINITY)
  const refused = expect(loading).rejects.toThrow('circuit_breaking_exception')
  for (let sent = 1; sent < 16; sent += 1) {
    await expect.poll(() => clock.pendingTimers).toBe(1)
    await clock.advance(10_000)
  }
  await refused
  expect(requests).toHaveLength(16)
})
