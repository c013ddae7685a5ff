import { expect, test } from 'vitest'
import { call, startUpstream } from '../open-test-gate.ts'
import { openGateWithViews } from './gate-with-views.ts'

const run = 'vaf-7wovf-'
const P = `${run}w1-t1-`
const D = `${run}source-`

/** A gate whose worker has a view over the sealed index `airports`, and how it passes a search on. */
async function open() {
  const sent: { target: string; body: string }[] = []
  const { port } = await startUpstream(async (message, response) => {
    const body = Buffer.concat(await message.toArray()).toString()
    sent.push({ target: decodeURIComponent(message.url!), body })
    response.setHeader('content-type', 'application/json')
    response.end('{}')
  })
  const { endpoint, viewsOf } = await openGateWithViews(run, { enginePort: () => port })
  const airports = { name: 'airports', physical: `${D}airports`, aliases: {} }
  await viewsOf().open('t1', { prefix: P, layers: [{ prefix: D, indices: [airports] }] })
  return async (path: string, body = '') => {
    const type = path.includes('_msearch') ? 'application/x-ndjson' : 'application/json'
    const { status } = await call(endpoint, { method: 'POST', path, body, headers: { 'content-type': type } })
    return { status, ...sent.pop() }
  }
}

test('a search of all indices is one of those that the view shows', async () => {
  const search = await open()
  const { target } = await search('/_search?size=1')
  expect(target).toContain(P)
  expect(target).toContain(`${D}airports`)
  expect(target).toMatch(/^\/[^/]+\/_search\?size=1$/)
})

test('names in a query of the URL are translated, and the name of no pipeline is none', async () => {
  const search = await open()
  const { target } = await search('/airports/_search?q=_index:books%20b&search_pipeline=_none')
  expect(target).toBe(`/${D}airports/_search?q=_index:${P}books b&search_pipeline=_none`)
})

test('a search of a point in time names no index in its path', async () => {
  const search = await open()
  const body = '{"pit":{"id":"abc"}}'
  expect(await search('/_search', body)).toMatchObject({ target: '/_search', body })
})

test('several searches go to what each names, or to all that the view shows', async () => {
  const search = await open()
  const { target, body } = await search(
    '/_msearch',
    '{"index":"airports"}\n{}\n{}\n{"query":{"term":{"_index":"books"}}}\n',
  )
  expect(target).toContain(`${D}airports`)
  expect(body).toBe(`{"index":["${D}airports"]}\n{}\n{}\n{"query":{"terms":{"_index":["${P}books"]}}}\n`)
})

test('a body that the engine cannot read goes on as it is, for the engine to say so', async () => {
  const search = await open()
  const body = '{"query":{"terms":{"a":{"index":"airports"'
  expect(await search('/airports/_search', body)).toMatchObject({ target: `/${D}airports/_search`, body })
})

test('what cannot be translated is rejected, and never reaches the engine', async () => {
  const search = await open()
  const body = '{"query":{"new":{"index":"airports"}}}'
  expect(await search('/airports/_search', body)).toEqual({ status: 400 })
})
