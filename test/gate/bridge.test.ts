import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import type { Service } from '../../src/base/endpoint.ts'
import { onLoopback } from '../../src/base/engine-address.ts'
import { type BridgeOptions, bridgeRules, openBridge } from '../../src/gate/bridge.ts'
import { createCertificate } from '../../src/gate/certificate.ts'
import type { Gate, Identity } from '../../src/gate/gate.ts'
import { defaultLimits } from '../../src/gate/limits.ts'
import { engineUpstream } from '../../src/gate/relay/engine-upstream.ts'
import { serveGate } from '../../src/gate/serve-gate.ts'
import { type Clock, systemClock } from '../../src/wait/clock.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { openTunnel } from '../support/network/tunnel.ts'
import { countConnections } from './connections.ts'
import {
  call,
  credentialsOf,
  identify,
  readReply,
  send,
  signWithAws4,
  signWithSmithy,
  startUpstream,
} from './open-test-gate.ts'
import { connect, requestOf } from './relay/websocket-gate.ts'

const HOST = 'vpc-orders-abc123.eu-west-1.es.amazonaws.com'
const certificates = {
  bridge: createCertificate(),
  aws: createCertificate(undefined, [HOST]),
}
const real: AwsCredentials = { accessKeyId: 'ASIAREAL', secretAccessKey: 'real/secret', sessionToken: 'real+token==' }

interface Setting {
  readonly service: Service
  /** What the stand-in for AWS answers. */
  readonly listener?: (request: IncomingMessage, response: ServerResponse) => void
  readonly sockets?: (socket: WebSocket) => void
  readonly bridge?: Partial<BridgeOptions>
  readonly target?: Partial<BridgeOptions['target']>
  /** Whom AWS knows; default the real credentials. */
  readonly known?: () => AwsCredentials
}

/**
 * A bridge, a tunnel, and a second gate in the place of AWS, which verifies what the bridge has signed, for the real
 * host name and with its certificate.
 */
async function openTo({ service, listener, sockets, bridge = {}, target = {}, known = () => real }: Setting) {
  const signingHost = service === 'neptune' ? `${HOST}:8182` : HOST
  const upstream = await startUpstream(
    listener ?? ((request, response) => response.end(JSON.stringify(request.headers))),
  )
  if (sockets) new WebSocketServer({ server: upstream, path: '/gremlin' }).on('connection', sockets)
  const aws = await serveGate(
    {
      service,
      region: 'eu-west-1',
      port: 0,
      tls: await certificates.aws,
      identify: (key): Identity | undefined =>
        key === known().accessKeyId ? { credentials: known(), worker: 7 } : undefined,
    },
    {
      rules: bridgeRules[service],
      upstream: engineUpstream('The engine', () => onLoopback(upstream.port), defaultLimits),
      hosts: () => [signingHost],
      ...(sockets && { routerOf: () => (content) => ({ content, mayChange: false }) }),
    },
  )
  onTestFinished(() => aws.close())
  const tunnel = await openTunnel(Number(new URL(aws.endpoint.url).port))
  const { authority } = await certificates.aws
  const gate = await openBridge({
    service,
    region: 'eu-west-1',
    port: 0,
    tls: await certificates.bridge,
    identify,
    credentials: async () => real,
    target: { signingHost, address: { host: '127.0.0.1', port: tunnel.port }, ca: authority, ...target },
    ...bridge,
  })
  onTestFinished(() => gate.close())
  return { upstream, aws, tunnel, gate, endpoint: gate.endpoint }
}

const hasChanged = async (gate: Gate, method = 'GET') =>
  (
    JSON.parse(String((await call(gate.endpoint, { method, path: '/_aws_fixtures/changes' })).body)) as {
      changed: boolean
    }
  ).changed

test('a worker\u2019s request reaches AWS signed with the real credentials, for the real host', async () => {
  const { endpoint } = await openTo({ service: 'opensearch' })
  const reply = await call(endpoint, { path: '/a%20b,c*/_search?q=x%20y&refresh', headers: { 'X-Opaque-Id': 'mine' } })
  expect(reply.status).toBe(200)
  expect(JSON.parse(String(reply.body))).toMatchObject({ 'x-opaque-id': 'mine' })
})

test('bodies, in memory and in a file, arrive unchanged and signed', async () => {
  const { endpoint } = await openTo({
    service: 'opensearch',
    listener: (request, response) => void request.pipe(response),
    bridge: { limits: { bodyInMemoryBytes: 1000 } },
  })
  for (const body of ['{"a":1}\n', 'x'.repeat(300_000)]) {
    const reply = await call(endpoint, { method: 'POST', path: '/_bulk', body })
    expect(String(reply.body)).toBe(body)
  }
})

