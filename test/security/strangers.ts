import { expect } from 'vitest'
import { httpRequest } from './raw-request.ts'

type Headers = Readonly<Record<string, string>>

export const WRONG = `Bearer ${'A'.repeat(43)}`

/** Whatever is asked, with these headers it is rejected, and nothing is told that another origin could read. */
export const strangers: readonly (readonly [string, Headers])[] = [
  ['without a secret', {}],
  ['with a wrong secret', { authorization: WRONG }],
  ['with an empty secret', { authorization: '' }],
  ['with a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/es/aws4_request' }],
  ['from a web page', { origin: 'https://evil.example' }],
  ['by a name that was bound anew', { host: 'rebind.example' }],
]

/** Expects that an engine has rejected, and let no other origin read it. */
export function expectRejected(answer: string): void {
  expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  expect(answer.toLowerCase()).not.toContain('access-control-')
  expect(answer).toContain('This engine answers its gate only.')
}

const asJson = (headers: Headers): Headers => ({ ...headers, 'content-type': 'application/json' })

/** Writes a document into the index `stranger`. */
export const putDocument = (headers: Headers): string =>
  httpRequest('PUT', '/stranger/_doc/1?refresh', asJson(headers), '{"n":1}')

/** What a stranger would ask OpenSearch: to tell, to write, to delete, and what it cannot even read. */
export const opensearchRequests = (headers: Headers): readonly string[] => [
  httpRequest('GET', '/', headers),
  httpRequest('HEAD', '/', headers),
  httpRequest('GET', '/_cat/indices', headers),
  putDocument(headers),
  httpRequest('DELETE', '/*', headers),
  httpRequest('OPTIONS', '/', { ...headers, 'access-control-request-method': 'PUT' }),
  httpRequest('GET', '/no/such/path/at/all', headers),
  httpRequest('POST', '/_search', { ...headers, 'content-type': 'text/plain' }, '{}'),
  httpRequest('GET', '/favicon.ico', headers),
  httpRequest('GET', '/%zz', headers),
]

/** The preface of HTTP/2, SETTINGS, and a GET of / in HEADERS: method, scheme and path by their static indices. */
export const overHttp2 = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 3, 1, 5, 0, 0, 0, 1, 0x82, 0x86, 0x84]),
])

const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
const key = { 'sec-websocket-key': Buffer.alloc(16, 1).toString('base64') }

/** The ways by which Gremlin Server would evaluate a stranger's script, and tell of itself. */
export function gremlinRequests(script: string, headers: Headers): readonly string[] {
  const body = JSON.stringify({ gremlin: script })
  return [
    httpRequest('GET', `/gremlin?gremlin=${encodeURIComponent(script)}`, headers),
    httpRequest('POST', '/gremlin', asJson(headers), body),
    httpRequest('POST', '/gremlin', { ...headers, 'content-type': 'text/plain' }, body),
    httpRequest('POST', '/', headers, body),
    httpRequest('GET', '/gremlin', { ...headers, ...upgrade, ...key }),
    httpRequest('OPTIONS', '/gremlin', { ...headers, 'access-control-request-method': 'POST' }),
    httpRequest('GET', '/status', headers),
    httpRequest('HEAD', '/', headers),
  ]
}
