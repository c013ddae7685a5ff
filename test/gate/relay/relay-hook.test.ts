import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { onLoopback } from '../../../src/base/engine-address.ts'
import { limitsOf } from '../../../src/gate/limits.ts'
import { wireRequest } from '../../../src/gate/receive/wire-request.ts'
import { engineUpstream } from '../../../src/gate/relay/engine-upstream.ts'
import { relayHttp } from '../../../src/gate/relay/http-relay.ts'
import type { RelayHook } from '../../../src/gate/relay/relay-hook.ts'
import { sha256 } from '../../../src/sigv4/canonical-request.ts'
import { readReply, startUpstream } from '../open-test-gate.ts'

/** Relays one request with these hooks to an engine that answers with this status, and with the header it got. */
async function askThrough(hooks: readonly RelayHook[], status = 200) {
  const engine = await startUpstream((request, response) => {
    const way = String(request.headers['x-way'])
    response.writeHead(status, { 'x-way': way, 'content-length': way.length }).end(way)
  })
  const upstream = engineUpstream('The engine', () => onLoopback(engine.port), limitsOf())
  const server = createServer((request, response) => {
    const wire = wireRequest(request, sha256(''))
    void relayHttp({ upstream, request: wire, body: Buffer.alloc(0), response, hooks })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    upstream.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const reply = await readReply(httpRequest({ host: '127.0.0.1', port, headers: { 'x-way': 'client' } }).end())
  return { status: reply.status, way: reply.headers['x-way'], body: String(reply.body) }
}

/** Adds its name to the header on both ways, and to the body. */
const passing = (name: string): RelayHook => {
  const add = (headers: readonly (readonly [string, string])[]) =>
    headers.map(([key, value]) => [key, key === 'x-way' ? `${value} ${name}` : value] as const)
  const streamOf = () => ({ push: (chunk: Buffer) => chunk, end: () => Buffer.from(` ${name}`) })
  return { onRequest: add, onHead: add, streamOf }
}

test('a request passes the hooks of stages in their order, and its answer passes them the other way round', async () => {
  expect(await askThrough([passing('outer'), passing('inner')])).toEqual({
    status: 200,
    way: 'client outer inner inner outer',
    body: 'client outer inner inner outer',
  })
})

test('the hook that is nearest to the engine replaces an answer that says that the engine lacks something', async () => {
  const replacing = (body: string): RelayHook => ({ replace: (status) => ({ status, headers: {}, body }) })
  expect(await askThrough([replacing('outer'), replacing('inner')], 503)).toMatchObject({ status: 503, body: 'inner' })
})

test('a hook that names the statuses it is asked about replaces answers of these, and no others', async () => {
  const hook: RelayHook = { replaced: [404], replace: () => ({ status: 200, headers: {}, body: 'none' }) }
  expect(await askThrough([hook], 404)).toMatchObject({ status: 200, body: 'none' })
  expect(await askThrough([hook], 503)).toMatchObject({ status: 503, body: 'client' })
})

test('each hook that records is told the status and the beginning of the answer, as the engine gave it', async () => {
  const told: string[] = []
  const recording = (name: string): RelayHook => ({
    record: (status, text) => void told.push(`${name}: ${status} ${text}`),
  })
  expect((await askThrough([recording('a'), passing('x'), recording('b')])).body).toBe('client x x')
  expect(told.sort()).toEqual(['a: 200 client x', 'b: 200 client x'])
})