test('names of a view are translated before the request is signed for AWS', async () => {
  const seen: string[] = []
  const { endpoint } = await openTo({
    service: 'opensearch',
    listener: (request, response) => {
      seen.push(request.url ?? '')
      request.pipe(response.setHeader('content-type', 'application/json'))
    },
    bridge: { viewsPrefix: 'vaf-7wovf-' },
  })
  const view = JSON.stringify({ prefix: 'vaf-7wovf-w1-t1-', layers: [] })
  await call(endpoint, { method: 'PUT', path: '/_aws_fixtures/views/t1', body: view })
  const body = JSON.stringify({ query: { terms: { _index: ['airports'] } } })
  const headers = { 'content-type': 'application/json' }
  const reply = await call(endpoint, { method: 'POST', path: '/airports/_search', body, headers })
  expect(seen).toEqual(['/vaf-7wovf-w1-t1-airports/_search'])
  expect([reply.status, String(reply.body)]).toEqual([200, body])
})

test.each([
  ['header', 'smithy'],
  ['query', 'aws4'],
])('a request signed in its %s by %s passes, and AWS sees no trace of that signature', async (form) => {
  const seen: string[] = []
  const { endpoint } = await openTo({
    service: 'opensearch',
    listener: (request, response) => {
      seen.push(request.url ?? '')
      response.end()
    },
  })
  if (form === 'header') {
    const { headers } = await signWithSmithy(endpoint, { path: '/a/_search?size=1' })
    expect((await readReply(send(endpoint, { path: '/a/_search?size=1' }, headers))).status).toBe(200)
  } else {
    const signed = signWithAws4(endpoint, { path: '/a/_search?size=1' }, { signQuery: true })
    const path = signed.path ?? ''
    expect(path).toContain('X-Amz-Signature=')
    expect((await readReply(send(endpoint, { path }, signed.headers))).status).toBe(200)
  }
  expect(seen).toEqual(['/a/_search?size=1'])
})

test('the official client works through a bridge whose address it is given', async () => {
  const { endpoint } = await openTo({
    service: 'opensearch',
    listener: (_request, response) =>
      response.setHeader('content-type', 'application/json').end('{"hits":{"hits":[]}}'),
  })
  const client = new Client({
    ...AwsSigv4Signer({
      region: endpoint.region,
      service: 'es',
      getCredentials: async () => ({ ...credentialsOf(1), sessionToken: 'token-1' }),
    }),
    node: endpoint.url,
    ssl: { ca: endpoint.ca! },
  })
  onTestFinished(() => client.close())
  expect((await client.search({ index: 'a' })).body).toEqual({ hits: { hits: [] } })
})

test('a bridge accepts a client that signs and sends the real host', async () => {
  const { endpoint } = await openTo({ service: 'opensearch' })
  const draft = { headers: { Host: HOST } }
  expect((await call(endpoint, draft)).status).toBe(200)
})

test('a bridge rejects a wrong signature, and opens no connection', async () => {
  const { endpoint, tunnel } = await openTo({ service: 'opensearch' })
  const { headers } = signWithAws4(endpoint, {}, { region: 'us-east-1' })
  const reply = await readReply(send(endpoint, {}, headers))
  expect(reply.status).toBe(403)
  expect(String(reply.body)).toContain("This endpoint is in 'eu-west-1'.")
  expect(await countConnections(tunnel.server)).toBe(0)
})

test('a bridge passes on unchanged an answer in which AWS denies access', async () => {
  const stranger = { ...real, accessKeyId: 'ASIAOTHER' }
  const { endpoint } = await openTo({ service: 'opensearch', known: () => stranger })
  const reply = await call(endpoint)
  expect(reply.status).toBe(403)
  expect(reply.headers['x-amzn-errortype']).toBe('UnrecognizedClientException')
  expect(String(reply.body)).toContain("The access key 'ASIAREAL' is none of this run's.")
})

test('a bridge signs the next request with renewed credentials, on the same connection', async () => {
  let current = real
  const { endpoint } = await openTo({
    service: 'opensearch',
    known: () => current,
    bridge: { credentials: async () => current },
  })
  expect((await call(endpoint)).status).toBe(200)
  current = { accessKeyId: 'ASIANEXT', secretAccessKey: 'next', sessionToken: 'next-token' }
  expect((await call(endpoint)).status).toBe(200)
})

