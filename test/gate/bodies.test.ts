import { readdirSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Service } from '../../src/base/endpoint.ts'
import type { GateLimits } from '../../src/gate/limits.ts'
import { sha256 } from '../../src/sigv4/canonical-request.ts'
import { ownFolder } from '../support/filled-cache.ts'
import { call, openTestGate, readReply, send, signWithAws4, startUpstream } from './open-test-gate.ts'

const KIB = 1024

/** A gate over an engine that answers with the hash of what it got. */
async function openTo(limits: Partial<GateLimits>, service: Service = 'opensearch') {
  const upstream = await startUpstream(async (request, response) => {
    response.end(JSON.stringify({ sha256: sha256(await buffer(request)), length: request.headers['content-length'] }))
  })
  const { endpoint } = await openTestGate({ service, enginePort: () => upstream.port, limits })
  return endpoint
}

const post = (body: Buffer, path = '/_bulk') => ({ method: 'POST', path, body })
const bytes = (length: number) => Buffer.alloc(length, 'ünïcode and more\n')

test.for([
  ['in memory', 64 * KIB],
  ['just in memory', 100 * KIB],
  ['in a file', 100 * KIB + 1],
  ['in a file, much longer', 5000 * KIB],
] as const)('a body that is kept %s reaches the engine byte for byte', async ([, length]) => {
  const endpoint = await openTo({ bodyInMemoryBytes: 100 * KIB })
  const reply = await call(endpoint, post(bytes(length)))
  expect(JSON.parse(String(reply.body))).toEqual({ sha256: sha256(bytes(length)), length: String(length) })
})

test('bodies go to files once all of them together are too much for memory', async () => {
  const endpoint = await openTo({ bodiesInMemoryBytes: 100 * KIB })
  const replies = await Promise.all(Array.from({ length: 8 }, () => call(endpoint, post(bytes(60 * KIB)))))
  for (const { body } of replies) expect(JSON.parse(String(body))).toMatchObject({ sha256: sha256(bytes(60 * KIB)) })
})

test('a body in a file is read back where the rules need it', async () => {
  const query = post(Buffer.from('{"gremlin":"g.V()"}'), '/gremlin')
  const hashes = [1, 100 * KIB].map(async (bodyInMemoryBytes) => {
    const reply = await call(await openTo({ bodyInMemoryBytes }, 'neptune'), query)
    return JSON.parse(String(reply.body)).sha256
  })
  const [inFile, inMemory] = await Promise.all(hashes)
  expect(inFile).toBe(inMemory)
  // It was pointed at the worker's graph.
  expect(inFile).not.toBe(sha256(query.body))
})

test('a body in a file that was changed after it was signed is rejected', async () => {
  const endpoint = await openTo({ bodyInMemoryBytes: KIB })
  const { headers } = signWithAws4(endpoint, post(bytes(8 * KIB)))
  const reply = await readReply(send(endpoint, post(bytes(8 * KIB).fill('x', 100, 101)), headers))
  expect(reply.status).toBe(403)
})

test('a body that exceeds the room for all bodies is answered 429, and the next one is served', async () => {
  const endpoint = await openTo({ bodiesBytes: 100 * KIB })
  const reply = await call(endpoint, post(bytes(101 * KIB)))
  expect(reply.status).toBe(429)
  expect(reply.headers['x-amzn-errortype']).toBe('TooManyRequestsException')
  expect(JSON.parse(String(reply.body))).toEqual({
    message: 'Too many requests: their bodies are longer than 102400 bytes. Wait for answers before sending more.',
  })
  expect((await call(endpoint, post(bytes(99 * KIB)))).status).toBe(200)
})

test('room is given back when a client goes away in the middle of its body', async () => {
  const endpoint = await openTo({ bodiesBytes: 100 * KIB, bodyInMemoryBytes: 10 * KIB })
  for (let turn = 0; turn < 3; turn++) {
    const draft = post(bytes(90 * KIB))
    const { headers } = signWithAws4(endpoint, draft)
    const { body: _, ...head } = draft
    const request = send(endpoint, { ...head, isOpen: true }, { ...headers, 'content-length': String(90 * KIB) })
    request.on('error', () => {})
    await new Promise((resolve) => request.write(bytes(80 * KIB), resolve))
    const closed = new Promise((resolve) => request.once('close', resolve))
    request.destroy()
    await closed
  }
  await expect.poll(async () => (await call(endpoint, post(bytes(90 * KIB)))).status).toBe(200)
})

test('a file that cannot be written is answered 507 with the cause, and the gate lives on', async () => {
  const endpoint = await openTo({ bodyInMemoryBytes: KIB })
  vi.stubEnv('TMPDIR', '/nowhere')
  onTestFinished(() => void vi.unstubAllEnvs())
  const reply = await call(endpoint, post(bytes(8 * KIB)))
  expect(reply.status).toBe(507)
  expect(JSON.parse(String(reply.body)).message).toMatch(
    /^The body of the request cannot be kept: ENOENT: .*\/nowhere\/vitest-aws-fixtures-.* The gate keeps long bodies in files of the temporary folder \(TMPDIR\); make room there\.$/,
  )
  vi.unstubAllEnvs()
  expect((await call(endpoint, post(bytes(8 * KIB)))).status).toBe(200)
})

test('no file of a body has a name while it is received, so nothing can be left behind', async () => {
  const folder = await ownFolder()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  const endpoint = await openTo({ bodyInMemoryBytes: KIB })
  const draft = post(bytes(64 * KIB))
  const { headers } = signWithAws4(endpoint, draft)
  const request = send(endpoint, { method: 'POST', path: '/_bulk', isOpen: true }, headers)
  await new Promise((resolve) => request.write(draft.body.subarray(0, 60 * KIB), resolve))
  await expect.poll(() => readdirSync(folder)).toEqual([])
  request.end(draft.body.subarray(60 * KIB))
  expect((await readReply(request)).status).toBe(200)
})
