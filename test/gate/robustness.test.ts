import { once } from 'node:events'
import { type Agent, type AgentOptions, Agent as HttpsAgent } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Endpoint } from '../../src/base/endpoint.ts'
import type { GateLimits } from '../../src/gate/limits.ts'
import { countConnections } from './connections.ts'
import { call, openTestGate, readReply, send, signWithAws4, startUpstream } from './open-test-gate.ts'

/** A gate over an engine that answers each request with what it got, and never before it got it all. */
async function openTo(limits: Partial<GateLimits> = {}) {
  let reached = 0
  const upstream = await startUpstream((request, response) => {
    reached++
    request.pipe(response)
  })
  const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, limits })
  return { upstream, endpoint, reached: () => reached }
}

const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})
const portOf = (endpoint: Endpoint) => Number(new URL(endpoint.url).port)
const keep = <T extends Socket>(socket: T): T => {
  sockets.add(socket)
  return socket.on('error', () => {})
}
async function openTls(endpoint: Endpoint) {
  return (await openTlsOver(endpoint)).socket
}
/** With the connection below it. */
async function openTlsOver(endpoint: Endpoint) {
  const raw = keep(connectTcp(portOf(endpoint), '127.0.0.1'))
  const socket = keep(connectTls({ socket: raw, ca: endpoint.ca, servername: 'localhost' }))
  await once(socket, 'secureConnect')
  return { socket, raw }
}

/** Everything that comes until the other side ends the connection. */
async function readToEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  await new Promise((resolve) => socket.once('close', resolve))
  return text
}

