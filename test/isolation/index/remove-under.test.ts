import { expect, onTestFinished, test } from 'vitest'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import { removeUnder } from '../../../src/isolation/index/remove-under.ts'
import { numbered, startTlsServer } from '../../clients/tls-server.ts'

const write = {
  ...{ node: 'n1', id: 7, action: 'indices:data/write/bulk', description: 'requests[1], indices[vaf-1-w1-films]' },
  ...{ cancellable: false, running_time_in_nanos: 1, headers: {} },
}

test('an index that is deleted to end a write that waits for it is among the things that were removed', async () => {
  let isThere = true
  const { endpoint } = await startTlsServer('opensearch', (response, { method, url }) => {
    const path = url.split('?')[0] ?? ''
    if (method === 'DELETE' && path === '/vaf-1-w1-films') isThere = false
    const metadata = { indices: { 'vaf-1-w1-films': { state: 'open' }, other: { state: 'open' } } }
    const answers: Readonly<Record<string, object>> = {
      '/_tasks': { tasks: [write] },
      '/_cluster/state/metadata': { metadata },
    }
    response.end(JSON.stringify(isThere ? (answers[path] ?? {}) : {}))
  })
  const client = createOpenSearchClient({ endpoint, credentials: async () => numbered(1), options: { maxRetries: 0 } })
  onTestFinished(() => client.close())
  expect(await removeUnder(client, 'vaf-1-w1-')).toEqual(['index vaf-1-w1-films'])
  expect(isThere).toBe(false)
})
