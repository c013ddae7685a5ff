import { gunzipSync } from 'node:zlib'
import type { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type RunningEngine, startEngine } from '../start-engine.ts'
import { openScopes, RUN, type Scope, sealedLayer } from './scopes.ts'

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('opensearch')
})
afterAll(() => engine?.stop())

const SOURCE = `${RUN}source-`

/** Makes the same on a domain of one's own and beside all views, so that the engine says of both how it answers. */
async function sameTwice() {
  const { plain, scope } = await openScopes(engine)
  const layer = await sealedLayer(plain, SOURCE, { airports: { ids: ['BOS', 'JFK'], aliases: ['places'] } })
  const [own, other] = [await scope([layer]), await scope([layer])]
  const settings = { number_of_shards: 1, number_of_replicas: 0 }
  await plain.indices.create({ index: 'airports', body: { settings, aliases: { places: {} } } })
  await plain.bulk({
    index: 'airports',
    body: ['BOS', 'JFK'].flatMap((id) => [{ index: { _id: id } }, { city: `city of ${id}` }]),
  })
  for (const client of [own, plain]) {
    await client.indices.create({ index: 'zoo', body: { settings: { ...settings, number_of_replicas: 1 } } })
    await client.indices.create({ index: 'a-much-longer-name-than-others', body: { settings } })
    await client.index({ index: 'zoo', id: '1', body: { animal: 'lion' } })
    await client.indices.updateAliases({ body: { actions: [{ add: { index: 'zoo', alias: 'animals' } }] } })
    const body = { index_patterns: ['logs-*', 'x-*'], template: { settings } }
    await client.indices.putIndexTemplate({ name: 'logs', body })
  }
  await other.index({ index: 'zoo-of-another', id: '1', body: {} })
  await plain.indices.refresh({ index: '*' })
  onTestFinished(async () => {
    await plain.indices.delete({ index: 'airports,zoo,a-much-longer-name-than-others' })
    await plain.indices.deleteIndexTemplate({ name: 'logs' })
  })
  return { own, plain }
}

async function ask(client: Client | Scope, path: string): Promise<unknown> {
  const { body } = await client.transport.request({ method: 'GET', path })
  return body
}

const indices = 'airports,zoo,a-much-longer-name-than-others'

describe('a table is what the engine gives on a domain that has nothing else', () => {
  test('in text and in JSON, with its header and without', async () => {
    const { own, plain } = await sameTwice()
    const columns = 'h=health,status,index,pri,rep,docs.count,docs.deleted'
    const paths = [
      [`/_cat/indices?${columns}&s=index`, `/_cat/indices/${indices}?${columns}&s=index`],
      [`/_cat/indices?${columns}&s=rep,i:desc`, `/_cat/indices/${indices}?${columns}&s=rep,i:desc`],
      [`/_cat/indices/a*?h=i,dc&s=i`, `/_cat/indices/a*?h=i,dc&s=i`],
      [
        '/_cat/shards?h=index,shard,prirep,state,docs&s=index,prirep',
        `/_cat/shards/${indices}?h=index,shard,prirep,state,docs&s=index,prirep`,
      ],
      [
        '/_cat/segments?h=index,shard,prirep,segment,generation,docs.count&s=index,segment',
        `/_cat/segments/${indices}?h=index,shard,prirep,segment,generation,docs.count&s=index,segment`,
      ],
      ['/_cat/aliases?s=alias', '/_cat/aliases/places,animals?s=alias'],
      ['/_cat/templates/lo*?s=name', '/_cat/templates/lo*?s=name'],
      ['/_cat/count?h=count', `/_cat/count/${indices}?h=count`],
      ['/_cat/indices/none-*', '/_cat/indices/none-*'],
      ['/_cat/indices?help', '/_cat/indices?help'],
    ] as const
    for (const [path, same] of paths) {
      for (const further of ['', 'v', 'format=json', 'format=json&pretty', 'format=yaml']) {
        const query = further && `${path.includes('?') ? '&' : '?'}${further}`
        expect.soft(await ask(own, path + query), path + query).toEqual(await ask(plain, same + query))
      }
    }
  })
})

test('settings of a copy are those that a domain of one’s own would show', async () => {
  const { own, plain } = await sameTwice()
  const settingsOf = async (client: Client | Scope, query: string) =>
    JSON.parse(
      JSON.stringify(await ask(client, `/airports/_settings${query}`)).replace(
        /("(?:index\.)?(?:uuid|creation_date)":")[^"]*/g,
        '$1',
      ),
    ) as unknown
  for (const query of ['', '?flat_settings', '/index.number*']) {
    expect.soft(await settingsOf(own, query), `sealed ${query}`).toEqual(await settingsOf(plain, query))
  }
  await own.index({ index: 'airports', id: 'LAX', body: {} })
  for (const query of ['', '?flat_settings', '/index.number*']) {
    expect.soft(await settingsOf(own, query), `copied ${query}`).toEqual(await settingsOf(plain, query))
  }
  const state = (await ask(own, '/_cluster/state/metadata,routing_table')) as {
    metadata: { indices: Record<string, { settings: { index: object } }> }
  }
  expect(Object.keys(state.metadata.indices.airports!.settings.index)).not.toContain('resize')
  expect(JSON.stringify(state)).not.toContain('zoo-of-another')
})

test('the cluster tells of the indices of the view only', async () => {
  const { own } = await sameTwice()
  expect(await ask(own, '/_cluster/health?level=indices')).toMatchObject({ status: 'yellow', active_primary_shards: 3 })
  const stats = JSON.stringify(await ask(own, '/_nodes/stats/indices?level=indices'))
  expect(stats).toContain('"zoo":')
  expect(stats).not.toContain('zoo-of-another')
  expect(JSON.stringify(await ask(own, '/_index_template'))).not.toContain(RUN)
  expect(Object.keys(((await ask(own, '/_tasks')) as { nodes: object }).nodes)).toHaveLength(1)
})

test('what a client accepts in gzip comes in gzip, short or long', async () => {
  const { own } = await sameTwice()
  await own.bulk({
    refresh: true,
    body: Array.from({ length: 3_000 }, (_, at) => [
      { index: { _index: 'zoo', _id: String(at) } },
      { noise: `${at * 7_919}`.repeat(9) },
    ]).flat(),
  })
  for (const size of [1, 3_000]) {
    const response = await own.transport.request(
      { method: 'GET', path: `/zoo/_search?size=${size}` },
      { headers: { 'accept-encoding': 'gzip' }, asStream: true },
    )
    expect(response.headers!['content-encoding']).toBe('gzip')
    const chunks: Buffer[] = []
    for await (const chunk of response.body as AsyncIterable<Buffer>) chunks.push(chunk)
    const text = String(gunzipSync(Buffer.concat(chunks)))
    expect(text).not.toContain(RUN)
    expect((JSON.parse(text) as { hits: { hits: unknown[] } }).hits.hits).toHaveLength(size)
  }
})
