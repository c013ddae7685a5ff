import { expect, test } from 'vitest'
import { mayChangeIndices } from '../../../src/gate/rules/opensearch-rules.ts'
import { call, openTestGate, startUpstream } from '../open-test-gate.ts'

test.each([
  'GET /a/_doc/1',
  'HEAD /a',
  'GET /_cat/indices?v',
  'POST /_search',
  'POST /a,b*/_search?size=1',
  'POST /a/_search/template',
  'POST /_search/scroll',
  'DELETE /_search/scroll',
  'POST /a/_search/point_in_time?keep_alive=1m',
  'DELETE /_search/point_in_time',
  'POST /_msearch',
  'POST /a/_msearch/template',
  'POST /a/_count',
  'POST /_all/_count',
  'POST /_mget',
  'POST /a/_validate/query',
  'POST /a/_explain/1',
  'POST /a/_field_caps?fields=*',
  'POST /a/_analyze',
  'POST /_render/template',
  'POST /a/_rank_eval',
  'POST /a/_search_shards',
  'POST /a/_termvectors/1',
  'POST /_mtermvectors',
  'POST /a/_refresh',
  'POST /_flush',
  'POST /_scripts/painless/_execute',
  'POST /%61/_search',
])('the OpenSearch request %s only reads', (line) => expect(mayChange(line)).toBe(false))

test.each([
  'PUT /a',
  'DELETE /a',
  'POST /a/_doc',
  'PUT /a/_doc/1',
  'POST /a/_doc/_search',
  'PUT /a/_search',
  'POST /a/_create/_count',
  'POST /_bulk',
  'POST /a/_bulk',
  'POST /a/_update/1',
  'POST /a/_update_by_query',
  'POST /a/_delete_by_query',
  'POST /_reindex',
  'POST /_aliases',
  'PUT /a/_mapping',
  'POST /a/_open',
  'POST /a/_close',
  'PUT /_search/pipeline/p',
  'DELETE /_search/pipeline/p',
  'DELETE /_search',
  'POST /_scripts/painless',
  'PUT /_scripts/x',
  'POST /_plugins/_sql',
  'POST /_unknown',
  'POST /',
  'POST /%E0%A4%A/_doc',
  'PATCH /a',
])('the OpenSearch request %s counts as a change', (line) => expect(mayChange(line)).toBe(true))

test('a change is recorded before it is forwarded, and again when it ends', async () => {
  const seen: unknown[] = []
  const upstream = await startUpstream(async (_request, response) => {
    // Not by GET, which waits for this request.
    seen.push(gate.hasChanged(1), await changes(2), await changes(1, 'DELETE'))
    response.end()
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  const { endpoint } = gate
  const changes = async (worker: number, method = 'GET') =>
    (
      JSON.parse(String((await call(endpoint, { path: '/_aws_fixtures/changes', worker, method })).body)) as {
        changed: boolean
      }
    ).changed
  // Until somebody has looked and said so, nothing is known to be as it should.
  expect(await changes(1)).toBe(true)
  expect([await changes(1, 'DELETE'), await changes(2, 'DELETE')]).toEqual([false, false])
  await call(endpoint, { method: 'PUT', path: '/a' })
  // Seen while the request was under way; forgetting it then does not help.
  expect(seen).toEqual([true, false, true])
  expect(await changes(1)).toBe(true)
  expect(await changes(1, 'DELETE')).toBe(false)
  expect(await changes(1)).toBe(false)
})

function mayChange(line: string): boolean {
  const [method = '', target = ''] = line.split(' ')
  return mayChangeIndices(method, target)
}
