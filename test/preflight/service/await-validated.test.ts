import { expect, onTestFinished, test } from 'vitest'
import { connectGremlin } from '../../../src/clients/gremlin/client.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import { probeNeptune } from '../../../src/preflight/service/probe-neptune.ts'
import { refuse, startGraphServer } from '../../clients/graph-server.ts'
import { numbered } from '../../clients/tls-server.ts'
import { openTestGate, startUpstream } from '../../gate/open-test-gate.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { startFaultProxy } from '../../support/network/fault-proxy.ts'
import { engine, type Let, openScriptedGate, takenPort, validate } from './validation-scenario.ts'

test('the validation of a service that is ready takes three probes and half a second', async () => {
  const { validating, clock, seen } = validate(await openScriptedGate(['let in']))
  expect(await validating).toEqual({ version: '2.19.1', warnings: [] })
  expect(seen).toEqual(['accepted', 'accepted', 'accepted'])
  expect(clock.pauses).toEqual([250, 250])
})

test('a policy that lets in late, and denies once more, is polled until it lets in three times in a row', async () => {
  const lets: Let[] = ['denied', 'let in', 'denied', 'let in', 'let in', 'let in', 'denied']
  const { validating, clock, seen } = validate(await openScriptedGate(lets))
  await validating
  const no = 'denied (policy)'
  expect(seen).toEqual([no, 'accepted', no, 'accepted', 'accepted', 'accepted'])
  // After a denial the pauses between good probes are longer.
  expect(clock.pauses).toEqual([250, 1_000, 400, 1_000, 1_000])
})

test('deniedForMs starts again after any other answer', async () => {
  const endpoint = await openScriptedGate(['denied', 'not ready', 'denied', 'denied', 'let in'])
  const { validating } = validate(endpoint, { deniedForMs: 2_000 })
  await expect(validating).resolves.toMatchObject({ version: '2.19.1' })
})

test('the validation waits for an engine that is still starting', async () => {
  let looks = 0
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(engine)
  })
  const gate = await openTestGate({
    service: 'opensearch',
    enginePort: () => (++looks > 2 ? upstream.port : undefined),
  })
  const { validating, seen } = validate(gate.endpoint)
  await validating
  const starting = 'unavailable (service)'
  expect(seen).toEqual([starting, starting, 'accepted', 'accepted', 'accepted'])
})

test('the validation waits for a service at which nobody listens yet', async () => {
  const { port, close } = await takenPort()
  await close()
  const certificate = await createCertificate()
  const endpoint = {
    ...(await openScriptedGate(['let in'])),
    url: `https://127.0.0.1:${port}`,
    signingHost: `127.0.0.1:${port}`,
    ca: certificate.authority,
  }
  let opening: Promise<unknown> | undefined
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(engine)
  })
  const { validating, seen } = validate(endpoint, {
    onPoll: ({ polls }) => {
      if (polls !== 2) return
      opening = openTestGate({ service: 'opensearch', port, tls: certificate, enginePort: () => upstream.port })
    },
  })
  await validating
  await opening
  expect(seen.slice(0, 2)).toEqual(['unreachable (TCP)', 'unreachable (TCP)'])
  expect(seen.slice(-3)).toEqual(['accepted', 'accepted', 'accepted'])
})

test('the validation waits while connections are reset', async () => {
  const direct = await openScriptedGate(['let in'])
  const proxy = await startFaultProxy(Number(new URL(direct.url).port))
  proxy.fault = { kind: 'refuse' }
  const { validating, seen } = validate(
    { ...direct, url: `https://127.0.0.1:${proxy.port}` },
    {
      onPoll: ({ polls }) => {
        if (polls === 2) proxy.fault = { kind: 'none' }
      },
    },
  )
  await validating
  expect(seen).toHaveLength(5)
  expect(seen.slice(0, 2).every((state) => /^interrupted \((TCP|TLS)\)$/.test(state))).toBe(true)
})

