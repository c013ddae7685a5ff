import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { ChangeLedger } from '../../src/gate/changes/change-ledger.ts'
import { call, openTestGate, send, signWithAws4, startUpstream } from '../gate/open-test-gate.ts'
import { FakeClock } from '../support/fake-clock.ts'

const CHANGES = '/_aws_fixtures/changes'

/** A gate whose engine answers when the test says so. */
async function openTo() {
  const upstream = await startUpstream(() => {})
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, isPristine: true })
  return { upstream, gate, endpoint: gate.endpoint }
}

/** Sends a request, and gives it up once the engine has it. */
async function giveUp(
  { upstream, endpoint }: Awaited<ReturnType<typeof openTo>>,
  draft: { method: string; path: string; body?: string },
) {
  const request = send(endpoint, draft, signWithAws4(endpoint, draft).headers)
  request.on('error', () => {})
  const [incoming, response] = (await once(upstream, 'request')) as [IncomingMessage, ServerResponse]
  request.destroy()
  return { incoming, response }
}

const write = { method: 'POST', path: '/_bulk', body: '{}\n' }

test('a write that its client gave up counts until the engine has answered it, and the question for changes waits for that answer', async () => {
  const parts = await openTo()
  const { response } = await giveUp(parts, write)
  let isAnswered = false
  const asked = call(parts.endpoint, { path: CHANGES }).then((reply) => {
    isAnswered = true
    return JSON.parse(String(reply.body))
  })
  // The same gate has answered another worker by then.
  await call(parts.endpoint, { path: CHANGES, worker: 2 })
  expect(isAnswered).toBe(false)
  expect(JSON.parse(String((await call(parts.endpoint, { method: 'DELETE', path: CHANGES })).body))).toEqual({
    changed: true,
  })
  response.write('x'.repeat(2_000_000))
  response.end('done')
  await once(response, 'finish')
  const answer = await asked
  expect(answer).toMatchObject({ changed: true })
  // On a busy machine it may be called late; but it is not under way any more.
  expect(answer).not.toHaveProperty('underWay')
  expect(JSON.parse(String((await call(parts.endpoint, { method: 'DELETE', path: CHANGES })).body))).toEqual({
    changed: false,
  })
})

test('a write that is given up while its answer comes is read to its end', async () => {
  const { upstream, endpoint } = await openTo()
  const request = send(endpoint, write, signWithAws4(endpoint, write).headers)
  request.on('error', () => {})
  const [, response] = (await once(upstream, 'request')) as [IncomingMessage, ServerResponse]
  response.write('begun')
  await once(request, 'response')
  request.destroy()
  response.write('x'.repeat(8_000_000))
  response.end()
  await once(response, 'finish')
  expect(response.writableFinished).toBe(true)
  expect(JSON.parse(String((await call(endpoint, { path: CHANGES })).body))).toEqual({ changed: true })
})

test('a write whose answer ends in the moment in which it is given up is over', async () => {
  const parts = await openTo()
  for (let round = 0; round < 40; round += 1) {
    const { response } = await giveUp(parts, write)
    response.end()
  }
  expect(await parts.gate.settle(3_000)).toEqual([])
})

test('the engine that cuts the answer to a given-up write ends the wait, and the write counts as changed', async () => {
  const parts = await openTo()
  const { response } = await giveUp(parts, write)
  const asked = call(parts.endpoint, { path: CHANGES })
  response.destroy()
  expect(JSON.parse(String((await asked).body))).toEqual({ changed: true })
})

test('a read that is given up is cut, and changes nothing', async () => {
  const parts = await openTo()
  const { response } = await giveUp(parts, { method: 'POST', path: '/a/_search', body: '{}' })
  await once(response, 'close')
  expect(JSON.parse(String((await call(parts.endpoint, { path: CHANGES })).body))).toEqual({ changed: false })
})

test('an upload that is cut in the middle never reaches the engine', async () => {
  const { upstream, endpoint } = await openTo()
  let reached = 0
  upstream.on('request', () => reached++)
  const { headers } = signWithAws4(endpoint, write)
  const request = send(endpoint, { ...write, isOpen: true }, { ...headers, 'content-length': 3 })
  request.on('error', () => {})
  request.write('{')
  await once(request, 'socket')
  request.destroy()
  expect(JSON.parse(String((await call(endpoint, { path: CHANGES })).body))).toEqual({ changed: false })
  expect(reached).toBe(0)
})

test('a run waits at its end for the writes of all workers', async () => {
  const parts = await openTo()
  const { response } = await giveUp(parts, write)
  const asked = call(parts.endpoint, { path: CHANGES, worker: 0 })
  const settling = parts.gate.settle(60_000)
  expect(await parts.gate.settle(1)).toEqual([expect.stringMatching(/^POST \/_bulk \(\d+ s\)$/)])
  response.end()
  expect(JSON.parse(String((await asked).body))).toEqual({ changed: false })
  expect(await settling).toEqual([])
})