test('a bridge without credentials says so in its answer, and asks its provider again at the next request', async () => {
  let asked = 0
  const { endpoint } = await openTo({
    service: 'opensearch',
    bridge: {
      credentials: async () => {
        if (asked++ === 0) throw new Error('The SSO session has expired')
        return real
      },
    },
  })
  const reply = await call(endpoint)
  expect(reply.status).toBe(500)
  expect(JSON.parse(String(reply.body))).toEqual({
    message:
      'The bridge has no credentials to sign with: The SSO session has expired. Renew them; the next request asks for them again.',
  })
  expect((await call(endpoint)).status).toBe(200)
})

describe('a bridge whose way does not lead to AWS', () => {
  test('rejects a server whose certificate is for another name', async () => {
    const { endpoint, tunnel } = await openTo({
      service: 'opensearch',
      target: { serverName: 'vpc-other.es.amazonaws.com' },
    })
    const reply = await call(endpoint)
    expect(reply.status).toBe(502)
    const { message } = JSON.parse(String(reply.body)) as { message: string }
    expect(message).toContain(`${HOST}, reached at 127.0.0.1:${tunnel.port}, is gone: Hostname/IP does not match`)
    expect(message).toContain('vpc-other.es.amazonaws.com')
    expect(message).toMatch(/Check that the tunnel is up and leads there\.$/)
  })

  test('rejects a server whose certificate is of an unknown authority', async () => {
    const { endpoint } = await openTo({ service: 'opensearch', target: { ca: (await certificates.bridge).authority } })
    expect(String((await call(endpoint)).body)).toMatch(/is gone: unable to verify the first certificate/)
  })

  test('reports a tunnel that is down, and uses it again once it is up', async () => {
    const { endpoint, tunnel } = await openTo({ service: 'opensearch' })
    const { port } = tunnel
    await new Promise((resolve) => tunnel.server.close(resolve))
    const reply = await call(endpoint)
    expect(reply.status).toBe(502)
    expect(String(reply.body)).toContain(`is gone: connect ECONNREFUSED 127.0.0.1:${port}.`)
    tunnel.server.listen(port, '127.0.0.1')
    await once(tunnel.server, 'listening')
    expect((await call(endpoint)).status).toBe(200)
  })

  test('gives up a tunnel that accepts connections and says nothing', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const { port } = silent.address() as AddressInfo
    const { endpoint } = await openTo({
      service: 'opensearch',
      target: { address: { host: '127.0.0.1', port } },
      bridge: { limits: { handshakeMs: 100 } },
    })
    // Its own handshake has the same limit.
    const reply = await call(endpoint)
    expect(reply.status).toBe(502)
    expect(String(reply.body)).toContain('is gone: no TLS connection within 100 ms.')
    await expect.poll(() => countConnections(silent)).toBe(0)
  })
})

