import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { SignatureV4 } from '@smithy/signature-v4'
import aws4 from 'aws4'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { credentialsOf } from './open-test-gate.ts'
import { NodeSha256 } from './signers.ts'

/** A request as the official OpenSearch client has built it, before it is signed. */
export interface Built {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: string | Buffer
}

/** A request as it is sent. */
export type Sent = Built

/** A way to get a 403, as it happens to people. */
export interface Mistake {
  readonly cause:
    | 'host'
    | 'path'
    | 'query'
    | 'token'
    | 'clock'
    | 'payload'
    | 'region'
    | 'service'
    | 'credentials'
    | 'other'
  readonly what: string
  /** The path that is asked for; default `/airports/_search`. */
  readonly path?: string
  readonly send: (built: Built, endpoint: Endpoint) => Sent | Promise<Sent>
}

type Signing = Partial<Built> & {
  readonly credentials?: AwsCredentials
  readonly region?: string
  readonly service?: string
  readonly stamp?: string
  readonly doNotEncodePath?: boolean
}

/** Signs with aws4; what is given is signed in place of what is sent. */
function sign(built: Built, { signingHost, region }: Endpoint, signing: Signing = {}): Sent {
  const { credentials = credentialsOf(1), stamp, headers = {}, ...rest } = signing
  const signed = aws4.sign(
    {
      region,
      service: 'es',
      ...built,
      headers: { ...built.headers, host: signingHost, ...(stamp && { 'x-amz-date': stamp }), ...headers },
      ...rest,
    },
    { ...credentials },
  )
  return { ...built, headers: { ...(signed.headers as Record<string, string>), host: signingHost } }
}

const smithy = async (built: Built, endpoint: Endpoint, uriEscapePath: boolean): Promise<Sent> => {
  const [path = '', query = ''] = built.path.split('?')
  const signer = new SignatureV4({
    service: 'es',
    region: endpoint.region,
    credentials: credentialsOf(1),
    sha256: NodeSha256,
    uriEscapePath,
  })
  const { headers } = await signer.sign({
    method: built.method,
    protocol: 'https:',
    hostname: '127.0.0.1',
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { host: endpoint.signingHost },
    ...(built.body === undefined ? {} : { body: built.body }),
  })
  return { ...built, headers: { ...built.headers, ...headers } }
}

