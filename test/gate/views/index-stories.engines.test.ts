import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { ownPaths } from '../../../src/gate/gate.ts'
import type { Layer } from '../../../src/gate/views/view.ts'
import { call, openTestGate } from '../open-test-gate.ts'
import { type RunningEngine, startEngine } from '../start-engine.ts'
import { DATASET_STORIES } from './dataset-stories.ts'
import { INDEX_STORIES } from './index-stories.ts'

const RUN = 'vaf-story-'
let engine: RunningEngine

beforeAll(async () => {
  engine = await startEngine('opensearch')
})
afterAll(() => engine?.stop())

/** What came of a request: its status, and its body without what no two indices have alike. */
type Answer = readonly [line: string, status: number, body: unknown]
type Send = (method: string, path: string, body?: string) => Promise<readonly [status: number, body: string]>

async function tell(story: string, send: Send): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const line of story.trim().split('\n')) {
    const [, method = '', path = '', body] = /^(\S+) (\S+)(?: (.*))?$/.exec(line)!
    const [status, text] = await send(method, path, body)
    answers.push([line, status, text === '' ? '' : JSON.parse(alike(text))])
  }
  return answers
}

const alike = (text: string): string =>
  text
    .replace(/"(uuid|creation_date|index_uuid)":"[^"]*"/g, '"$1":"…"')
    .replace(/\[([^\s/[\]]+)\/[\w-]{22}\]/g, '[$1/…]')
    .replace(/simulate_template_index_[\w-]{22}/g, 'simulated')

const headers = { 'content-type': 'application/json' }

const toEngine: Send = async (method, path, body) => {
  const answer = await request(`http://127.0.0.1:${engine.port}${path}`, {
    method: method as 'GET',
    headers: { ...engine.headers, ...headers },
    body: body ?? null,
  })
  return [answer.statusCode, await answer.body.text()]
}

const toView =
  (endpoint: Endpoint): Send =>
  async (method, path, body) => {
    const answer = await call(endpoint, { method, path, headers, ...(body !== undefined && { body }) })
    return [answer.status, answer.body.toString()]
  }

async function openView(layers: readonly Layer[]): Promise<Send> {
  const { endpoint } = await openTestGate({ service: 'opensearch', engine: () => engine.address, viewsPrefix: RUN })
  const send = toView(endpoint)
  const [status] = await send('PUT', `${ownPaths.views}t1`, JSON.stringify({ prefix: `${RUN}w1-t1-`, layers }))
  expect(status).toBe(200)
  return send
}

/** Makes a dataset's index, with an alias. */
async function makeDataset(prefix: string, further: object): Promise<void> {
  const body = {
    settings: { number_of_replicas: 0, ...further },
    mappings: { properties: { city: { type: 'keyword' } } },
    aliases: { [`${prefix}places`]: { is_write_index: true } },
  }
  expect(await toEngine('PUT', `/${prefix}airports`, JSON.stringify(body))).toMatchObject([200, expect.anything()])
}

test.each(Object.keys(INDEX_STORIES))('%s, in a view as on an engine of its own', async (title) => {
  const story = INDEX_STORIES[title]!
  const seen = await tell(story, await openView([]))
  expect(seen).toEqual(await tell(story, toEngine))
})

test.each(Object.keys(DATASET_STORIES))('%s, sealed below a view as on an engine of its own', async (title) => {
  const story = DATASET_STORIES[title]!
  const prefix = `${RUN}source-`
  await makeDataset(prefix, { 'index.blocks.write': true })
  const sealed = await toEngine('GET', `/${prefix}airports`)
  const aliases = { places: { is_write_index: true } }
  const layer = { prefix, indices: [{ name: 'airports', physical: `${prefix}airports`, aliases }] }
  const seen = await tell(story, await openView([layer]))
  expect(await toEngine('GET', `/${prefix}airports`)).toEqual(sealed)
  await toEngine('DELETE', `/${prefix}airports`)
  await makeDataset('', {})
  expect(seen).toEqual(await tell(story, toEngine))
})