describe('a bridge to Neptune', () => {
  const answer = JSON.stringify({
    requestId: '01234567-89ab-4cde-8f01-23456789abcd',
    status: { code: 200, message: '', attributes: {} },
    result: { data: [], meta: {} },
  })

  test('signs a WebSocket again at its upgrade, and passes its messages on unchanged', async () => {
    const seen: string[] = []
    const { endpoint } = await openTo({
      service: 'neptune',
      sockets: (socket) =>
        socket.on('message', (data, binary) => {
          seen.push(String(data))
          socket.send(data, { binary })
        }),
    })
    const socket = await connect(endpoint)
    for (const text of [requestOf('g2.V()'), 'not a request at all']) {
      socket.send(text, { binary: false })
      expect(String((await once(socket, 'message'))[0])).toBe(text)
    }
    expect(seen).toEqual([requestOf('g2.V()'), 'not a request at all'])
  })

  test('answers an upgrade that AWS denies as AWS answered it', async () => {
    const { endpoint } = await openTo({
      service: 'neptune',
      sockets: () => {},
      known: () => ({ ...real, sessionToken: 'another' }),
    })
    const { headers } = signWithAws4(endpoint, { path: '/gremlin' })
    const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: endpoint.ca,
    })
    socket.on('error', () => {})
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    const [body] = (await once(response, 'data')) as [Buffer]
    expect(response.statusCode).toBe(403)
    expect(JSON.parse(String(body))).toMatchObject({
      code: 'AccessDeniedException',
      detailedMessage: expect.stringContaining('The session token does not belong to the access key.'),
    })
  })

  test('closes the WebSocket of a tunnel that breaks, and connects the next one', async () => {
    const { endpoint, tunnel } = await openTo({ service: 'neptune', sockets: () => {} })
    const socket = await connect(endpoint)
    const closed = once(socket, 'close')
    tunnel.drop()
    expect((await closed)[0]).toBe(1011)
    expect((await connect(endpoint)).readyState).toBe(WebSocket.OPEN)
  })

  test('notices what can change the graph, over HTTP and WebSocket', async () => {
    const { gate, endpoint } = await openTo({
      service: 'neptune',
      sockets: (socket) => socket.on('message', () => socket.send(answer)),
    })
    const isNoticed = async (act: () => Promise<unknown>) => {
      await hasChanged(gate, 'DELETE')
      await act()
      return hasChanged(gate)
    }
    const post = (path: string, body: string) => () => call(endpoint, { method: 'POST', path, body })
    const socket = await connect(endpoint)
    const overSocket = (gremlin: string) => async () => {
      socket.send(requestOf(gremlin))
      await once(socket, 'message')
    }
    expect(await isNoticed(() => call(endpoint, { path: '/status' }))).toBe(false)
    expect(await isNoticed(() => call(endpoint, { path: '/gremlin?gremlin=g.V().count()' }))).toBe(false)
    expect(await isNoticed(() => call(endpoint, { path: '/gremlin?gremlin=g.addV()' }))).toBe(true)
    expect(await isNoticed(post('/gremlin', '{"gremlin":"g.V().count()"}'))).toBe(false)
    expect(await isNoticed(post('/gremlin', '{"gremlin":"g.V().drop()"}'))).toBe(true)
    expect(await isNoticed(post('/openCypher', 'query=CREATE (n)'))).toBe(true)
    expect(await isNoticed(post('/system', 'action=initiateDatabaseReset'))).toBe(true)
    expect(await isNoticed(overSocket('g.V().count()'))).toBe(false)
    expect(await isNoticed(overSocket('g.addV()'))).toBe(true)
  })

  /** A write that its client gave up; time passes for the bridge only as the test says. */
  async function giveUpWrite(requestId?: string) {
    const time = new FakeClock()
    const clock: Clock = { now: () => systemClock.now(), after: (ms, callback) => time.after(ms, callback) }
    let onAsked: (socket: WebSocket) => void = () => {}
    const asked = new Promise<WebSocket>((resolve) => {
      onAsked = resolve
    })
    const { gate, endpoint } = await openTo({
      service: 'neptune',
      bridge: { isPristine: true, clock },
      sockets: (socket) => socket.on('message', () => onAsked(socket)),
    })
    const socket = await connect(endpoint)
    socket.send(requestOf("g.addV('late')", requestId))
    const neptune = await asked
    socket.terminate()
    // The bridge has noticed.
    await expect.poll(() => time.pendingTimers).toBe(1)
    const settle = async (ms = 1) => {
      const settling = gate.settle(ms)
      await time.advance(ms)
      return settling
    }
    return { gate, time, settle, neptune }
  }

  test('counts a write that its client gave up until Neptune, which goes on with it, has answered', async () => {
    const { gate, neptune, settle } = await giveUpWrite()
    neptune.ping('still there')
    expect(String((await once(neptune, 'pong'))[0])).toBe('still there')
    expect(await settle(30_000)).toEqual([expect.stringMatching(/^a Gremlin query by WebSocket/)])
    const settled = gate.settle()
    const closed = once(neptune, 'close')
    neptune.send(answer)
    expect(await settled).toEqual([])
    await closed
    expect(gate.hasChanged(1)).toBe(true)
  })

  test('counts a write whose answer it cannot recognise for as long as Neptune lets a query take by default', async () => {
    const { time, neptune, settle } = await giveUpWrite('no id')
    expect(await settle(119_000)).toEqual([expect.stringMatching(/^a Gremlin query by WebSocket/)])
    const closed = once(neptune, 'close')
    await time.advance(1_000)
    await closed
    await expect.poll(() => settle()).toEqual([])
  })

  test('leaves no connection on any side when it is closed', async () => {
    const { gate, endpoint, tunnel } = await openTo({ service: 'neptune', sockets: () => {} })
    await call(endpoint, { path: '/status' })
    const socket = await connect(endpoint)
    const closed = once(socket, 'close')
    await gate.close()
    await closed
    await expect.poll(() => countConnections(tunnel.server)).toBe(0)
  })
})

