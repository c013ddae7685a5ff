import type { Agent } from 'node:https'
import { request } from 'node:https'
import type { AwsCredentials } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import { systemClock } from '../wait/clock.ts'
import { signedHeaders } from './sign.ts'

export interface SignedRequest {
  readonly endpoint: Endpoint
  readonly credentials: AwsCredentials
  readonly method: 'GET' | 'DELETE'
  readonly path: string
  readonly agent?: Agent
  /** Default 10,000. */
  readonly timeoutMs?: number
}

export interface SignedResponse {
  readonly status: number
  readonly body: string
}

/** Sends one small signed request. Fails with the socket's error, or an Error that names the address when time is up. */
export function sendSigned(options: SignedRequest): Promise<SignedResponse> {
  const { endpoint, credentials, method, path, agent, timeoutMs = 10_000 } = options
  const url = new URL(endpoint.url)
  return new Promise((resolve, reject) => {
    const sent = request({
      host: url.hostname,
      port: url.port || 443,
      method,
      path,
      headers: signedHeaders({ method, path, headers: {} }, endpoint, credentials),
      ...(endpoint.ca && { ca: endpoint.ca }),
      ...(agent && { agent }),
    })
    const cancel = systemClock.after(timeoutMs, () =>
      sent.destroy(new Error(`${endpoint.url}${path} did not answer within ${timeoutMs} ms.`)),
    )
    sent.once('close', cancel)
    sent.once('error', reject)
    sent.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    sent.end()
  })
}
