import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { connectGremlin } from '../../../src/clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import { PermissionError } from '../../../src/errors/errors.ts'
import { ServiceRefusal } from '../../../src/errors/service-refusal.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import type { GateOptions } from '../../../src/gate/gate.ts'
import { type AwaitValidated, awaitValidated } from '../../../src/preflight/service/await-validated.ts'
import { probeNeptune } from '../../../src/preflight/service/probe-neptune.ts'
import { probeOpenSearch } from '../../../src/preflight/service/probe-opensearch.ts'
import { type Clock, systemClock } from '../../../src/wait/clock.ts'
import { refuse, startGraphServer } from '../../clients/graph-server.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { numbered } from '../../clients/tls-server.ts'
import { credentialsOf, openTestGate, startUpstream } from '../../gate/open-test-gate.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'

const engine = JSON.stringify({ version: { distribution: 'opensearch', number: '2.19.1' } })
const user = 'arn:aws:iam::111122223333:role/ci'
const denied = JSON.stringify({ message: `User: ${user} is not authorized to perform: es:ESHttpGet` })

type Let = 'let in' | 'denied' | 'not ready'

/** A gate before an engine; what becomes of each request that is well signed is written down, and the last one stays. */
async function openScriptedGate(script: readonly Let[], options: Partial<GateOptions> = {}) {
  const lets = [...script]
  const upstream = await startUpstream((_request, response) => {
    const next = lets.length > 1 ? lets.shift() : lets[0]
    if (next === 'let in') response.writeHead(200, { 'content-type': 'application/json' }).end(engine)
    else if (next === 'not ready') response.writeHead(503).end('<html>Service Unavailable</html>')
    else response.writeHead(403, { 'content-type': 'application/json' }).end(denied)
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, ...options })
  return gate.endpoint
}

type Options = Partial<AwaitValidated<unknown>> & { readonly signing?: Clock; readonly worker?: number }

/** Validates an OpenSearch client that signs by real time, while the waiting has a clock of its own. */
function validate(endpoint: Endpoint, { signing = systemClock, worker = 1, ...options }: Options = {}) {
  const client = createOpenSearchClient({
    endpoint,
    credentials: async () => (worker === 0 ? numbered(1) : credentialsOf(worker)),
    // The client's own repeats would hide what the service answers.
    options: { maxRetries: 0 },
    clock: signing,
  })
  onTestFinished(() => client.close())
  const clock = new PauselessClock()
  const seen: string[] = []
  const validating = awaitValidated({
    endpoint,
    probe: (signal) => probeOpenSearch(client, { endpoint, version: '2.19', signal }),
    signal: new AbortController().signal,
    clock,
    ...options,
    onPoll: (moment) => {
      seen.push(moment.state)
      options.onPoll?.(moment)
    },
  })
  return { validating, clock, seen }
}

test('what is missing for good is told with all that the probe has found, and how long it was so', async () => {
  const endpoint = await openScriptedGate(['let in'])
  const probe = () => {
    const cause = new ServiceRejection('AccessDeniedException', 'no', 403)
    throw new PermissionError(['Denied are:', '- es:ESHttpPut'], { cause, denial: { actions: ['es:ESHttpPut'] } })
  }
  const { validating } = validate(endpoint, { probe: async () => probe(), timeoutMs: 4_000 })
  const error = await validating.then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  expect(error).toMatchObject({ denial: { actions: ['es:ESHttpPut'] }, resource: endpoint.url })
  expect(error?.message).toMatch(
    /^Denied are:\n- es:ESHttpPut\nIt was so for 4\.0 s, in (\d) looks: denied \(policy\) x\1\.$/,
  )
})

test('what was there before the run may deny access for some seconds only, and then is told at once', async () => {
  const endpoint = await openScriptedGate(['denied'])
  const { validating, clock } = validate(endpoint, { deniedForMs: 10_000 })
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    status: 403,
    message: [
      `${endpoint.url} rejected GET / with 403.`,
      `AccessDeniedException: User: ${user} is not authorized to perform: es:ESHttpGet`,
      `Allow ${user} the action in the domain's access policy, or in an IAM policy.`,
    ].join('\n'),
  })
  expect(clock.now()).toBeLessThan(17_000)
})

test('denials that something else comes between are not added up', async () => {
  const endpoint = await openScriptedGate(['denied', 'not ready', 'denied', 'denied', 'let in'])
  const { validating } = validate(endpoint, { deniedForMs: 2_000 })
  await expect(validating).resolves.toMatchObject({ version: '2.19.1' })
})