const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/[-:]|\.\d{3}/g, '')
const withBody = (built: Built, body: string | Buffer): Sent => ({
  ...built,
  body,
  headers: { ...built.headers, 'content-length': String(Buffer.byteLength(body)) },
})
const hashed = (body: string | Buffer) => ({ 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') })
const portOf = (endpoint: Endpoint) => new URL(endpoint.url).port

export const mistakes: readonly Mistake[] = [
  {
    cause: 'host',
    what: 'the port is lost',
    send: (it, endpoint) => sign(it, endpoint, { headers: { host: '127.0.0.1' } }),
  },
  {
    cause: 'host',
    what: 'another name of the same machine',
    send: (it, endpoint) => sign(it, endpoint, { headers: { host: `localhost:${portOf(endpoint)}` } }),
  },
  {
    cause: 'host',
    what: "the engine's usual port",
    send: (it, endpoint) => sign(it, endpoint, { headers: { host: '127.0.0.1:9200' } }),
  },
  {
    cause: 'host',
    what: 'no host given to aws4, another one sent',
    send: (it, endpoint) => sign(it, endpoint, { headers: { host: `es.${endpoint.region}.amazonaws.com` } }),
  },
  {
    cause: 'host',
    what: 'no host given to aws4, its own one sent',
    send: (it, endpoint) => {
      const host = `es.${endpoint.region}.amazonaws.com`
      const sent = sign(it, endpoint, { headers: { host } })
      return { ...sent, headers: { ...sent.headers, host } }
    },
  },
  {
    cause: 'host',
    what: 'a domain on AWS',
    send: (it, endpoint) => {
      const host = 'search-orders-abc.eu-west-1.es.amazonaws.com'
      const sent = sign(it, endpoint, { headers: { host } })
      return { ...sent, headers: { ...sent.headers, host } }
    },
  },
  {
    cause: 'host',
    what: 'the port of an earlier run',
    send: (it, endpoint) => {
      const sent = sign(it, endpoint, { headers: { host: '127.0.0.1:1' } })
      return { ...sent, headers: { ...sent.headers, host: '127.0.0.1:1' } }
    },
  },
  {
    cause: 'path',
    what: 'encoded once, as for S3 (uriEscapePath: false)',
    path: '/airports/_doc/a%2Fb',
    send: (it, endpoint) => smithy(it, endpoint, false),
  },
  {
    cause: 'path',
    what: 'encoded after signing',
    path: '/logs-%2A/_search',
    send: (it, endpoint) => sign(it, endpoint, { path: '/logs-*/_search' }),
  },
  {
    cause: 'path',
    what: 'decoded on its way',
    path: '/logs-*/_search',
    send: (it, endpoint) => sign(it, endpoint, { path: '/logs-%2A/_search' }),
  },
  {
    cause: 'path',
    what: '+ for a space',
    path: '/airports/_doc/a%20b',
    send: (it, endpoint) => sign(it, endpoint, { path: '/airports/_doc/a+b' }),
  },
  {
    cause: 'query',
    what: 'added after signing',
    path: '/a/_search?size=1',
    send: (it, at) => sign(it, at, { path: '/a/_search' }),
  },
  {
    cause: 'query',
    what: '+ signed as a plus sign',
    path: '/a/_search?q=x+y',
    send: (it, endpoint) => sign(it, endpoint, { path: '/a/_search?q=x%2By' }),
  },
  {
    cause: 'query',
    what: 'only one of a repeated parameter',
    path: '/a/_search?a=1&a=2',
    send: (it, endpoint) => smithy(it, endpoint, true),
  },
  {
    cause: 'token',
    what: 'not given to the signer',
    send: (it, endpoint) => {
      const { sessionToken: _, ...credentials } = credentialsOf(1)
      return sign(it, endpoint, { credentials })
    },
  },
  {
    cause: 'token',
    what: 'signed, and lost on its way',
    send: (it, endpoint) => {
      const { 'X-Amz-Security-Token': _, ...headers } = sign(it, endpoint).headers
      return { ...it, headers }
    },
  },
  {
    cause: 'token',
    what: 'of another worker',
    send: (it, at) => sign(it, at, { credentials: { ...credentialsOf(1), sessionToken: 'token-2' } }),
  },
  { cause: 'clock', what: 'signed once, used again', send: (it, at) => sign(it, at, { stamp: minutesAgo(7.3) }) },
  {
    cause: 'clock',
    what: 'a clock set forward by a test',
    send: (it, at) => sign(it, at, { stamp: minutesAgo(-47.2) }),
  },
  { cause: 'clock', what: 'local time for UTC', send: (it, at) => sign(it, at, { stamp: minutesAgo(120) }) },
  { cause: 'payload', what: 'the body not given to the signer', send: (it, at) => sign(it, at, { body: '' }) },
  {
    cause: 'payload',
    what: 'a line break added after signing',
    send: (it, endpoint) => withBody(sign(it, endpoint, { headers: { 'content-length': '12' } }), `${it.body}\n`),
  },
  {
    cause: 'payload',
    what: 'signed before it was compressed',
    send: (it, endpoint) => {
      const sent = sign(it, endpoint, { headers: hashed(it.body ?? '') })
      const packed = gzipSync(it.body ?? '')
      return {
        ...it,
        body: packed,
        headers: { ...sent.headers, 'content-encoding': 'gzip', 'content-length': String(packed.length) },
      }
    },
  },
  {
    cause: 'payload',
    what: 'written again after signing',
    send: (it, endpoint) => {
      const sent = sign(it, endpoint, { headers: hashed(it.body ?? '') })
      return { ...sent, body: Buffer.from(String(it.body).replace('1', '2')) }
    },
  },
  {
    cause: 'payload',
    what: 'UNSIGNED-PAYLOAD',
    send: (it, at) => sign(it, at, { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
  },
  {
    cause: 'payload',
    what: 'signed in chunks',
    send: (it, at) => sign(it, at, { headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } }),
  },
  { cause: 'region', what: "a signer's default", send: (it, at) => sign(it, at, { region: 'us-east-1' }) },
  { cause: 'region', what: 'another one', send: (it, at) => sign(it, at, { region: 'eu-central-1' }) },
  { cause: 'service', what: 'OpenSearch Serverless', send: (it, at) => sign(it, at, { service: 'aoss' }) },
  {
    cause: 'service',
    what: 'its name, not its signing name',
    send: (it, at) => sign(it, at, { service: 'opensearch' }),
  },
  {
    cause: 'credentials',
    what: 'the secret of another worker',
    send: (it, at) =>
      sign(it, at, { credentials: { ...credentialsOf(1), secretAccessKey: credentialsOf(2).secretAccessKey } }),
  },
  {
    cause: 'credentials',
    what: 'a line break behind the secret',
    send: (it, at) => sign(it, at, { credentials: { ...credentialsOf(1), secretAccessKey: 'secret-1\n' } }),
  },
  {
    cause: 'credentials',
    what: 'of a profile',
    send: (it, at) => sign(it, at, { credentials: { accessKeyId: 'AKIAPROFILE', secretAccessKey: 'x' } }),
  },
  {
    cause: 'credentials',
    what: 'a secret nobody has',
    send: (it, at) => sign(it, at, { credentials: { ...credentialsOf(1), secretAccessKey: 'typo' } }),
  },
  {
    cause: 'other',
    what: 'not signed at all',
    send: (it, endpoint) => ({ ...it, headers: { ...it.headers, host: endpoint.signingHost } }),
  },
  { cause: 'other', what: 'another method', send: (it, at) => sign(it, at, { method: 'GET' }) },
  {
    cause: 'other',
    what: 'a header changed by the HTTP library',
    send: (it, at) => ({
      ...sign(it, at, { headers: { accept: '*/*' } }),
      headers: { ...sign(it, at, { headers: { accept: '*/*' } }).headers, accept: 'x/y' },
    }),
  },
  {
    cause: 'other',
    what: 'two mistakes at once',
    path: '/airports/_doc/a%2Fb',
    send: (it, endpoint) => sign(it, endpoint, { path: '/airports/_doc/a/b', headers: { host: '127.0.0.1' } }),
  },
]
