import { expect, test } from 'vitest'
import { ownPaths } from '../../../src/gate/gate.ts'
import type { Layer } from '../../../src/gate/views/view.ts'
import { NAMES_HEADER } from '../../../src/gate/views/view-request.ts'
import { call, startUpstream } from '../open-test-gate.ts'
import { openGateWithViews } from './gate-with-views.ts'

const viewsPrefix = 'vaf-7wovf-'

/** A gate with a view for the key of worker 1, and what reaches its engine, each as `PUT /a`, with the mark of its tasks. */
async function openGate() {
  const reached: [string, unknown][] = []
  const upstream = await startUpstream(({ method, url, headers }, response) => {
    reached.push([`${method} ${url}`, headers['x-opaque-id']])
    expect(headers[NAMES_HEADER]).toBeUndefined()
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const markOf = (worker: number) => `${viewsPrefix}w${worker}-`
  const options = { enginePort: () => upstream.port, markOf, isPristine: true }
  const { endpoint, viewsOf } = await openGateWithViews(viewsPrefix, options)
  const views = viewsOf()
  const open = (id: string, layers: readonly Layer[] = []) =>
    views.open(id, { prefix: `${viewsPrefix}w1-${id}-`, layers })
  await open('t1')
  const hasChanged = async () => JSON.parse(String((await call(endpoint, { path: ownPaths.changes })).body)).changed
  return { endpoint, reached, open, hasChanged }
}

test("a worker's own request is in physical names, has the worker's mark, and is no change of its tests", async () => {
  const { endpoint, reached, hasChanged } = await openGate()
  const headers = { [NAMES_HEADER]: 'physical' }
  await call(endpoint, { method: 'PUT', path: '/vaf-7wovf-w1-t1-films', headers })
  expect(reached).toEqual([['PUT /vaf-7wovf-w1-t1-films', 'vaf-7wovf-w1-']])
  expect(await hasChanged()).toBe(false)
})

test('the tasks of a view have its prefix as their mark, and its requests are changes', async () => {
  const { endpoint, reached, hasChanged } = await openGate()
  await call(endpoint, { method: 'PUT', path: '/films' })
  expect(reached).toEqual([['PUT /vaf-7wovf-w1-t1-films', 'vaf-7wovf-w1-t1-']])
  expect(await hasChanged()).toBe(true)
})

test('a view can begin with hidden indices, whose prefix stands behind the dots of their names', async () => {
  const { endpoint, open, reached } = await openGate()
  const logs = { name: '.logs', physical: '.vaf-7wovf-w1-t1-logs', aliases: {} }
  await open('t2', [{ prefix: 'vaf-7wovf-w1-t1-', indices: [logs] }])
  await call(endpoint, { path: '/.logs/_search' })
  expect(reached).toEqual([['GET /.vaf-7wovf-w1-t1-logs/_search', undefined]])
})
