import { expect, test, vi } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { signedHeaders, type UnsignedRequest } from '../../src/clients/sign.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { fromAmzDate, sdkAuthorization } from './tls-server.ts'

const endpoint: Endpoint = {
  service: 'opensearch',
  url: 'https://127.0.0.1:9443',
  region: 'eu-west-1',
  signingHost: 'search.example.com:9443',
}
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }

test.for<[string, UnsignedRequest]>([
  ['neither query nor body', { method: 'GET', path: '/' }],
  [
    'a body',
    { method: 'POST', path: '/a/_doc', body: '{"city":"Zürich"}', headers: { 'content-type': 'application/json' } },
  ],
  [
    'a body of bytes',
    { method: 'PUT', path: '/a/_doc/1', body: Buffer.from([0, 255, 128]), headers: { 'content-type': 'x' } },
  ],
  ['a query', { method: 'GET', path: '/a/_search?q=name%3Aa%2Bb%20c*&b=2&a=1&pretty=&b=1' }],
  ['a path that is encoded', { method: 'GET', path: '/k%C3%A4se/_doc/a%2Fb%20c%2Bd~e%27f(g)*%25' }],
  ['a date expression', { method: 'GET', path: '/%3Clogs-%7Bnow%2Fd%7D%3E/_search' }],
  [
    'headers that have spaces',
    { method: 'GET', path: '/', headers: { 'x-opaque-id': ' a   b ', 'accept-encoding': 'gzip' } },
  ],
  ['a host of its own, which is replaced', { method: 'GET', path: '/', headers: { Host: 'elsewhere' } }],
])('signedHeaders signs a request as an AWS SDK does where it has %s', async ([, request]) => {
  for (const service of ['opensearch', 'neptune'] as const) {
    for (const signer of [credentials, { ...credentials, sessionToken: 'token' }]) {
      const headers = lowerCased(signedHeaders(request, { ...endpoint, service }, signer))
      expect(headers.host).toBe('search.example.com:9443')
      expect(headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/)
      expect(headers['x-amz-security-token']).toBe('sessionToken' in signer ? 'token' : undefined)
      const received = { method: request.method, url: request.path, headers, body: Buffer.from(request.body ?? '') }
      expect(headers.authorization).toBe(await sdkAuthorization(received, { ...endpoint, service }, signer))
    }
  }
})

test('signedHeaders signs with the real time, whatever time a test has set', () => {
  const before = Date.now()
  vi.useFakeTimers({ now: new Date('2001-01-01') })
  const date = signedHeaders({ method: 'GET', path: '/' }, endpoint, credentials)['x-amz-date']
  vi.useRealTimers()
  expect(Math.abs(fromAmzDate(date ?? '').getTime() - before)).toBeLessThan(60_000)
})

test('signedHeaders signs with the time of its clock', async () => {
  const clock = new FakeClock()
  await clock.advance(1_000)
  expect(signedHeaders({ method: 'GET', path: '/' }, endpoint, credentials, clock)['x-amz-date']).toBe(
    '19700101T000001Z',
  )
})

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
