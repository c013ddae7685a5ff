import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createCertificate } from '../../src/gate/certificate.ts'
import { call, openTestGate } from './open-test-gate.ts'

test('a gate reaches an engine with its own security by TLS and with its own credentials, whoever the client is', async () => {
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