test('the requests that an engine does not finish in time are named, with how long they have taken', async () => {
  const clock = new FakeClock()
  const ledger = new ChangeLedger(true, clock)
  const end = ledger.begin(1, 'POST /_bulk')
  ledger.begin(2, 'PUT /other')
  const settling = ledger.settle(1, 30_000)
  await clock.advance(30_000)
  expect(await settling).toMatchObject({ underWay: ['POST /_bulk (30 s)'] })
  end()
  expect(await ledger.settle(1, 30_000)).toEqual({ late: [], underWay: [] })
})

/** A client that is let in by a gate for Neptune, and the server's end of its WebSocket. */
async function openSocket() {
  const upstream = await startUpstream(() => {})
  const sockets = new WebSocketServer({ server: upstream, path: '/gremlin' })
  const gate = await openTestGate({ service: 'neptune', enginePort: () => upstream.port, isPristine: true })
  const { headers } = signWithAws4(gate.endpoint, { path: '/gremlin' })
  const options = { headers: headers as Record<string, string>, ca: gate.endpoint.ca }
  const client = new WebSocket(`${gate.endpoint.url.replace('https', 'wss')}/gremlin`, options)
  onTestFinished(() => client.terminate())
  const [engine] = (await once(sockets, 'connection')) as [WebSocket]
  await once(client, 'open')
  return { gate, client, engine }
}

const requestId = '01234567-89ab-4cde-8f01-23456789abcd'

test('a query by WebSocket counts until the engine has closed the connection that its client left', async () => {
  const { gate, client, engine } = await openSocket()
  const args = { gremlin: "g.addV('late')" }
  client.send(JSON.stringify({ requestId, op: 'eval', processor: '', args }))
  await once(engine, 'message')
  // An engine that is busy reads nothing.
  engine.pause()
  client.terminate()
  await once(client, 'close')
  expect(await gate.settle(100)).toEqual(['a Gremlin query by WebSocket (0 s)'])
  engine.resume()
  expect(await gate.settle(20_000)).toEqual([])
  expect(gate.hasChanged(1)).toBe(true)
})

test('a query by WebSocket counts as long as the engine keeps the connection, however long that is', async () => {
  const { gate, client, engine } = await openSocket()
  client.send(JSON.stringify({ requestId, op: 'eval', processor: '', args: { gremlin: "g.addV('late')" } }))
  await once(engine, 'message')
  engine.pause()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  client.terminate()
  // The gate has asked the engine to close.
  await expect.poll(() => vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(3_600_000)
  expect(await gate.settle(100)).toEqual(['a Gremlin query by WebSocket (0 s)'])
  engine.resume()
  expect(await gate.settle(20_000)).toEqual([])
})

test("a session that is left open is closed at its test's end and named, and counts until the engine has closed it", async () => {
  const { gate, client, engine } = await openSocket()
  const ask = async (worker: number) => JSON.parse(String((await call(gate.endpoint, { path: CHANGES, worker })).body))
  client.send(
    JSON.stringify({ requestId, op: 'eval', processor: 'session', args: { gremlin: 'g.V()', session: 'mine' } }),
  )
  await once(engine, 'message')
  engine.pause()
  // Whoever else asks ends nothing.
  expect(await ask(2)).toEqual({ changed: false })
  const asked = ask(1)
  const [code, reason] = await once(client, 'close')
  expect([code, String(reason)]).toEqual([
    1001,
    'The test has ended, and what this session had not committed is rolled back.',
  ])
  expect(await gate.settle(100)).toEqual(['a Gremlin session (0 s)'])
  engine.resume()
  expect(await asked).toEqual({ changed: true, ended: ['session mine (0 s)'] })
})

test('a session that its client closes is not named, and neither is one whose connection is gone', async () => {
  for (const leave of ['close', 'terminate'] as const) {
    const { gate, client, engine } = await openSocket()
    const args = { gremlin: 'g.V()', session: 'mine' }
    client.send(JSON.stringify({ requestId, op: 'eval', processor: 'session', args }))
    await once(engine, 'message')
    if (leave === 'close') {
      client.send(JSON.stringify({ requestId, op: 'close', processor: 'session', args: { session: 'mine' } }))
      await once(engine, 'message')
    } else {
      client.terminate()
      await once(engine, 'close')
    }
    expect(JSON.parse(String((await call(gate.endpoint, { path: CHANGES })).body))).not.toHaveProperty('ended')
  }
})