describe('a bridge whose credentials AWS calls expired', () => {
  const fresh: AwsCredentials = { accessKeyId: 'ASIAFRESH', secretAccessKey: 'fresh/secret', sessionToken: 'fresh' }
  const expired = JSON.stringify({ message: 'The security token included in the request is expired' })

  /** AWS refuses so many requests, answered when all of them are there; from then on it knows the fresh credentials. */
  async function rejecting(count: number, others: AwsCredentials, answer = expired, more: Partial<BridgeOptions> = {}) {
    const waiting: ServerResponse[] = []
    let forced = 0
    let given = real
    let isRefusing = true
    const bodies: string[] = []
    const to = await openTo({
      service: 'opensearch',
      known: () => (isRefusing ? real : others),
      listener: async (request, response) => {
        bodies.push(String(Buffer.concat(await request.toArray())))
        if (!isRefusing) return void response.end('done')
        waiting.push(response)
        if (waiting.length < count) return
        isRefusing = others === real
        for (const each of waiting.splice(0)) each.writeHead(403, { 'x-from': 'aws' }).end(answer)
      },
      bridge: {
        credentials: async ({ forceRefresh = false } = {}) => {
          if (forceRefresh) {
            forced += 1
            // As long as a fetch takes: the others come meanwhile.
            await new Promise((resolve) => setImmediate(resolve))
            given = others
          }
          return given
        },
        ...more,
      },
    })
    return { ...to, bodies, forced: () => forced }
  }

  test('replaces them once, and sends the denied requests again', async () => {
    const { endpoint, bodies, forced } = await rejecting(3, fresh)
    const replies = await Promise.all(
      [1, 2, 3].map((body) => call(endpoint, { method: 'PUT', path: `/a/_doc/${body}`, body: `{"is":${body}}` })),
    )
    expect(replies.map(({ status, body }) => [status, String(body)])).toEqual([
      [200, 'done'],
      [200, 'done'],
      [200, 'done'],
    ])
    expect(forced()).toBe(1)
    expect(bodies.sort()).toEqual(['{"is":1}', '{"is":1}', '{"is":2}', '{"is":2}', '{"is":3}', '{"is":3}'])
  })

  test.for([true, false])('asks for others once at an upgrade as well; its provider has others: %s', async (others) => {
    let given = real
    let forced = 0
    const { endpoint, upstream } = await openTo({
      service: 'neptune',
      sockets: () => {},
      known: () => given,
      bridge: {
        credentials: async ({ forceRefresh = false } = {}) => {
          if (forceRefresh) forced += 1
          if (forceRefresh && others) given = fresh
          return given
        },
      },
    })
    const [accept] = upstream.listeners('upgrade') as ((...upgrade: unknown[]) => void)[]
    upstream.removeAllListeners('upgrade')
    let upgrades = 0
    upstream.on('upgrade', (request, socket, head) => {
      upgrades += 1
      if (given === fresh) return accept?.(request, socket, head)
      socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-length: ${expired.length}\r\n\r\n${expired}`)
    })
    const { headers } = signWithAws4(endpoint, { path: '/gremlin' })
    const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: endpoint.ca,
    })
    onTestFinished(() => socket.terminate())
    socket.on('error', () => {})
    if (others) await once(socket, 'open')
    else {
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
      expect([response.statusCode, String(Buffer.concat(await response.toArray()))]).toEqual([403, expired])
    }
    expect([forced, upgrades]).toEqual([1, others ? 2 : 1])
  })

  test('passes on the answer of AWS where there are no others', async () => {
    const { endpoint, bodies, forced } = await rejecting(1, real)
    const { status, headers, body } = await call(endpoint, { method: 'PUT', path: '/a/_doc/1', body: '{}' })
    expect([status, headers['x-from'], String(body)]).toEqual([403, 'aws', expired])
    expect([forced(), bodies.length]).toEqual([1, 1])
  })

  test('passes on the answer of AWS where the body is in a file, which is read once', async () => {
    const limits = { bodyInMemoryBytes: 1_000 }
    const { endpoint, bodies } = await rejecting(1, fresh, expired, { limits })
    const { status, body } = await call(endpoint, { method: 'PUT', path: '/a/_doc/1', body: 'x'.repeat(2_000) })
    expect([status, String(body), bodies.length]).toEqual([403, expired, 1])
  })

  test.for<[string, string]>([
    ['denied', JSON.stringify({ message: 'User: x is not authorized to perform: es:ESHttpPut' })],
    ['rejected at length', JSON.stringify({ message: 'x'.repeat(40_000) })],
  ])('does not replace them where a request is %s, and passes the answer on unchanged', async ([, answer]) => {
    const { endpoint, forced } = await rejecting(1, fresh, answer)
    const { status, headers, body } = await call(endpoint, { method: 'PUT', path: '/a/_doc/1', body: '{}' })
    expect([status, headers['x-from'], String(body)]).toEqual([403, 'aws', answer])
    expect(forced()).toBe(0)
  })
})
