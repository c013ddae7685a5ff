import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Agent } from 'node:https'
import type { AwsCredentials } from '../base/credentials.ts'
import type { Endpoint } from '../base/endpoint.ts'
import { DirectAgent, nodeRequest } from '../base/native-io.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { notAnswered } from './messages.ts'
import { signedHeaders } from './sign.ts'
import { tlsOptions } from './tls-options.ts'

export interface SignedRequest {
  readonly endpoint: Endpoint
  readonly credentials: AwsCredentials
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Default none but what a body, and the signature, need. */
  readonly headers?: Readonly<Record<string, string>>
  /** JSON; default none. */
  readonly body?: string
  /** Default: a connection of its own, closed after the answer. */
  readonly agent?: Agent
  /** Until the whole answer is there, in milliseconds; default 10,000. */
  readonly timeoutMs?: number
  readonly clock?: Clock
}

export interface SignedResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends one small signed request. Fails with the socket's error, or an ETIMEDOUT that names the address when time is up. */
export function sendSigned(options: SignedRequest): Promise<SignedResponse> {
  const { endpoint, credentials, method, path, body, agent, timeoutMs = 10_000, clock = systemClock } = options
  const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...options.headers }
  const url = new URL(endpoint.url)
  return new Promise((resolve, reject) => {
    const sent = nodeRequest({
      host: url.hostname,
      port: url.port || 443,
      method,
      path,
      headers: signedHeaders({ method, path, headers, body }, endpoint, credentials, clock),
      ...tlsOptions(endpoint),
      agent: agent ?? new DirectAgent({ keepAlive: false }),
    })
    const cancel = clock.after(timeoutMs, () => {
      const text = notAnswered(`${endpoint.url}${path}`, timeoutMs)
      const late = Object.assign(new Error(text), { code: 'ETIMEDOUT' })
      reject(late)
      sent.destroy(late)
    })
    sent.once('close', cancel)
    // Stays on: a socket can fail again after the answer.
    sent.on('error', reject)
    sent.once('response', (response) => {
      readText(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        reject,
      )
    })
    sent.end(body)
  })
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
