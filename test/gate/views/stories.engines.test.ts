import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../start-engine.ts'
import { DATASET_STORIES } from './dataset-stories.ts'
import { DOCUMENT_STORIES } from './document-stories.ts'
import { INDEX_STORIES } from './index-stories.ts'
import { type Send, tell, toEngine, toView } from './tell-story.ts'

const STORIES = { ...INDEX_STORIES, ...DOCUMENT_STORIES }
const RUN = 'vaf-story-'
const D = `${RUN}source-`
let engine: RunningEngine
let direct: Send

beforeAll(async () => {
  engine = await startEngine('opensearch')
  direct = toEngine(engine)
})
afterEach(() => direct('DELETE', '/*'))
afterAll(() => engine?.stop())

/** Makes the dataset's index, with an alias. */
async function makeDataset(prefix: string): Promise<void> {
  const body = {
    settings: { number_of_replicas: 0 },
    mappings: { properties: { city: { type: 'keyword' } } },
    aliases: { [`${prefix}places`]: { is_write_index: true } },
  }
  expect((await direct('PUT', `/${prefix}airports`, JSON.stringify(body)))[0]).toBe(200)
  const cities = { BOS: 'Boston', LHR: 'London' }
  const lines = Object.entries(cities).map(([_id, city]) => `{"index":{"_id":"${_id}"}}\n{"city":"${city}"}\n`)
  expect((await direct('POST', `/${prefix}airports/_bulk?refresh`, lines.join('')))[0]).toBe(200)
}

test.each(Object.keys(STORIES))('%s, in a view as on an engine of its own', async (title) => {
  const story = STORIES[title]!
  const seen = await tell(story, await toView(engine, RUN, []))
  await direct('DELETE', '/*')
  expect(seen).toEqual(await tell(story, direct))
})

test.each(Object.keys(DATASET_STORIES))('%s, sealed below a view as on an engine of its own', async (title) => {
  const story = DATASET_STORIES[title]!
  await makeDataset(D)
  await direct('PUT', `/${D}airports/_block/write`)
  const content = async () => [
    await direct('GET', `/${D}airports`),
    JSON.parse((await direct('GET', `/${D}airports/_search`))[1]).hits,
  ]
  const sealed = await content()
  const aliases = { places: { is_write_index: true } }
  const layer = { prefix: D, indices: [{ name: 'airports', physical: `${D}airports`, aliases }] }
  const seen = await tell(story, await toView(engine, RUN, [layer]))
  expect(await content()).toEqual(sealed)
  await direct('DELETE', '/*')
  await makeDataset('')
  expect(seen).toEqual(await tell(story, direct))
})

test('a bulk request that the gate keeps in a file goes to the indices of its view', async () => {
  const send = await toView(engine, RUN, [])
  await send('PUT', '/large', '{"mappings":{"enabled":false},"settings":{"number_of_replicas":0}}')
  const document = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })
  const lines = Array.from({ length: 20 }, (_, id) => `{"index":{"_index":"large","_id":"${id}"}}\n${document}\n`)
  const [status, answer] = await send('POST', '/_bulk?refresh&filter_path=errors,items.*._index', lines.join(''))
  expect([status, JSON.parse(answer)]).toEqual([
    200,
    { errors: false, items: lines.map(() => ({ index: { _index: 'large' } })) },
  ])
  expect((await direct('GET', `/${RUN}w1-t1-large/_count`))[1]).toContain('"count":20')
})
