import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { type IsSearching, SearchShare } from '../../../src/gate/rules/search-share.ts'
import type { WireHeader } from '../../../src/sigv4/canonical-request.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { call, openTestGate, send, signWithAws4, startUpstream } from '../open-test-gate.ts'

/** A share of two searches at once, and those that are at work: what ends each, by its target. */
function shareOf(isShared = true, isSearching: IsSearching = async () => false, clock = new FakeClock()) {
  const share = new SearchShare({ isShared: () => isShared, isSearching, atOnce: 2, clock })
  const working = new Map<string, () => void>()
  const ask = (target: string, headers: readonly WireHeader[] = []) => {
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    const search = share.of({ target, headers })
    const work = () =>
      new Promise<void>((resolve) => {
        working.set(target, resolve)
      })
        .finally(() => working.delete(target))
        .then(() => search?.ended(response))
    return { response, done: search?.take(response, work) ?? work() }
  }
  return { working, ask, clock }
}

const searches = ['/a/_search', '/_msearch', '/a,b/_count?q=x', '/_search/template']
const others = ['/a/_doc/1', '/_bulk', '/a', '/_cat/indices', '/_searching', '/a/_doc/_x?path=/_search']

test('a run that shares its engine has a limited number of searches at work at a time, in the order in which they came', async () => {
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

test('a search of a run that has the engine to itself does not wait', async () => {
  const { working, ask } = shareOf(false)
  const asked = searches.map((target) => ask(target).done)
  expect([...working.keys()]).toEqual(searches)
  for (const end of working.values()) end()
  await Promise.all(asked)
})

test('a client that goes away while its search waits gives its place to the next', async () => {
  const { working, ask } = shareOf()
  const [first, second, gone, next] = searches.map((target) => ask(target))
  gone?.response.emit('close')
  await expect(gone?.done).rejects.toThrow('The client went away.')
  for (const end of working.values()) end()
  await Promise.all([first?.done, second?.done])
  await expect.poll(() => [...working.keys()]).toEqual(['/_search/template'])
  for (const end of working.values()) end()
  await next?.done
})

test('a search is recognised however its path is escaped', async () => {
  const { working, ask } = shareOf()
  const asked = ['/a/%5Fsearch', '/%5fmsearch', '/%FF/_count', '/_c%6Funt'].map((target) => ask(target).done)
  await expect.poll(() => [...working.keys()]).toEqual(['/a/%5Fsearch', '/%5fmsearch'])
  for (const end of working.values()) end()
  await expect.poll(() => [...working.keys()]).toEqual(['/%FF/_count', '/_c%6Funt'])
  for (const end of working.values()) end()
  await Promise.all(asked)
})

test('a search that its client gave up keeps its turn until the engine has finished it', async () => {
  let isAtWork = true
  const looks: unknown[] = []
  const { working, ask, clock } = shareOf(true, async (id, agoMs) => {
    looks.push([id, agoMs])
    return isAtWork
  })
  const [given, kept, next] = ['/a/_search', '/b/_search', '/c/_search'].map((target) =>
    ask(target, [['X-Opaque-Id', 'mine']]),
  )
  await clock.advance(0)
  given?.response.destroy()
  working.get('/a/_search')?.()
  await clock.advance(3_000)
  expect([...working.keys()]).toEqual(['/b/_search'])
  expect(looks).toEqual([100, 300, 700, 1_500, 2_500].map((agoMs) => ['mine', agoMs]))
  isAtWork = false
  await clock.advance(500)
  expect([...working.keys()]).toEqual(['/b/_search', '/c/_search'])
  for (const end of working.values()) end()
  await Promise.all([given?.done, kept?.done, next?.done])
  expect(clock.pendingTimers).toBe(0)
})

test('the turn of a search goes to the next one where the engine does not say any more what it runs', async () => {
  let looks = 0
  const { working, ask, clock } = shareOf(true, async () => {
    looks += 1
    throw new Error('It is gone.')
  })
  const [given, kept, next] = ['/a/_search', '/b/_search', '/c/_search'].map((target) => ask(target))
  await clock.advance(0)
  given?.response.destroy()
  working.get('/a/_search')?.()
  await clock.advance(10_000)
  expect([...working.keys()]).toEqual(['/b/_search', '/c/_search'])
  expect(looks).toBe(5)
  for (const end of working.values()) end()
  await Promise.all([given?.done, kept?.done, next?.done])
})

/** A gate over an engine that goes on with every search whose client has left, and says so. */
async function openToEndless() {
  const atWork = new Map<string, string | undefined>()
  const upstream = await startUpstream((request, response) => {
    if (request.url?.startsWith('/_tasks?')) {
      const tasks = [...atWork.values()].map((id) => ({
        headers: id === undefined ? {} : { 'X-Opaque-Id': id },
        running_time_in_nanos: 3_600_000_000_000,
      }))
      response.end(JSON.stringify({ tasks }))
    } else if (request.url === '/') response.end('{}')
    else atWork.set(request.url ?? '', request.headers['x-opaque-id'] as string | undefined)
  })
  const shared = { prefix: 'vaf-aaaaa-', isShared: () => true }
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, shared })
  const ask = (path: string, headers: Record<string, string> = {}) => {
    const draft = { path, headers }
    const request = send(endpoint, draft, signWithAws4(endpoint, draft).headers)
    request.on('error', () => {})
    return request
  }
  return { atWork, ask, endpoint }
}

test('a client that gives up its searches and repeats them gets no more threads than before', async () => {
  const { atWork, ask, endpoint } = await openToEndless()
  const share = Math.floor((Math.floor(availableParallelism() * 1.5) + 1) / 2)
  for (let n = 0; n < share; n += 1) {
    const request = ask(`/${n}/_search`, n === 0 ? { 'X-Opaque-Id': 'mine' } : {})
    await expect.poll(() => atWork.size).toBe(n + 1)
    request.destroy()
  }
  const marks = [...atWork.values()]
  expect(marks.shift()).toBe('mine')
  for (const mark of marks) expect(mark).toMatch(/^search-[0-9a-f-]{36}$/)
  ask('/again/_search')
  // Others go on, and each takes longer than a turn that is given back.
  for (let n = 0; n < 10; n += 1) expect((await call(endpoint, { path: '/' })).status).toBe(200)
  expect(atWork.has('/again/_search')).toBe(false)
  atWork.delete('/0/_search')
  await expect.poll(() => atWork.has('/again/_search'), { timeout: 5_000 }).toBe(true)
})

test('a gate answers every search that had to wait', async () => {
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
