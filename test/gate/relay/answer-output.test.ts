import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { onLoopback } from '../../../src/base/engine-address.ts'
import { limitsOf } from '../../../src/gate/limits.ts'
import { wireRequest } from '../../../src/gate/receive/wire-request.ts'
import { engineUpstream } from '../../../src/gate/relay/engine-upstream.ts'
import { relayHttp } from '../../../src/gate/relay/http-relay.ts'
import { editable, type RelayHook } from '../../../src/gate/relay/relay-hook.ts'
import { PrefixRemoval } from '../../../src/gate/views/answers/prefix-removal.ts'
import { sha256 } from '../../../src/sigv4/canonical-request.ts'
import { startUpstream } from '../open-test-gate.ts'

const PREFIX = 'vaf-7wovf-w1-t3-'
const removing: RelayHook = { onRequest: editable, streamOf: () => new PrefixRemoval([PREFIX]) }

/** A relay past these hooks to an engine; what it is asked with a client's method and headers comes back as it streams. */
async function relayTo(engine: RequestListener, hooks: readonly RelayHook[] = [removing]) {
  const { port: enginePort } = await startUpstream(engine)
  const upstream = engineUpstream('The engine', () => onLoopback(enginePort), limitsOf())
  const server = createServer((request, response) => {
    const wire = wireRequest(request, sha256(''))
    void relayHttp({ upstream, request: wire, body: Buffer.alloc(0), response, hooks })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    upstream.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return async (method = 'GET', headers: Record<string, string> = {}): Promise<IncomingMessage> => {
    const [answer] = await once(httpRequest({ host: '127.0.0.1', port, method, headers }).end(), 'response')
    return answer as IncomingMessage
  }
}

/** As the engine answers: with the length that it knows. */
const withLength =
  (body: string | Buffer, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(200, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)

const long = `{"hits":[${`{"_index":"${PREFIX}airports"},`.repeat(20_000)}{}]}`
const without = (text: string) => text.replaceAll(PREFIX, '')

test('a short answer that is edited comes with its exact length', async () => {
  const ask = await relayTo(withLength(`{"_index":"${PREFIX}airports"}`))
  const answer = await ask()
  expect(String(await buffer(answer))).toBe('{"_index":"airports"}')
  expect(answer.headers['content-length']).toBe('21')
})

test('a long answer that is edited comes in chunks, and whole', async () => {
  const ask = await relayTo(withLength(long))
  const answer = await ask()
  expect(answer.headers).toMatchObject({ 'transfer-encoding': 'chunked' })
  expect(answer.headers).not.toHaveProperty('content-length')
  expect(String(await buffer(answer))).toBe(without(long))
})

test('an answer that comes in chunks goes on as it comes', async () => {
  let finish = () => {}
  const ask = await relayTo((_, response) => {
    response.write(`first ${PREFIX}a`)
    finish = () => response.end(' last')
  })
  const answer = await ask()
  const [first] = await once(answer, 'data')
  expect(String(first)).toBe('first a')
  finish()
  expect(String(await buffer(answer))).toBe(' last')
})

test.each([
  ['gzip', gzipSync, gunzipSync],
  ['deflate', deflateSync, inflateSync],
] as const)('an answer in %s comes back in it, short or long', async (coding, compress, decompress) => {
  const short = `{"_index":"${PREFIX}airports"}`
  for (const body of [short, `${long}${randomBytes(40_000).toString('hex')}`]) {
    const ask = await relayTo(withLength(compress(body), { 'content-encoding': coding }))
    const answer = await ask('GET', { 'accept-encoding': coding })
    expect(answer.headers['content-encoding']).toBe(coding)
    const got = await buffer(answer)
    expect(answer.headers['content-length']).toBe(body === short ? String(got.length) : undefined)
    expect(String(decompress(got)) === without(body)).toBe(true)
  }
})

test('the engine is asked for no coding that cannot be edited', async () => {
  const seen: unknown[] = []
  const ask = await relayTo((request, response) => {
    seen.push(request.headers['accept-encoding'])
    response.end()
  })
  await ask('GET', { 'accept-encoding': 'br, gzip;q=0.8, zstd, deflate' })
  await ask('GET', { 'accept-encoding': 'br;q=1.0, *;q=0.1' })
  expect(seen).toEqual(['gzip;q=0.8, deflate', undefined])
})

test('the answer to a HEAD has no length where that of the body is not known', async () => {
  const ask = await relayTo(withLength(`{"_index":"${PREFIX}airports"}`))
  const answer = await ask('HEAD')
  expect(answer.headers).not.toHaveProperty('content-length')
  expect((await buffer(answer)).length).toBe(0)
  const askEmpty = await relayTo(withLength(''))
  expect((await askEmpty('HEAD')).headers['content-length']).toBe('0')
})

test('an answer in place of one for want of memory is edited too', async () => {
  const replacing: RelayHook = { replace: () => ({ status: 503, headers: {}, body: `no room for ${PREFIX}a` }) }
  const ask = await relayTo((_, response) => response.writeHead(503).end('full'), [removing, replacing])
  const answer = await ask()
  expect([answer.statusCode, String(await buffer(answer))]).toEqual([503, 'no room for a'])
})

test('a client that reads slowly slows down the engine, whether or not the answer is compressed', async () => {
  const plain = randomBytes(24_000_000)
  const coded = gzipSync(plain, { level: 0 })
  for (const [body, headers] of [
    [plain, {}],
    [coded, { 'content-encoding': 'gzip' }],
  ] as const) {
    let sent = 0
    const ask = await relayTo(async (_, response) => {
      response.writeHead(200, { ...headers, 'content-length': body.length })
      for (let at = 0; at < body.length && !response.destroyed; at += 65_536) {
        sent = at
        if (!response.write(body.subarray(at, at + 65_536))) await once(response, 'drain')
      }
      response.end()
    })
    const answer = await ask()
    answer.pause()
    let before = -1
    while (before < sent) {
      before = sent
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(sent).toBeLessThan(body.length / 2)
    answer.destroy()
  }
})

test('a compressed answer that breaks off breaks off for the client too', async () => {
  const coded = gzipSync(long, { level: 0 })
  const ask = await relayTo((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': coded.length })
    response.write(coded.subarray(0, 100_000), () => response.destroy())
  })
  await expect(ask().then(buffer)).rejects.toThrow()
})
