import { describe, expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { physicalRequest } from './physical-request.ts'

const sealed = { airports: ['places'], cities: ['places'] }
const all = '*P-*,*S-airports,*S-cities'

describe('what only tells of indices reads sealed ones', () => {
  test.each([
    ['GET /airports', '/S-airports'],
    ['HEAD /places,mine', '/S-places,P-mine'],
    ['GET /air*/_settings', '/P-air*,*S-airports/_settings'],
    ['GET /_settings/index.number_of_shards', `/${all}/_settings/index.number_of_shards`],
    ['GET /_mapping', `/${all}/_mapping`],
    ['GET /_mapping/field/city,name', `/${all}/_mapping/field/city,name`],
    ['GET /.ds-logs-000001', '/.ds-P-logs-000001'],
    ['POST /_refresh', `/${all}/_refresh`],
    ['POST /airports/_flush', '/S-airports/_flush'],
    ['POST /_cache/clear?index=airports', '/S-airports/_cache/clear'],
    ['GET /_stats/docs?level=shards', `/${all}/_stats/docs?level=shards`],
    ['GET /airports/_segments', '/S-airports/_segments'],
    ['GET /_recovery', `/${all}/_recovery`],
    ['GET /_shard_stores', `/${all}/_shard_stores`],
    ['GET /_resolve/index/airports,x*', '/_resolve/index/S-airports,P-x*'],
    ['GET /_resolve/index/*', `/_resolve/index/${all},*S-places`],
    ['GET /_alias', `/${all}/_alias`],
    ['GET /_aliases', `/${all}/_alias`],
    ['GET /_alias/places', `/${all}/_alias/S-places`],
    ['HEAD /airports/_alias/places', '/S-airports/_alias/S-places'],
    ['GET /_data_stream', `/_data_stream/${all}`],
    ['GET /_data_stream/logs/_stats', '/_data_stream/P-logs/_stats'],
    ['GET /_plugins/_knn/warmup/airports', '/_plugins/_knn/warmup/S-airports'],
    ['GET /_plugins/_ism/explain', `/_plugins/_ism/explain/${all}`],
  ])('%s', async (request, target) => {
    expect(await physicalRequest(request, undefined, sealed)).toMatchObject({ target, changes: [], deletes: [] })
  })
})

describe('what may change an index is about a copy of it, and of those that share an alias with it', () => {
  test.each([
    ['POST /airports/_close', undefined],
    ['POST /airports/_open', undefined],
    ['PUT /airports/_block/write', undefined],
    ['PUT /airports/_mapping', { properties: {} }],
    ['PUT /airports/_settings', { number_of_replicas: 1 }],
    ['PUT /_settings', { number_of_replicas: 1 }],
    ['POST /airports/_forcemerge', undefined],
    ['PUT /airports/_clone/copy', undefined],
    ['POST /places/_rollover', {}],
    ['PUT /airports/_alias/mine', undefined],
    ['PUT /mine/_alias/places', undefined],
    ['DELETE /airports/_alias/places', undefined],
    ['PUT /_alias', { index: 'airports', alias: 'mine' }],
    ['POST /_aliases', { actions: [{ remove_index: { index: 'airports' } }] }],
    ['PUT /mine', { aliases: { places: {} } }],
    ['PUT /_index_template/mine', { index_patterns: ['m*'], template: { aliases: { places: {} } } }],
    ['POST /_plugins/_ism/add/airports', { policy_id: 'p' }],
  ])('%s', async (request, body) => {
    const { changes, deletes } = await physicalRequest(request, body, sealed)
    expect({ changes, deletes }).toEqual({ changes: ['airports', 'cities'], deletes: [] })
  })
})

test('a sealed index is deleted by taking it out of the view, and an alias of it cannot delete it', async () => {
  expect(await physicalRequest('DELETE /airports', undefined, sealed)).toMatchObject({ deletes: ['airports'] })
  expect(await physicalRequest('DELETE /*', undefined, sealed)).toMatchObject({ deletes: ['airports', 'cities'] })
  expect(await physicalRequest('DELETE /places', undefined, sealed)).toMatchObject({ deletes: [] })
})

test('an index whose name a sealed one has is there already', async () => {
  expect(await physicalRequest('PUT /airports', undefined, sealed)).toMatchObject({ target: '/S-airports' })
  expect(await physicalRequest('PUT /airports')).toMatchObject({ target: '/P-airports' })
  expect(await physicalRequest('PUT /a/_clone/b')).toMatchObject({ target: '/P-a/_clone/P-b' })
  expect(await physicalRequest('POST /logs/_rollover/%3Clogs-%7Bnow%2Fd%7D%3E')).toMatchObject({
    target: '/P-logs/_rollover/<P-logs-{now/d}>',
  })
})

describe('what indices are made by is the scope’s own', () => {
  test.each([
    ['PUT /_index_template/logs', '/_index_template/P-logs'],
    ['GET /_index_template/lo*', '/_index_template/P-lo*'],
    // All are asked for, and others' are taken out of the answer.
    ['GET /_index_template', '/_index_template'],
    ['DELETE /_index_template/*', '/_index_template/P-*'],
    ['DELETE /_index_template/_all', '/_index_template/P-_all'],
    ['POST /_index_template/_simulate_index/logs-1', '/_index_template/_simulate_index/P-logs-1'],
    ['POST /_index_template/_simulate/logs', '/_index_template/_simulate/P-logs'],
    ['POST /_index_template/_simulate', '/_index_template/_simulate'],
    ['HEAD /_component_template/base', '/_component_template/P-base'],
    ['GET /_template/a,b*', '/_template/P-a,P-b*'],
    ['PUT /_template/a?index_patterns=x*,y', '/_template/P-a?index_patterns=P-x*,P-y'],
    ['PUT /_data_stream/logs', '/_data_stream/P-logs'],
    ['DELETE /_data_stream/*', '/_data_stream/P-*'],
    ['GET /_plugins/_ism/policies/p', '/_plugins/_ism/policies/P-p'],
  ])('%s', async (request, target) => {
    expect(await physicalRequest(request, undefined, sealed)).toEqual({
      target,
      changes: [],
      deletes: [],
      body: undefined,
    })
  })
})

test.each(['DELETE /,', 'POST /,,/_close', 'PUT /,/_mapping', 'PUT /,/_alias/a', 'DELETE /,/_alias/a'])(
  '%s names no index, and does not come to name all',
  async (request) => {
    await expect(physicalRequest(request, undefined, sealed)).rejects.toThrow(NameRejected)
  },
)
