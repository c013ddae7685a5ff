import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../start-engine.ts'
import { openGateWithViews } from './gate-with-views.ts'
import { INDICES, MAPPINGS, SEARCHES } from './search-requests.ts'
import { type Send, toEngine, toGate } from './tell-story.ts'

const RUN = 'vaf-search-'
const P = `${RUN}w1-t1-`
const D = `${RUN}source-`
const SEALED = ['airports', 'routes']

/** Makes all indices, by the names that they have there. */
async function fill(send: Send, physical: (name: string) => string): Promise<void> {
  for (const [name, documents] of Object.entries(INDICES)) {
    const aliases = name === 'airports' ? { [physical('ports')]: {} } : {}
    const settings = { number_of_shards: 1, number_of_replicas: 0 }
    const body = JSON.stringify({ settings, mappings: MAPPINGS, aliases })
    expect((await send('PUT', `/${physical(name)}`, body))[0]).toBe(200)
    const lines = documents.map((document, id) => `{"index":{"_id":"${id}"}}\n${JSON.stringify(document)}\n`)
    expect((await send('POST', `/${physical(name)}/_bulk?refresh=true`, lines.join('')))[1]).toContain('"errors":false')
  }
}

/**
 * An answer without what no two have alike. Hits of the same score have no order across indices. The list of all indices in
 * `_field_caps` is in the order of physical names, which is not worth copies.
 */
function alike(text: string): unknown {
  const fixed = text
    .replaceAll(/"(took|index_uuid|_shards|build_\w+)":(?:\d+|"[^"]*"|\{[^{}]*\})/g, '"$1":0')
    .replaceAll(/\[(\S+)\/[\w-]{22}\]/g, '[$1/…]')
  const value = JSON.parse(fixed) as {
    indices?: string[]
    hits?: { hits?: { _score: number | null; _index: string; _id: string }[] }
  }
  if (Array.isArray(value.indices)) value.indices.sort()
  value.hits?.hits?.sort(
    (one, other) =>
      (other._score ?? 0) - (one._score ?? 0) ||
      (one._score === null ? 0 : `${one._index}${one._id}`.localeCompare(`${other._index}${other._id}`)),
  )
  return value
}

let engine: RunningEngine
let direct: Send

beforeAll(async () => {
  engine = await startEngine('opensearch')
  direct = toEngine(engine)
})
afterAll(() => engine?.stop())

/** What is sent to a gate on which the worker has a view over the sealed indices, and how the view is opened afresh. */
async function openView(): Promise<{ send: Send; afresh(): Promise<void> }> {
  const { endpoint, viewsOf } = await openGateWithViews(RUN, { engine: () => engine.address })
  const views = viewsOf()
  const indices = SEALED.map((name) => ({
    name,
    physical: `${D}${name}`,
    aliases: name === 'airports' ? { ports: {} } : {},
  }))
  const layers = [{ prefix: D, indices }]
  const afresh = async () => {
    await views.open('t1', { prefix: P, layers })
    // What an order by index has copied.
    await direct('DELETE', `/${P}airports,${P}routes?ignore_unavailable=true`)
  }
  await afresh()
  return { send: toGate(endpoint), afresh }
}

/** Makes all indices such that a view sees them: those that are sealed, and its own. */
async function fillView(): Promise<void> {
  await fill(direct, (name) => (SEALED.includes(name) || name === 'ports' ? D : P) + name)
  for (const name of SEALED) await direct('PUT', `/${D}${name}/_settings`, '{"index.blocks.write":true}')
}

afterEach(() => direct('DELETE', '/*'))

test('searches in a view, partly over sealed indices, find what they find on an engine of their own', async () => {
  await fill(direct, (name) => name)
  const expected: (readonly [number, string])[] = []
  for (const [method, path, body] of SEARCHES) expected.push(await direct(method, path, body))
  await direct('DELETE', '/*')
  await fillView()
  const { send, afresh } = await openView()
  for (const [at, [method, path, body]] of SEARCHES.entries()) {
    await afresh()
    const [status, text] = await send(method, path, body)
    const [wantedStatus, wanted] = expected[at]!
    expect.soft([status, alike(text)], `${method} ${path} ${body ?? ''}`).toEqual([wantedStatus, alike(wanted)])
  }
})

test('a point in time and a scroll go on with what they were opened on', async () => {
  await fillView()
  const { send } = await openView()
  const read = async (...request: Parameters<Send>) =>
    JSON.parse((await send(...request))[1]) as Record<string, unknown>
  const { pit_id } = await read('POST', '/air*,books/_search/point_in_time?keep_alive=1m')
  const inPit = await read('POST', '/_search', JSON.stringify({ pit: { id: pit_id }, size: 0 }))
  expect(inPit).toMatchObject({ hits: { total: { value: 5 } } })
  expect(await send('DELETE', '/_search/point_in_time', JSON.stringify({ pit_id }))).toMatchObject({ 0: 200 })
  let { _scroll_id: scroll_id, hits } = await read('GET', '/ports,books/_search?scroll=1m&size=2')
  expect(hits).toMatchObject({ total: { value: 5 } })
  ;({ _scroll_id: scroll_id, hits } = await read(
    'POST',
    '/_search/scroll',
    JSON.stringify({ scroll: '1m', scroll_id }),
  ))
  expect(hits).toMatchObject({ hits: { length: 2 } })
  expect(await read('DELETE', '/_search/scroll', JSON.stringify({ scroll_id }))).toMatchObject({ succeeded: true })
})
