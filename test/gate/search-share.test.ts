import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { SearchShare } from '../../src/gate/search-share.ts'
import { call, openTestGate, startUpstream } from './open-test-gate.ts'

/** A share of two searches at once, and those that are at work: what ends each, by its target. */
function shareOf(isShared = true) {
  const share = new SearchShare(() => isShared, 2)
  const working = new Map<string, () => void>()
  const ask = (target: string) => {
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    const work = () =>
      new Promise<void>((resolve) => {
        working.set(target, resolve)
      }).finally(() => working.delete(target))
    return { response, done: share.relay(target, response, work) }
  }
  return { working, ask }
}

const searches = ['/a/_search', '/_msearch', '/a,b/_count?q=x', '/_search/template']
const others = ['/a/_doc/1', '/_bulk', '/a', '/_cat/indices', '/_searching', '/a/_doc/_x?path=/_search']

test('while others use the engine, so many searches are at work at a time, in the order in which they came', async () => {
  const { working, ask } = shareOf()
  const asked = [...searches, ...others].map((target) => ask(target).done)
  await expect.poll(() => [...working.keys()]).toEqual([...searches.slice(0, 2), ...others])
  working.get('/_msearch')?.()
  await expect.poll(() => [...working.keys()]).toContain('/a,b/_count?q=x')
  expect(working.has('/_search/template')).toBe(false)
  working.get('/a/_search')?.()
  await expect.poll(() => [...working.keys()]).toContain('/_search/template')
  for (const end of working.values()) end()
  await Promise.all(asked)
})

test('a run that has the engine to itself waits for nothing', async () => {
  const { working, ask } = shareOf(false)
  const asked = searches.map((target) => ask(target).done)
  expect([...working.keys()]).toEqual(searches)
  for (const end of working.values()) end()
  await Promise.all(asked)
})

test('a client that goes away while its search waits gives its place to the next', async () => {
  const { working, ask } = shareOf()
  const [first, second, gone, next] = searches.map(ask)
  gone?.response.emit('close')
  await expect(gone?.done).rejects.toThrow('The client went away.')
  for (const end of working.values()) end()
  await Promise.all([first?.done, second?.done])
  await expect.poll(() => [...working.keys()]).toEqual(['/_search/template'])
  for (const end of working.values()) end()
  await next?.done
})

test('a gate answers every search that it has had wait', async () => {
  let atOnce = 0
  let most = 0
  const upstream = await startUpstream((_, response) => {
    most = Math.max(most, ++atOnce)
    setImmediate(() => {
      atOnce -= 1
      response.end('{}')
    })
  })
  const shared = { prefix: 'vaf-aaaaa-', isShared: () => true }
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, shared })
  const threads = Math.floor(availableParallelism() * 1.5) + 1
  const asked = Array.from({ length: 2 * threads }, () => call(endpoint, { path: '/a/_search' }))
  for (const { status } of await Promise.all(asked)) expect(status).toBe(200)
  expect(most).toBeLessThanOrEqual(threads / 2)
})
