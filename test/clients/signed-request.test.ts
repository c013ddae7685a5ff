import { Agent } from 'node:https'
import { expect, test } from 'vitest'
import { sendSigned } from '../../src/clients/signed-request.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { numbered, promised, sdkAuthorization, startTlsServer } from './tls-server.ts'

const asked = { credentials: numbered(1), method: 'GET', path: '/a?b=c' } as const

test('sendSigned sends a signed request and leaves no connection', async () => {
  const { endpoint, requests, sockets } = await startTlsServer('neptune', (response) => response.end('Grüße'))
  expect(await sendSigned({ ...asked, endpoint })).toMatchObject({ status: 200, body: 'Grüße' })
  expect(requests[0]?.headers.authorization).toBe(await sdkAuthorization(requests[0]!, endpoint, numbered(1)))
  await expect.poll(() => sockets.size).toBe(0)
})

test('sendSigned sends a body as JSON, and signs it', async () => {
  const { endpoint, requests } = await startTlsServer('opensearch')
  await sendSigned({ ...asked, endpoint, method: 'PUT', body: '{"a":"ü"}' })
  const [request] = requests
  expect(request).toMatchObject({ method: 'PUT', body: Buffer.from('{"a":"ü"}') })
  expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '10' })
  expect(request?.headers.authorization).toBe(await sdkAuthorization(request!, endpoint, numbered(1)))
})

test('sendSigned reuses the connection of an agent', async () => {
  const { endpoint, sockets } = await startTlsServer('neptune')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await sendSigned({ ...asked, endpoint, agent })
  await sendSigned({ ...asked, endpoint, agent })
  expect(sockets.size).toBe(1)
  agent.destroy()
  await expect.poll(() => sockets.size).toBe(0)
})

test.for(['nothing', 'half an answer'])('sendSigned fails when its time is up and there is %s', async (what) => {
  const clock = new FakeClock()
  const arrived = promised()
  const { endpoint, sockets } = await startTlsServer('neptune', (response) => {
    if (what !== 'nothing') response.writeHead(200, { 'content-length': 10 }).write('half')
    arrived.resolve()
  })
  const sent = expect(sendSigned({ ...asked, endpoint, clock })).rejects.toMatchObject({
    message: `${endpoint.url}/a?b=c did not answer within 10000 ms.`,
    code: 'ETIMEDOUT',
  })
  await arrived.promise
  await clock.advance(10_000)
  await sent
  await expect.poll(() => sockets.size).toBe(0)
})

test('sendSigned fails where an answer breaks off', async () => {
  const { endpoint } = await startTlsServer('neptune', (response) => {
    response.writeHead(200, { 'content-length': 10 })
    response.write('half', () => response.destroy())
  })
  await expect(sendSigned({ ...asked, endpoint })).rejects.toThrow('aborted')
})