const livesOn = async (endpoint: Endpoint) => expect((await call(endpoint)).status).toBe(200)
const headOf = (endpoint: Endpoint, draft: { method?: string; path?: string; body?: string }) => {
  const { headers } = signWithAws4(endpoint, draft)
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  return `${draft.method ?? 'GET'} ${draft.path ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

describe('a gate with a silent or slow client', () => {
  const limits = { headersMs: 100, requestMs: 200 }
  /** Within limits so short a busy machine may need more than one attempt. */
  const livesOn = (endpoint: Endpoint) =>
    expect.poll(() => call(endpoint).then(({ status }) => status, String)).toBe(200)

  test('ends a connection that is silent before TLS', async () => {
    const { endpoint } = await openTo({ handshakeMs: 100 })
    expect(await readToEnd(keep(connectTcp(portOf(endpoint), '127.0.0.1')))).toBe('')
    await livesOn(endpoint)
  })

  test('ends a connection that is silent after TLS', async () => {
    const { endpoint } = await openTo(limits)
    expect(await readToEnd(await openTls(endpoint))).toMatch(/^HTTP\/1\.1 408 Request Timeout/)
    await livesOn(endpoint)
  })

  test('ends a connection that stops in the middle of its headers', async () => {
    const { endpoint, reached } = await openTo(limits)
    const socket = await openTls(endpoint)
    const head = headOf(endpoint, {})
    let at = 0
    const drip = setInterval(() => socket.writable && socket.write(head.charAt(at++)), 10)
    onTestFinished(() => clearInterval(drip))
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 408 Request Timeout/)
    expect(reached()).toBe(0)
    await livesOn(endpoint)
  })

  test('ends a connection that stops in the middle of its body', async () => {
    const { endpoint, reached } = await openTo(limits)
    const draft = { method: 'POST', path: '/_bulk', body: 'x'.repeat(1000) }
    const socket = await openTls(endpoint)
    socket.write(headOf(endpoint, draft))
    const drip = setInterval(() => socket.writable && socket.write('x'), 10)
    onTestFinished(() => clearInterval(drip))
    expect(await readToEnd(socket)).toMatch(/^(HTTP\/1\.1 408 Request Timeout|$)/)
    expect(reached()).toBe(0)
    await livesOn(endpoint)
  })
})

describe('a client that leaves in the middle of a request', () => {
  test.each([
    ['by closing its half', (socket: Socket) => void socket.end()],
    ['by a reset', (_socket: Socket, raw: Socket) => void raw.resetAndDestroy()],
    ['by vanishing', (socket: Socket) => void socket.destroy()],
  ])('reaches no engine where it leaves %s', async (_, leave) => {
    const { endpoint, reached } = await openTo()
    const draft = { method: 'POST', path: '/_bulk', body: 'x'.repeat(1000) }
    for (const sent of [headOf(endpoint, draft).slice(0, 40), `${headOf(endpoint, draft)}${'x'.repeat(500)}`]) {
      const { socket, raw } = await openTlsOver(endpoint)
      await new Promise((resolve) => socket.write(sent, resolve))
      const closed = new Promise((resolve) => socket.once('close', resolve))
      leave(socket, raw)
      socket.resume()
      await closed
    }
    await livesOn(endpoint)
    expect(reached()).toBe(1)
  })
})

describe('a gate that gets text which is no proper HTTP request', () => {
  test.each([
    ['a line that is no HTTP', 'hello\r\n\r\n', 400],
    ['bytes of no protocol', '\u0000\u0001\u0002\u0003\r\n\r\n', 400],
    ['a version that HTTP lacks', 'GET / HTTP/9.9\r\n\r\n', 400],
    ['a request without a host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a header without a name', 'GET / HTTP/1.1\r\nhost: a\r\n: b\r\n\r\n', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nhost: a\r\nx: b\r\n c\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a length that is none', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n', 400],
    ['a chunk that is none', 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n', 400],
    ['an expectation nobody knows', 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: miracles\r\n\r\n', 417],
    ['headers of 20 KiB', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20 * 1024)}\r\n\r\n`, 431],
    ['a path of 20 KiB', `GET /${'x'.repeat(20 * 1024)} HTTP/1.1\r\nhost: a\r\n\r\n`, 431],
    ['many headers', `GET / HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(5000)}\r\n`, 431],
  ])('rejects %s and ends its connection', async (_, text, status) => {
    const { endpoint, reached } = await openTo()
    const socket = await openTls(endpoint)
    socket.write(text, 'latin1')
    expect(await readToEnd(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(reached()).toBe(0)
    await livesOn(endpoint)
  })

  test.each([
    ['plain HTTP', 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['bytes', '\u0016\u0003\u0001\u00ff\u00ff'.repeat(1000)],
  ])('ends a connection that sends %s in place of TLS', async (_, text) => {
    const { endpoint } = await openTo()
    const socket = keep(connectTcp(portOf(endpoint), '127.0.0.1'))
    socket.write(text, 'latin1')
    await readToEnd(socket)
    await livesOn(endpoint)
  })

  test.each([
    ['an absolute target', 'GET https://127.0.0.1/ HTTP/1.1'],
    ['the target *', 'OPTIONS * HTTP/1.1'],
  ])('answers an unsigned request with %s as any other', async (_, line) => {
    const { endpoint, reached } = await openTo()
    const socket = await openTls(endpoint)
    socket.write(`${line}\r\nhost: ${endpoint.signingHost}\r\nconnection: close\r\n\r\n`)
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 403 /)
    expect(reached()).toBe(0)
  })

  test('opens no tunnel for CONNECT', async () => {
    const { endpoint, reached } = await openTo()
    const socket = await openTls(endpoint)
    socket.write(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: ${endpoint.signingHost}\r\n\r\nGET / HTTP/1.1\r\n\r\n`)
    const answer = await readToEnd(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
    expect(answer).toMatch(/\{"message":"The HTTP method CONNECT is not supported\."\}$/)
    expect(reached()).toBe(0)
    await livesOn(endpoint)
  })
})

describe('a gate that gets too much at one time', () => {
  const agentOf = (options: AgentOptions = {}): Agent => {
    const agent = new HttpsAgent({ keepAlive: true, ...options })
    onTestFinished(() => agent.destroy())
    return agent
  }

  test('closes connections beyond the limit, and serves new ones once others have left', async () => {
    const { endpoint } = await openTo({ connections: 20 })
    const ends: Promise<string>[] = []
    const open: Socket[] = []
    for (let turn = 0; turn < 60; turn++) {
      const socket = keep(connectTcp(portOf(endpoint), '127.0.0.1'))
      open.push(socket)
      ends.push(readToEnd(socket))
    }
    // Those beyond the limit are closed by the gate; the others wait for a handshake.
    await expect.poll(() => open.filter((socket) => socket.closed).length).toBe(40)
    for (const socket of open) socket.destroy()
    await Promise.all(ends)
    await expect.poll(() => call(endpoint).then(({ status }) => status, String)).toBe(200)
  })

  test('answers requests beyond the limit with 429, and serves new ones once others have ended', async () => {
    const upstream = await startUpstream(() => {})
    const { endpoint } = await openTestGate({
      service: 'opensearch',
      enginePort: () => upstream.port,
      limits: { requests: 3 },
    })
    const agent = agentOf()
    const waiting = [1, 2, 3].map(() =>
      send(endpoint, { agent }, signWithAws4(endpoint, {}).headers).on('error', () => {}),
    )
    await expect.poll(() => countConnections(upstream)).toBe(3)
    const reply = await call(endpoint)
    expect(reply.status).toBe(429)
    expect(JSON.parse(String(reply.body))).toEqual({
      message: 'Too many requests: 3 are under way. Wait for answers before sending more.',
    })
    for (const request of waiting) request.destroy()
    upstream.removeAllListeners('request').on('request', (_request, response) => response.end())
    await expect.poll(async () => (await call(endpoint)).status).toBe(200)
  })

  test('answers all of many requests on one connection, in their order', async () => {
    const { endpoint, reached } = await openTo()
    const socket = await openTls(endpoint)
    const drafts = Array.from({ length: 50 }, (_, at) => ({ method: 'POST', path: '/a', body: `body-${at};` }))
    for (const draft of drafts) socket.write(`${headOf(endpoint, draft)}${draft.body}`)
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
    })
    await expect.poll(() => text.match(/body-\d+;/g)?.length).toBe(50)
    expect(text.match(/body-\d+;/g)).toEqual(drafts.map(({ body }) => body))
    expect(reached()).toBe(50)
  })
})

describe('a gate that gets upgrades to a WebSocket', () => {
  async function openSockets(limits: Partial<GateLimits> = {}) {
    const upstream = await startUpstream((_request, response) => response.end('{}'))
    const engines: WebSocket[] = []
    new WebSocketServer({ server: upstream, path: '/gremlin' }).on('connection', (socket) => {
      engines.push(socket.on('error', () => {}))
    })
    const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => upstream.port, limits })
    return { endpoint, upstream, engines }
  }
  const upgrade = (endpoint: Endpoint, headers: object = {}) => {
    const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: endpoint.ca,
    })
    onTestFinished(() => socket.terminate())
    return new Promise<number | 'open'>((resolve) => {
      socket.on('error', () => {})
      socket.once('close', () => resolve(0))
      socket.once('open', () => resolve('open'))
      socket.once('unexpected-response', (request, response) => {
        request.destroy()
        resolve(response.statusCode ?? 0)
      })
    })
  }
  const signed = (endpoint: Endpoint) => signWithAws4(endpoint, { path: '/gremlin' }).headers as object

  test('rejects a flood of unsigned upgrades one by one, and sends none to the engine', async () => {
    const { endpoint, upstream } = await openSockets()
    const answers = await Promise.all(Array.from({ length: 50 }, () => upgrade(endpoint)))
    expect(answers).toEqual(answers.map(() => 403))
    expect(await countConnections(upstream)).toBe(0)
    expect(await upgrade(endpoint, signed(endpoint))).toBe('open')
  })

  test('answers an upgrade beyond the limit with 429, and accepts it once another WebSocket has closed', async () => {
    const { endpoint, engines } = await openSockets({ webSockets: 2 })
    const answers = [await upgrade(endpoint, signed(endpoint)), await upgrade(endpoint, signed(endpoint))]
    expect(answers).toEqual(['open', 'open'])
    expect(await upgrade(endpoint, signed(endpoint))).toBe(429)
    engines[0]?.terminate()
    await expect.poll(() => upgrade(endpoint, signed(endpoint))).toBe('open')
  })

  test('gives up an upgrade that the engine does not answer', async () => {
    const upstream = await startUpstream(() => {})
    upstream.on('upgrade', (_request, socket) => socket.on('end', () => socket.destroy()).resume())
    const limits = { handshakeMs: 300 }
    const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => upstream.port, limits })
    // The same limit is that of the client, which a busy machine may not let come so far at once.
    await expect.poll(() => upgrade(endpoint, signed(endpoint))).toBe(502)
    await expect.poll(() => countConnections(upstream)).toBe(0)
  })

  test('leaves no connection for an upgrade whose client leaves while the engine is asked', async () => {
    const upstream = await startUpstream(() => {})
    upstream.on('upgrade', (_request, socket) => socket.on('end', () => socket.destroy()).resume())
    const { endpoint } = await openTestGate({ service: 'neptune', enginePort: () => upstream.port })
    const leaving = Array.from({ length: 20 }, () => {
      const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
        headers: signed(endpoint) as Record<string, string>,
        ca: endpoint.ca,
      })
      return socket.on('error', () => {})
    })
    await expect.poll(() => countConnections(upstream)).toBe(20)
    for (const socket of leaving) socket.terminate()
    await expect.poll(() => countConnections(upstream)).toBe(0)
    expect((await call(endpoint, { path: '/status' })).status).toBe(200)
  })

  test('ends only the connection that sends invalid WebSocket frames', async () => {
    const { endpoint } = await openSockets()
    const socket = await openTls(endpoint)
    const headers = Object.entries({ ...signed(endpoint), Upgrade: 'websocket', Connection: 'Upgrade' })
    const key = { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Version': '13' }
    const lines = [...headers, ...Object.entries(key)].map(([name, value]) => `${name}: ${value}`)
    socket.write(`GET /gremlin HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /)
    socket.write(Buffer.alloc(1000, 0xff))
    await readToEnd(socket)
    expect(await upgrade(endpoint, signed(endpoint))).toBe('open')
  })

  test('answers an upgrade that is no valid handshake, signed or not', async () => {
    const { endpoint, upstream } = await openSockets()
    for (const headers of [signed(endpoint), { host: endpoint.signingHost }]) {
      const request = send(endpoint, { path: '/gremlin' }, { ...headers, Connection: 'Upgrade', Upgrade: 'websocket' })
      expect([400, 403, 405]).toContain((await readReply(request)).status)
    }
    await expect.poll(() => countConnections(upstream)).toBe(0)
  })
})
