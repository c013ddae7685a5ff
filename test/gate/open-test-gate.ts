import { once } from 'node:events'
import { createServer, type Server as HttpServer, type IncomingHttpHeaders } from 'node:http'
import { type Agent, request as httpsRequest, type RequestOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import aws4 from 'aws4'
import { onTestFinished } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { type Endpoint, signingNames } from '../../src/base/endpoint.ts'
import { onLoopback } from '../../src/base/engine-address.ts'
import { createCertificate } from '../../src/gate/certificate.ts'
import type { Gate, GateOptions, Identity } from '../../src/gate/gate.ts'
import { openGate } from '../../src/gate/open-gate.ts'

const certificate = createCertificate()

/** The credentials of a worker's slot in these tests. */
export function credentialsOf(worker: number): AwsCredentials {
  return { accessKeyId: `AKIDWORKER${worker}`, secretAccessKey: `secret-${worker}`, sessionToken: `token-${worker}` }
}

/** Whom these gates know: the workers 0 to 9. */
export const identify = (accessKeyId: string): Identity | undefined => {
  const worker = /^AKIDWORKER(\d)$/.exec(accessKeyId)?.[1]
  return worker === undefined ? undefined : { credentials: credentialsOf(Number(worker)), worker: Number(worker) }
}

/** What a gate of a test can be given; the engine is on this machine, and by default never ready. */
export type TestGate = Partial<GateOptions> &
  Pick<GateOptions, 'service'> & { readonly enginePort?: () => number | undefined }

/** A gate that closes with the test. */
export async function openTestGate({ enginePort, ...options }: TestGate): Promise<Gate> {
  const gate = await openGate({
    region: 'eu-west-1',
    port: 0,
    tls: await certificate,
    identify,
    engine: () => {
      const port = enginePort?.()
      return port === undefined ? undefined : onLoopback(port)
    },
    ...(options.service === 'neptune' ? { graph } : {}),
    ...options,
  })
  onTestFinished(() => gate.close())
  return gate
}

const graph: NonNullable<GateOptions['graph']> = {
  traversalSource: (worker) => `g${worker}`,
  status: () => ({ startTime: new Date('2026-11-24T01:02:03Z'), gremlinVersion: '3.7.5' }),
}

/** Starts a server of the test's own in the engine's place; it ends with the test. */
export async function startUpstream(
  listener: Parameters<typeof createServer>[1],
): Promise<HttpServer & { port: number }> {
  const server = createServer({}, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(server, { port: (server.address() as AddressInfo).port })
}

/** A request before it is signed. */
export interface Draft {
  readonly method?: string
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  readonly worker?: number
}

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Signs as the official OpenSearch client and most Gremlin users do; host and headers as they are to be sent. */
export function signWithAws4(endpoint: Endpoint, draft: Draft, overrides: aws4.Request = {}): aws4.Request {
  const { method = 'GET', path = '/', headers = {}, body, worker = 1 } = draft
  const unsigned = {
    method,
    path,
    headers: { Host: endpoint.signingHost, ...headers },
    service: signingNames[endpoint.service],
    region: endpoint.region,
    ...(body === undefined ? {} : { body }),
    ...overrides,
  }
  return aws4.sign(unsigned, credentialsOf(worker))
}

/** Signs as the AWS SDKs do. */
export async function signWithSmithy(endpoint: Endpoint, draft: Draft): Promise<{ headers: Record<string, string> }> {
  const { method = 'GET', path = '/', headers = {}, body, worker = 1 } = draft
  const signer = new SignatureV4({
    service: signingNames[endpoint.service],
    region: endpoint.region,
    credentials: credentialsOf(worker),
    sha256: Sha256,
  })
  const url = new URL(path, endpoint.url)
  return await signer.sign({
    method,
    protocol: 'https:',
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: endpoint.signingHost, ...headers },
    ...(body === undefined ? {} : { body }),
  })
}

/** Sends a request to a gate as it is; an open one is the test's to write and to end. */
export function send(
  endpoint: Endpoint,
  draft: Draft & { agent?: Agent; isOpen?: boolean },
  headers: RequestOptions['headers'],
) {
  const { method = 'GET', path = '/', body, agent, isOpen = false } = draft
  const { hostname, port } = new URL(endpoint.url)
  const request = httpsRequest({
    hostname,
    port,
    method,
    path,
    headers,
    ca: endpoint.ca,
    agent: agent ?? false,
    // Node would take it from the host header, and the tests send foreign ones.
    servername: 'localhost',
  })
  return isOpen ? request : request.end(body)
}

/** Reads a whole reply. */
export async function readReply(request: ReturnType<typeof send>): Promise<Reply> {
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
}

/** Signs with aws4, sends, and reads the reply. */
export function call(endpoint: Endpoint, draft: Draft & { agent?: Agent } = {}): Promise<Reply> {
  return readReply(send(endpoint, draft, signWithAws4(endpoint, draft).headers))
}
