import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Service } from '../../src/base/endpoint.ts'
import { createCertificate } from '../../src/gate/certificate.ts'
import { routeGraphson } from '../../src/gate/gremlin/graphson-request.ts'
import { mayChangeGraphIn } from '../../src/gate/gremlin/gremlin-changes.ts'
import { credentialsOf, openTestGate } from '../gate/open-test-gate.ts'
import { longestTurn } from '../support/longest-turn.ts'
import type { LongRequest } from './peer.ts'

/** How long the thread of all runs may be held at one go, in milliseconds of processor time. */
const MOST_MS = 50

let peer: Worker
let enginePort: number
beforeAll(async () => {
  peer = new Worker(new URL('./peer.ts', import.meta.url))
  ;[enginePort] = (await once(peer, 'message')) as [number]
})
afterAll(() => peer.terminate())

const inBindings = '{"gremlin":"g.V(x)","bindings":{"x":'

test.each<[string, Service, string, LongRequest['body'], number]>([
  ['documents', 'opensearch', '/_bulk', ['', '{"index":{}}\n{"n":"text"}\n', 90e6, ''], 200],
  ['numbers', 'neptune', '/gremlin', [`${inBindings}[`, '1234567,', 140e6, '1]}}'], 200],
  ['escapes', 'neptune', '/gremlin', [`${inBindings}"`, '\\u0061', 60e6, '"}}'], 200],
  ['a script', 'neptune', '/gremlin', ['{"gremlin":"g.V(\'', 'x', 60e6, '\')"}'], 400],
  ['a name', 'neptune', '/gremlin', ['{"gremlin":"g.V()","requestId":"', 'x', 60e6, '"}'], 400],
])(
  "a long body of %s does not block the gate's thread",
  { timeout: 60_000 },
  async (_, service, path, body, status) => {
    const { endpoint } = await openTestGate({ service, enginePort: () => enginePort })
    const request: LongRequest = {
      endpoint,
      credentials: credentialsOf(1),
      timeoutMs: 60_000,
      method: 'POST',
      path,
      body,
    }
    const longest = await longestTurn(async () => {
      peer.postMessage(request)
      expect(await once(peer, 'message')).toEqual([status])
    })
    expect(longest).toBeLessThan(MOST_MS)
  },
)

test("a certificate is minted without blocking the daemon's thread", async () => {
  expect(await longestTurn(() => createCertificate())).toBeLessThan(MOST_MS)
})

test('a bridge reads a long request in slices, and sees a step where two of them meet', async () => {
  for (const start of [256 * 1024 - 7, 512 * 1024 - 7, 512 * 1024]) {
    expect(await mayChangeGraphIn(Buffer.from(`${'.'.repeat(start)}.addVertex(${'.'.repeat(1024 * 1024)}`))).toBe(true)
  }
  const long = Buffer.alloc(140e6, '. ')
  expect(await longestTurn(async () => expect(await mayChangeGraphIn(long)).toBe(false))).toBeLessThan(MOST_MS)
})

test.each([
  [
    'a script',
    `{"gremlin":"${'x'.repeat(8 * 1024 * 1024)}"}`,
    'its script has 8388610 bytes; here one may have 8388608, and parameters may be longer',
  ],
  [
    'a session',
    `{"op":"eval","args":{"session":"${'x'.repeat(2_000)}"}}`,
    'a text of 2002 bytes stands in the place of a name',
  ],
])('%s that is too long is rejected with the reason', async (_, text, problem) => {
  const routed = await routeGraphson(Buffer.from(text), { source: 'g3', sessions: 'g3.1.' })
  expect(routed).toMatchObject({ rejection: { sentence: `The request cannot be read: ${problem}.` } })
})

test('an option of the step io() is found at the start of a text, however it is spelt', async () => {
  for (const start of ['~tinkerpop.io.writer', '\\u007etinkerpop.io', '~tinkerpop\\u002eio', '~\\u0074inkerpop.io.x']) {
    const text = `{"gremlin":"g.V(x)","bindings":{"x":"${start}${'\\n'.repeat(2_000)}"}}`
    expect(await routeGraphson(Buffer.from(text), { source: 'g3', sessions: 'g3.1.' })).toMatchObject({
      rejection: { sentence: expect.stringContaining('options of io()') },
    })
  }
})
