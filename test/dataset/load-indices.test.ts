import { Client } from '@opensearch-project/opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { loadIndices } from '../../src/dataset/load-indices.ts'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import { startTlsServer } from '../client/tls-server.ts'
import { datasetFolder } from './dataset-folder.ts'

test('no POST has parameters in its URL: OpenSearch Service ignores them where a request is signed', async () => {
  const { endpoint, requests } = await startTlsServer('opensearch', (response, { url }) => {
    response.end(JSON.stringify(url.includes('_count') ? { count: 1 } : {}))
  })
  const client = new Client({ node: endpoint.url, ssl: { ca: endpoint.ca! } })
  onTestFinished(() => client.close())
  const files = { 'opensearch/towns/index.json': '{}', 'opensearch/towns/a.ndjson': '{"_id":"a","name":"Ayr"}\n' }
  const dataset = await readDataset(await datasetFolder(files))
  await loadIndices({ client, dataset, prefix: 'a-', signal: new AbortController().signal })
  const posted = requests.filter(({ method }) => method === 'POST').map(({ url }) => url)
  expect(posted).toEqual(['/a-towns/_bulk'])
  expect(requests.map(({ url }) => url)).toContain('/a-towns/_refresh')
})
