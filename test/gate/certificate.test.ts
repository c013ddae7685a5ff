import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createCertificate } from '../../src/gate/certificate.ts'

const DAY_MS = 24 * 60 * 60 * 1000

test.each(['127.0.0.1', 'localhost'])(
  'a client that trusts the authority accepts the certificate for %s',
  async (name) => {
    const { certificate, key, authority } = await createCertificate()
    const server = createServer({ cert: certificate, key }, (socket) => socket.end('hello')).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: authority,
      ...(name === 'localhost' ? { servername: name } : {}),
    })
    expect(String((await once(socket, 'data'))[0])).toBe('hello')
    expect(socket.authorized).toBe(true)
  },
)

test("a client that does not trust the gate's authority rejects its certificate", async () => {
  const { certificate, key } = await createCertificate()
  const { authority: other } = await createCertificate()
  const server = createServer({ cert: certificate, key }).listen(0, '127.0.0.1')
  server.on('tlsClientError', () => {})
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1', ca: other })
  expect((await once(socket, 'error'))[0]).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
})

test('the certificate of a gate is valid from yesterday, for a month, and cannot sign others', async () => {
  const now = Date.parse('2026-11-24T00:00:00Z')
  const { certificate, authority } = await createCertificate({ now: () => now, after: () => () => {} })
  const leaf = new X509Certificate(certificate)
  expect(Date.parse(leaf.validFrom)).toBe(now - DAY_MS)
  expect(Date.parse(leaf.validTo)).toBe(now + 30 * DAY_MS)
  expect(leaf.ca).toBe(false)
  expect(new X509Certificate(authority).ca).toBe(true)
})
