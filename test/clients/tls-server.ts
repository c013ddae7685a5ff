import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { onTestFinished } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { type Endpoint, type Service, signingNames } from '../../src/base/endpoint.ts'
import { createCertificate } from '../../src/gate/certificate.ts'

const certificate = createCertificate()

/** A request as it came over the wire. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Answer = (response: ServerResponse, request: Received) => void

/** A TLS server of a test's own; it ends with the test. */
export async function startTlsServer(service: Service, answer: Answer = (response) => response.end('{}')) {
  const { certificate: cert, key, authority } = await certificate
  const requests: Received[] = []
  const server = createServer({ cert, key }, async (request, response) => {
    const received = { ...wireOf(request), body: await buffer(request) }
    requests.push(received)
    response.setHeader('content-type', 'application/json')
    answer(response, received)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint: Endpoint = { service, url: `https://${host}`, region: 'eu-west-1', signingHost: host, ca: authority }
  return { endpoint, server, requests, sockets }
}

/** What of a request a signature covers. */
export function wireOf({ method = '', url = '', headers }: IncomingMessage): Received {
  return { method, url, headers, body: Buffer.alloc(0) }
}

/** The `Authorization` that an AWS SDK sends for this request at its own time: the same where it was signed well. */
export async function sdkAuthorization(
  received: Received,
  endpoint: Endpoint,
  credentials: AwsCredentials,
): Promise<string | undefined> {
  const { authorization = '', 'x-amz-date': date } = received.headers
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? []
  const headers = Object.fromEntries(names.map((name) => [name, String(received.headers[name])]))
  const url = new URL(received.url, endpoint.url)
  const query: Record<string, string[]> = {}
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value]
  const signer = new SignatureV4({
    service: signingNames[endpoint.service],
    region: endpoint.region,
    credentials,
    sha256: Sha256,
  })
  const signed = await signer.sign(
    {
      method: received.method,
      protocol: 'https:',
      hostname: url.hostname,
      path: received.url.split('?')[0] ?? '',
      query,
      headers,
      body: received.body,
    },
    { signingDate: fromAmzDate(String(date)), signableHeaders: new Set(names) },
  )
  return signed.headers.authorization
}

/** `20261124T081500Z` as a time. */
export function fromAmzDate(date: string): Date {
  return new Date(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

/** Credentials with a number, to be told apart. */
export function numbered(n: number): AwsCredentials {
  return { accessKeyId: `AKID${n}`, secretAccessKey: `secret-${n}`, sessionToken: `token-${n}` }
}

/** Which of the numbered credentials signed a request. */
export function signerOf({ headers }: Received): number {
  return Number(/Credential=AKID(\d+)\//.exec(headers.authorization ?? '')?.[1])
}

/** A promise, and what resolves it. */
export function promised(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
