import type { ServerResponse } from 'node:http'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/wait/clock.ts'
import { call, identify, openTestGate, send, signWithAws4, startUpstream, type TestGate } from './open-test-gate.ts'

const crowded = JSON.stringify({
  error: { type: 'circuit_breaking_exception', reason: '[parent] Data too large' },
  status: 429,
})

/** How many searches of a run are at work at a time. */
const share = Math.floor((Math.floor(availableParallelism() * 1.5) + 1) / 2)

/** A gate over an engine that shares it and answers as told, and the one that takes its place: what each was asked. */
async function openTo(answer: (response: ServerResponse) => void, options: Partial<TestGate> = {}) {
  const [first, second]: [string[], string[]] = [[], []]
  const old = await startUpstream((request, response) => {
    first.push(`${request.method} ${request.url}`)
    answer(response)
  })
  const next = await startUpstream((request, response) => {
    second.push(`${request.method} ${request.url}`)
    response.end('{}')
  })
  let port: number | undefined = old.port
  let looks = 0
  const gate = await openTestGate({
    service: 'opensearch',
    isPristine: true,
    identities: () => [identify('AKIDWORKER1')!, identify('AKIDWORKER2')!],
    shared: { prefix: 'vaf-aaaaa-', isShared: () => true },
    enginePort: () => {
      looks += port === undefined ? 1 : 0
      return port
    },
    ...options,
  })
  /** Takes the engine away, and resolves once the gate has looked for it in vain. */
  const takeAway = async () => {
    port = undefined
    await expect.poll(() => looks, { timeout: 5_000 }).toBeGreaterThan(0)
  }
  const end = (replaced: Promise<void>) => {
    gate.replaceEngine('The engine has ended.', replaced)
  }
  const replace = () => {
    port = next.port
  }
  return { gate, first, second, takeAway, end, replace }
}

const reject = (response: ServerResponse) => void response.writeHead(429).end(crowded)

test('a write that waits for memory does not go to the next engine, which lost the writes before it', async () => {
  const { gate, first, second, end, replace } = await openTo(reject)
  const asked = call(gate.endpoint, { method: 'POST', path: '/a/_doc', body: '{}' })
  await expect.poll(() => first.length).toBeGreaterThan(0)
  end(Promise.resolve())
  replace()
  const { status, body } = await asked
  expect(status).toBe(500)
  expect(String(body)).toContain('The engine has ended.')
  expect(second).toEqual([])
})

test('a read that waits for memory waits for the next engine, and is answered by it', async () => {
  const { gate, first, second, takeAway, end, replace } = await openTo(reject)
  const asked = call(gate.endpoint, { path: '/a/_doc/1' })
  await expect.poll(() => first.length).toBeGreaterThan(0)
  await takeAway()
  let isReady = () => {}
  end(
    new Promise((resolve) => {
      isReady = resolve
    }),
  )
  replace()
  isReady()
  expect((await asked).status).toBe(200)
  expect(second).toEqual(['GET /a/_doc/1'])
})

test('a search that waits for its turn goes to the next engine only where nothing of its worker is lost', async () => {
  const held: ServerResponse[] = []
  const { gate, first, second, end, replace } = await openTo((response) => void held.push(response))
  const searches = Array.from({ length: share }, () => call(gate.endpoint, { path: '/a/_search' }).catch(() => {}))
  await expect.poll(() => held.length).toBe(share)
  const writing = call(gate.endpoint, { method: 'PUT', path: '/b', worker: 2 })
  await expect.poll(() => first).toContain('PUT /b')
  const [kept, lost] = [1, 2].map((worker) => call(gate.endpoint, { path: `/${worker}/_search`, worker }))
  held.pop()?.end('{}')
  await writing
  // Both have been verified, and wait, once a later request is answered.
  const later = call(gate.endpoint, { path: '/later' }).catch(() => {})
  await expect.poll(() => first).toContain('GET /later')
  end(Promise.resolve())
  replace()
  for (const response of held) response.destroy()
  await Promise.all([...searches, later])
  expect((await kept)?.status).toBe(200)
  expect((await lost)?.status).toBe(500)
  expect(second).toContain('GET /1/_search')
  expect(second).not.toContain('GET /2/_search')
})

test('a search that waits for its turn is not named among what the engine was doing when it ended', async () => {
  let offset = 0
  const held: ServerResponse[] = []
  const keys = new Set<string>()
  const { gate } = await openTo((response) => void held.push(response), {
    clock: { ...systemClock, now: () => systemClock.now() + offset },
    identify: (key) => {
      keys.add(key)
      return identify(key)
    },
  })
  const searches = Array.from({ length: share }, () => call(gate.endpoint, { path: '/a/_search' }))
  await expect.poll(() => held.length).toBe(share)
  const draft = { path: '/b/_search', worker: 2 }
  const waiting = send(gate.endpoint, draft, signWithAws4(gate.endpoint, draft).headers)
  waiting.on('error', () => {})
  await expect.poll(() => [...keys]).toContain('AKIDWORKER2')
  offset = 1_000
  waiting.destroy()
  // Answered by the gate itself, which has noticed by then that the client is gone.
  await call(gate.endpoint, { path: '/_aws_fixtures/changes', worker: 3 })
  for (const response of held) response.end('{}')
  await Promise.all(searches)
  expect(gate.underWay()).toEqual([])
})