test('the validation waits for a load balancer that does not know its own name yet', async () => {
  // A fatal alert: unrecognized_name.
  const { port } = await takenPort((socket) =>
    socket.once('data', () => socket.end(Buffer.from('15030100020270', 'hex'))),
  )
  const endpoint = { ...(await openScriptedGate(['let in'])), url: `https://127.0.0.1:${port}` }
  await expect(validate(endpoint, { timeoutMs: 1_000 }).validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringContaining('TLS handshake'),
    cause: { code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' },
  })
})

test('the validation waits for an instance that recovers, by HTTP and by WebSocket', async () => {
  const states = ['recovery', 'recovery', 'healthy']
  let upgrades = 0
  const server = await startGraphServer(
    {
      upgrade: (accept, socket) => {
        upgrades += 1
        if (upgrades > 1) accept()
        else refuse(socket, 403, '{"code":"AccessDeniedException","detailedMessage":"User: x is not authorized"}')
      },
    },
    (response) => {
      const status = states.length > 1 ? states.shift() : states[0]
      response.end(JSON.stringify({ status, role: 'writer', gremlin: { version: 'tinkerpop-3.7.1' } }))
    },
  )
  const connection = connectGremlin({ endpoint: server.endpoint, credentials: async () => numbered(1) })
  onTestFinished(() => connection.close())
  const { validating, seen } = validate(server.endpoint, {
    probe: (signal) => probeNeptune(connection, '3.7.4', signal),
  })
  expect(await validating).toMatchObject({ version: '3.7.1' })
  const starting = 'unavailable (service)'
  expect(seen).toEqual([starting, starting, 'denied (policy)', 'accepted', 'accepted', 'accepted'])
})

test('the validation waits while the WebSocket upgrade answers 429, and names it when the time is over', async () => {
  let upgrades = 0
  let free = 2
  const server = await startGraphServer(
    {
      upgrade: (accept, socket) => {
        upgrades += 1
        if (upgrades > free) accept()
        else refuse(socket, 429, '{"code":"TooManyRequestsException","detailedMessage":"Too many connections"}')
      },
    },
    (response) =>
      response.end(JSON.stringify({ status: 'healthy', role: 'writer', gremlin: { version: 'tinkerpop-3.7.1' } })),
  )
  const connection = connectGremlin({ endpoint: server.endpoint, credentials: async () => numbered(1) })
  onTestFinished(() => connection.close())
  const probe = (signal: AbortSignal) => probeNeptune(connection, '3.7.4', signal)
  const { validating, seen } = validate(server.endpoint, { probe })
  expect(await validating).toMatchObject({ version: '3.7.1' })
  const busy = 'throttled (service)'
  expect(seen).toEqual([busy, busy, 'accepted', 'accepted', 'accepted'])

  free = Number.POSITIVE_INFINITY
  const others = connectGremlin({ endpoint: server.endpoint, credentials: async () => numbered(1) })
  onTestFinished(() => others.close())
  const late = validate(server.endpoint, {
    probe: (signal) => probeNeptune(others, '3.7.4', signal),
    timeoutMs: 3_000,
  })
  await expect(late.validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    status: 429,
    message: expect.stringMatching(/429.*Too many connections.* polls: throttled \(service\) x/s),
  })
})

test.for(['connecting', 'probing'] as const)('an abort while the validation is %s stops it at once', async (when) => {
  const { port } = await takenPort()
  const gate = await openScriptedGate(['let in'])
  const abort = new AbortController()
  const clock = new FakeClock({ turns: 30 })
  const { validating } = validate(when === 'probing' ? gate : { ...gate, url: `https://127.0.0.1:${port}` }, {
    clock,
    signal: abort.signal,
    probe: () => new Promise<never>(() => {}),
  })
  const stopped = expect(validating).rejects.toThrow('enough')
  await clock.advance(100)
  abort.abort(new Error('enough'))
  await stopped
  expect(clock.pendingTimers).toBe(0)
})
