import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { connect as connectTls } from 'node:tls'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { call, signWithAws4 } from '../gate/open-test-gate.ts'

const require = createRequire(import.meta.url)
interface Writer {
  writeRequest(request: object): Buffer | string
}
const { graphBinaryWriter } = require('gremlin/lib/structure/io/binary/GraphBinary') as { graphBinaryWriter: Writer }
const graphson = require('gremlin/lib/structure/io/graph-serializer') as { GraphSONWriter: new () => Writer }
const writers = {
  'application/vnd.graphbinary-v1.0': graphBinaryWriter,
  'application/vnd.gremlin-v3.0+json': new graphson.GraphSONWriter(),
}

/** Whole requests over a WebSocket. */
const wholeMessages = Object.entries(writers).flatMap(([mime, writer]) =>
  ["g.V().has('code', 'BOS').valueMap()", "g.inject(1, 'two', 3.0d)", "g.V('a').out('flies').path()"].map((script) => {
    const requestId = '01234567-89ab-4cde-8f01-23456789abcd'
    const bindings = { x: 1, y: ['a', 2.5, null], z: new Map([['k', true]]) }
    const body = writer.writeRequest({ requestId, op: 'eval', processor: '', args: { gremlin: script, bindings } })
    return Buffer.concat([Buffer.from([mime.length]), Buffer.from(mime), Buffer.from(body)])
  }),
)

/** One change of some bytes: flipped, overwritten with a length, cut, inserted, or doubled. */
export const mutation = fc.record({
  kind: fc.constantFrom('flip', 'length', 'cut', 'insert', 'double'),
  at: fc.nat(),
  size: fc.integer({ min: 1, max: 8 }),
  byte: fc.nat(255),
  length: fc.constantFrom(0x7fffffff, -1, 0, 1, 0x00ffffff, -0x80000000, 256),
})
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 3 })
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never

/** The bytes with the changes made. */
export function mutate(bytes: Buffer, changes: readonly Mutation[]): Buffer {
  let result = Buffer.from(bytes)
  for (const { kind, at, size, byte, length } of changes) {
    if (result.length < 5) return result
    const from = at % (result.length - 4)
    const rest = result.subarray(from + size)
    if (kind === 'flip') result[from]! ^= byte || 1
    else if (kind === 'length') result.writeInt32BE(length, from)
    else if (kind === 'cut') result = Buffer.concat([result.subarray(0, from), rest])
    else if (kind === 'insert')
      result = Buffer.concat([result.subarray(0, from), Buffer.alloc(size, byte), result.subarray(from)])
    else result = Buffer.concat([result.subarray(0, from + size), result.subarray(from)])
  }
  return result
}

/** Sends mutated messages over WebSockets that are opened again as the gate or the engine closes them. */
export class MessageSender {
  readonly #endpoint: Endpoint
  #socket: WebSocket | undefined
  #opening: Promise<WebSocket> | undefined

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
  }

  /** Sends a mutated request. */
  async send(which: number, changes: readonly Mutation[]): Promise<void> {
    const whole = wholeMessages[which % wholeMessages.length]!
    const socket = await this.#open()
    socket.send(mutate(whole, changes))
  }

  /** A whole request on a connection of its own is answered. Fails with what came instead. */
  async expectWhole(which: number): Promise<void> {
    const whole = wholeMessages[which % wholeMessages.length]!
    this.#socket?.terminate()
    this.#socket = undefined
    const socket = await this.#open()
    socket.send(whole)
    const [answer] = (await once(socket, 'message', { signal: AbortSignal.timeout(30_000) })) as [Buffer]
    const code = answer[0] === 0x81 ? answer.readInt32BE(18) : Number(/"code":\s*(\d+)/.exec(String(answer))?.[1])
    if (![200, 204, 206].includes(code))
      throw new Error(`A whole request was answered ${code}: ${answer.toString('latin1').slice(0, 300)}`)
  }

  close(): void {
    this.#socket?.terminate()
  }

  /** The one that is open, or one more, for all who ask meanwhile. */
  async #open(): Promise<WebSocket> {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #connect(): Promise<WebSocket> {
    this.#socket?.terminate()
    const endpoint = this.#endpoint
    const { headers } = signWithAws4(endpoint, { path: '/gremlin' })
    const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: endpoint.ca,
      perMessageDeflate: false,
    })
    socket.on('error', () => {})
    this.#socket = socket
    await once(socket, 'open', { signal: AbortSignal.timeout(30_000) })
    return socket
  }
}

/** A whole HTTP request as it goes over the wire. */
function wireOf(endpoint: Endpoint, method: string, path: string, type: string, body: Buffer): Buffer {
  const { headers = {} } = signWithAws4(endpoint, { method, path, body, headers: { 'Content-Type': type } })
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

const httpRequests: Readonly<
  Record<Endpoint['service'], readonly (readonly [method: string, path: string, type: string, body: Buffer])[]>
> = {
  neptune: [
    [
      'POST',
      '/gremlin',
      'application/json',
      Buffer.from(`{"gremlin":"g.V().has('a', 'b')","bindings":{"x":[1,2.5,"y"]}}`),
    ],
    ['GET', '/gremlin?gremlin=g.V().count()', 'text/plain', Buffer.alloc(0)],
  ],
  opensearch: [
    ['POST', '/_search', 'application/json', Buffer.from('{"query":{"match_all":{}},"size":1}')],
    [
      'PUT',
      '/_index_template/t',
      'application/json',
      Buffer.from('{"index_patterns":["none-*"],"template":{"mappings":{"properties":{"a":{"type":"keyword"}}}}}'),
    ],
    ['GET', '/_cat/indices?format=json', 'text/plain', Buffer.alloc(0)],
  ],
}

/** Sends a mutated HTTP request: its body before it is signed, or all of it afterwards. Resolves with what came first, or at the end. */
export async function sendHttp(
  endpoint: Endpoint,
  which: number,
  changes: readonly Mutation[],
  isSigned: boolean,
): Promise<void> {
  const found = httpRequests[endpoint.service]
  const [method, path, type, body] = found[which % found.length]!
  const wire = isSigned
    ? wireOf(endpoint, method, path, type, mutate(body, changes))
    : mutate(wireOf(endpoint, method, path, type, body), changes)
  const { hostname, port } = new URL(endpoint.url)
  const socket = connectTls({ host: hostname, port: Number(port), ca: endpoint.ca, servername: 'localhost' })
  socket.on('error', () => {})
  socket.once('secureConnect', () => socket.write(wire))
  // One that is cut waits for more.
  const timer = setTimeout(() => socket.destroy(), isSigned ? 10_000 : 300)
  await Promise.race([once(socket, 'data').catch(() => {}), once(socket, 'close')])
  clearTimeout(timer)
  socket.destroy()
}

/** A whole HTTP request is answered. Fails with what came instead. */
export async function expectWholeHttp(endpoint: Endpoint, which: number): Promise<void> {
  const found = httpRequests[endpoint.service]
  const [method, path, type, body] = found[which % found.length]!
  const reply = await call(endpoint, { method, path, headers: { 'Content-Type': type }, body })
  if (reply.status !== 200)
    throw new Error(`A whole request was answered ${reply.status}: ${String(reply.body).slice(0, 300)}`)
}

/** A number that is the same for the same seed and place, below 2^31. */
export const numberAt = (seed: number, at: number): number =>
  createHash('sha256').update(`${seed}:${at}`).digest().readUInt32BE(0) >>> 1