test('a service that is ready costs three probes and half a second', async () => {
  const { validating, clock, seen } = validate(await openScriptedGate(['let in']))
  expect(await validating).toEqual({ version: '2.19.1', warnings: [] })
  expect(seen).toEqual(['accepted', 'accepted', 'accepted'])
  expect(clock.pauses).toEqual([250, 250])
})

test('a policy that opens late and flips back once is waited for, until it holds three times in a row', async () => {
  const lets: Let[] = ['denied', 'let in', 'denied', 'let in', 'let in', 'let in', 'denied']
  const { validating, clock, seen } = validate(await openScriptedGate(lets))
  await validating
  const no = 'denied (policy)'
  expect(seen).toEqual([no, 'accepted', no, 'accepted', 'accepted', 'accepted'])
  // What was refused before has to be good for longer.
  expect(clock.pauses).toEqual([250, 1_000, 400, 1_000, 1_000])
})

test('an engine that is still starting is waited for', async () => {
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

test('a service that is not there yet is waited for', async () => {
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

test('a connection that is reset is waited for', async () => {
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

test('a certificate of an authority that is not trusted fails at once', async () => {
  const { authority } = await createCertificate()
  const endpoint = { ...(await openScriptedGate(['let in'])), ca: authority }
  const { validating, seen } = validate(endpoint)
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    message: expect.stringMatching(
      new RegExp(
        `^The certificate of ${endpoint.url} is not trusted\\.\n` +
          'Last seen: .* \\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\\)\n' +
          'Check the address\\. Where a proxy on the way opens TLS, name its authority in NODE_EXTRA_CA_CERTS\\.$',
      ),
    ),
    cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  })
  expect(seen).toEqual([])
})

test('a certificate of another name fails at once', async () => {
  const endpoint = await openScriptedGate(['let in'])
  const { validating } = validate({ ...endpoint, signingHost: 'search-toy.eu-west-1.es.amazonaws.com' })
  await expect(validating).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
})

test('a certificate that is not valid yet points to the clock', async () => {
  const aMonth = 31 * 24 * 3_600_000
  const tls = await createCertificate({ ...systemClock, now: () => systemClock.now() + aMonth })
  const { validating } = validate(await openScriptedGate(['let in'], { tls }))
  await expect(validating).rejects.toThrow(
    "(CERT_NOT_YET_VALID)\nCheck this machine's clock, and whether something on the way answers with a certificate of its own.",
  )
})

test.for<[string, (endpoint: Endpoint) => { endpoint?: Endpoint } & Options, string]>([
  [
    'a wrong clock',
    () => ({ signing: { ...systemClock, now: () => systemClock.now() - 20 * 60_000 } }),
    'InvalidSignatureException: Signature expired:',
  ],
  [
    'a wrong region',
    (endpoint) => ({ endpoint: { ...endpoint, region: 'us-east-1' } }),
    "InvalidSignatureException: Credential should be scoped to a valid region, not 'us-east-1'.",
  ],
  [
    'a wrong service',
    (endpoint) => ({ endpoint: { ...endpoint, service: 'neptune' } }),
    "InvalidSignatureException: Credential should be scoped to correct service: 'es'.",
  ],
  ['an unknown key', () => ({ worker: 0 }), 'UnrecognizedClientException: The security token included in the request'],
])('%s fails at the first probe, for no waiting makes it right', async ([, wrong, said]) => {
  const right = await openScriptedGate(['let in'])
  const { endpoint = right, ...options } = wrong(right)
  const { validating, clock, seen } = validate(endpoint, options)
  await expect(validating).rejects.toMatchObject({ code: 'AWS_FIXTURE_CLIENT_REJECTED', status: 403 })
  await expect(validating).rejects.toThrow(said)
  expect(seen).toEqual([])
  expect(clock.pauses).toEqual([])
})

test('a token that has expired, and that its provider cannot renew, fails at the first probe', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(403, { 'x-amzn-errortype': 'ExpiredTokenException', 'content-type': 'application/json' })
    response.end('{"message":"The security token included in the request is expired"}')
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  const { validating, seen } = validate(gate.endpoint)
  await expect(validating).rejects.toThrow(credentialsExpired())
  expect(seen).toEqual([])
})

test('another engine than was asked for fails at once', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(engine.replace('2.19', '1.3'))
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  await expect(validate(gate.endpoint).validating).rejects.toThrow('Expected opensearch 2.19, got opensearch 1.3.1.')
})

test('a policy that never opens is an error that says how far the client came, and what to change', async () => {
  const endpoint = await openScriptedGate(['not ready', 'not ready', 'let in', 'denied'])
  const { validating } = validate(endpoint, { timeoutMs: 4_000 })
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    endpoint: endpoint.url,
    status: 403,
    message: [
      `${endpoint.url} did not accept the client within 4.0 s; it came as far as policy.`,
      `Last seen: ${endpoint.url} rejected GET / with 403. AccessDeniedException: User: ${user} is not authorized to perform: es:ESHttpGet. ` +
        'Met in 7 looks: unavailable (service) x2, accepted x1, denied (policy) x4.',
      `Allow ${user} the action in the domain's access policy, or in an IAM policy.`,
    ].join('\n'),
    cause: expect.objectContaining({ code: 'AWS_FIXTURE_CLIENT_REJECTED' }),
  })
})

