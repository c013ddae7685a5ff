import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createCertificate } from '../../src/gate/certificate.ts'
import { call, openTestGate, startUpstream } from './open-test-gate.ts'

test('an engine with a security of its own is asked by TLS, and as the gate, whoever the client is', async () => {
  const { certificate: cert, key } = await createCertificate()
  const seen: IncomingHttpHeaders[] = []
  const engine = createServer({ cert, key }, (request, response) => {
    seen.push(request.headers)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(engine, 'listening')
  onTestFinished(() => {
    engine.closeAllConnections()
    engine.close()
  })
  const { port } = engine.address() as AddressInfo
  const authorization = 'Basic YWRtaW46c2VjcmV0'
  const { endpoint } = await openTestGate({
    service: 'opensearch',
    engine: () => ({ host: '127.0.0.1', port, authorization, speaksTls: true }),
  })
  expect((await call(endpoint, { path: '/_cat/indices' })).status).toBe(200)
  expect(seen).toMatchObject([{ authorization, host: `127.0.0.1:${port}` }])
})

const nativeVector = {
  method: 'PUT',
  path: '/a',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    settings: { 'index.knn': true },
    mappings: { properties: { v: { type: 'knn_vector', dimension: 2, method: { name: 'hnsw', engine: 'faiss' } } } },
  }),
}

test.for([
  [false, 400, 0],
  [true, 200, 1],
] as const)(
  'a native vector engine, where the engine is complete: %s, is answered %i',
  async ([isComplete, status, passed]) => {
    let requests = 0
    const upstream = await startUpstream((_request, response) => {
      requests += 1
      response.end('{}')
    })
    const { endpoint } = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, isComplete })
    expect((await call(endpoint, nativeVector)).status).toBe(status)
    expect(requests).toBe(passed)
  },
)
