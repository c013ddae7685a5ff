import { describe, expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { physicalRequest } from './physical-request.ts'

const sealed = { airports: ['places'], cities: ['places'] }
const all = '*P-*,*S-airports,*S-cities'

describe('what tells of the cluster tells of the indices of the view, where the engine can limit it to them', () => {
  test.each([
    ['GET /_cat/indices', `/_cat/indices/${all}?v=true`],
    ['GET /_cat/indices/air*?v', '/_cat/indices/P-air*,*S-airports?v=&v=true'],
    ['GET /_cat/indices?help', '/_cat/indices?help=&v=true'],
    ['GET /_cat/count/airports', '/_cat/count/S-airports?v=true'],
    ['GET /_cat/aliases/places', '/_cat/aliases/S-places?v=true'],
    ['GET /_cat/templates/t*', '/_cat/templates/P-t*?v=true'],
    ['GET /_cat/nodes', '/_cat/nodes'],
    ['GET /_cluster/health?level=indices', `/_cluster/health/${all}?level=indices`],
    ['GET /_cluster/state/metadata/mine', '/_cluster/state/metadata/P-mine'],
    ['GET /_tasks/n:1', '/_tasks/n:1'],
    ['POST /_tasks/n:1/_cancel', '/_tasks/n:1/_cancel'],
    ['POST /_tasks/_cancel?parent_task_id=n:1', '/_tasks/_cancel?parent_task_id=n:1'],
  ])('%s', async (request, target) => {
    expect(await physicalRequest(request, undefined, sealed)).toMatchObject({ target, changes: [] })
  })
})

test('what would be done to the tasks or the indices of all tests is rejected', async () => {
  const setting = { persistent: { action: { auto_create_index: '+logs-*,-*' } } }
  await expect(physicalRequest('POST /_tasks/_cancel?actions=*search')).rejects.toThrow(NameRejected)
  await expect(physicalRequest('PUT /_cluster/settings', setting)).rejects.toThrow(NameRejected)
  const flat = { transient: { 'action.auto_create_index': 'false', 'cluster.max_shards_per_node': 10 } }
  expect((await physicalRequest('PUT /_cluster/settings', flat)).body).toEqual(flat)
})

test('a shard that is moved is that of a copy', async () => {
  const body = { commands: [{ move: { index: 'airports', shard: 0 } }, { cancel: { index: 'mine', shard: 0 } }] }
  const { body: physical, changes } = await physicalRequest('POST /_cluster/reroute', body, { airports: [] })
  expect([JSON.stringify(physical).match(/"index":"(.*?)"/g), changes]).toEqual([
    ['"index":"S-airports"', '"index":"P-mine"'],
    ['airports'],
  ])
})

describe('snapshots have their own names, of what has the prefix of the scope', () => {
  test.each([
    [
      'PUT /_snapshot/backups',
      { type: 'fs', settings: { location: '/mnt/all' } },
      '/_snapshot/P-backups',
      { location: '/mnt/P-all' },
    ],
    ['PUT /_snapshot/s3', { type: 's3', settings: { base_path: 'a/b/' } }, '/_snapshot/P-s3', { base_path: 'a/P-b/' }],
  ])('%s', async (request, body, target, settings) => {
    expect(await physicalRequest(request, body)).toMatchObject({ target, body: { settings } })
  })

  test('a snapshot without a body is one of all that is in the view, for which what is sealed is copied', async () => {
    expect(await physicalRequest('PUT /_snapshot/r/s?wait_for_completion', undefined, sealed)).toEqual({
      target: '/_snapshot/P-r/P-s?wait_for_completion=',
      body: { indices: all.split(',') },
      changes: ['airports', 'cities'],
      deletes: [],
    })
  })

  test('what is restored is named as it was in the snapshot', async () => {
    const body = { indices: 'air*,-.x', index_settings: { 'index.default_pipeline': 'p' } }
    expect((await physicalRequest('POST /_snapshot/r/s/_restore', body)).body).toEqual({
      indices: ['P-air*', '-.P-x'],
      index_settings: { 'index.default_pipeline': 'P-p' },
    })
    await expect(physicalRequest('POST /_snapshot/r/s/_restore', { include_global_state: true })).rejects.toThrow(
      NameRejected,
    )
  })

  test.each(['DELETE /_snapshot/r/<s-{now}>', 'GET /_snapshot/r/_current'])('%s is rejected', async (request) => {
    await expect(physicalRequest(request)).rejects.toThrow(NameRejected)
  })
})

/** Java's regular expressions are JavaScript's here, but that it quotes by `\\Q…\\E`. */
async function renamed(name: string, pattern: string, replacement: string): Promise<string> {
  const { body } = await physicalRequest('POST /_snapshot/r/s/_restore', { rename_pattern: pattern })
  const { rename_pattern: physical } = body as { rename_pattern: string }
  return name.replace(new RegExp(physical.replace(/\\Q(.*?)\\E/g, '$1'), 'g'), replacement)
}

test.each([
  ['P-books', 'books', 'b', 'P-b'],
  ['P-books', '^b', 'c', 'P-cooks'],
  ['P-books', '^(.+)$', 'restored-$1', 'P-restored-books'],
  ['P-books', '(.+)', 'restored-$1', 'P-restored-books'],
  ['P-a-P', '[^a]P|^a', 'b', 'P-bb'],
  ['.P-books', '^o|b', 'c', '.P-cooks'],
])('a restore renames %s by %s as it would without the prefix', async (name, pattern, replacement, expected) => {
  expect(await renamed(name, pattern, replacement)).toBe(expected)
})