test('a service that never comes is an error that says so', async () => {
  const { port, close } = await takenPort()
  await close()
  const endpoint = { ...(await openScriptedGate(['let in'])), url: `https://127.0.0.1:${port}` }
  await expect(validate(endpoint, { timeoutMs: 1_000 }).validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    resource: endpoint.url,
    message: [
      `${endpoint.url} could not be reached within 1.0 s; it came as far as TCP.`,
      `Last seen: connect ECONNREFUSED 127.0.0.1:${port}. Met in 4 looks: unreachable (TCP) x4.`,
      'Check the address, and that every security group, proxy and tunnel on the way lets the connection through.',
    ].join('\n'),
    cause: { code: 'ECONNREFUSED' },
  })
})

test('a port that is open and never speaks TLS does not hang the wait', async () => {
  const { port, sockets } = await takenPort()
  const endpoint = { ...(await openScriptedGate(['let in'])), url: `https://127.0.0.1:${port}` }
  const clock = new FakeClock({ turns: 30 })
  const { validating } = validate(endpoint, { clock })
  await expect(clock.run(validating)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringMatching(
      /it came as far as TLS\.\nLast seen: No TLS within 5000 ms\. Met in \d+ looks: timeout \(TLS\) x\d+\.\n/,
    ),
  })
  expect(clock.now()).toBeLessThanOrEqual(310_000)
  expect(clock.pendingTimers).toBe(0)
  for (const socket of sockets) if (!socket.destroyed) await once(socket, 'close')
})

test('a load balancer that does not know its name yet is waited for', async () => {
  // A fatal alert: unrecognized_name.
  const { port } = await takenPort((socket) =>
    socket.once('data', () => socket.end(Buffer.from('15030100020270', 'hex'))),
  )
  const endpoint = { ...(await openScriptedGate(['let in'])), url: `https://127.0.0.1:${port}` }
  await expect(validate(endpoint, { timeoutMs: 1_000 }).validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringContaining('it came as far as TLS.'),
    cause: { code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' },
  })
})

test('a probe that hangs is given up, told so, and counted', async () => {
  const clock = new FakeClock({ turns: 30 })
  const given: AbortSignal[] = []
  const { validating } = validate(await openScriptedGate(['let in']), {
    clock,
    timeoutMs: 50_000,
    probe: (signal) => {
      given.push(signal)
      return new Promise<never>(() => {})
    },
  })
  await expect(clock.run(validating)).rejects.toThrow(
    'did not accept the client within 60.6 s; it came as far as service.\nLast seen: no answer. Met in 3 looks: unanswered x3.',
  )
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true, true])
})

test('a name that does not become known is an error of DNS', async () => {
  const endpoint = { ...(await openScriptedGate(['let in'])), url: 'https://search-toy.eu-west-1.es.amazonaws.com' }
  const dns = {
    advise: async () => ({ says: 'unknown', word: 'NXDOMAIN' }) as const,
    lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  }
  const { validating, seen } = validate(endpoint, { dns, timeoutMs: 1_000 })
  await expect(validating).rejects.toMatchObject({ code: 'AWS_FIXTURE_DNS' })
  expect(new Set(seen)).toEqual(new Set(['unresolved']))
})

test('an instance that recovers is waited for, over HTTP and by WebSocket', async () => {
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

test.for(['connecting', 'probing'] as const)('stops at once when it is aborted while it is %s', async (when) => {
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

/** A port on 127.0.0.1 that accepts connections and says nothing unless it is told to, until it is closed. */
async function takenPort(speak: (socket: Socket) => void = () => {}) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.resume()
    speak(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  onTestFinished(close)
  return { port: (server.address() as AddressInfo).port, close, sockets }
}

test('too many connections, 429 at the WebSocket upgrade, are waited for, and told where they stay', async () => {
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
    message: expect.stringMatching(
      /as far as service\.\n.*Too many connections.*\nThe instance has too many connections or requests\.[^\n]*$/s,
    ),
  })
})
