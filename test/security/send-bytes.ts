import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { WebSocket } from 'ws'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { signedHeaders } from '../../src/clients/sign.ts'

/** Who sends, and where to. */
export interface Sender {
  readonly endpoint: Endpoint
  readonly credentials: AwsCredentials
}

/** How long whatever is sent may take, in milliseconds. */
const ANSWER_MS = 60_000

/** Sends a signed body of any kind by POST or PUT. Resolves to the status of the answer. */
export async function sendBytes(
  { endpoint, credentials }: Sender,
  asked: { method: string; path: string; headers: Record<string, string>; body: Buffer },
): Promise<number> {
  const { hostname, port } = new URL(endpoint.url)
  const sent = httpsRequest({
    ...{ hostname, port, method: asked.method, path: asked.path, ca: endpoint.ca, agent: false },
    headers: signedHeaders({ ...asked }, endpoint, credentials),
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  // Stays on: a socket can fail again after the answer.
  sent.on('error', () => {})
  sent.end(asked.body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode ?? 0
}

/** Sends messages over a WebSocket of their own, and waits for the first answer, or for its end. */
export async function sendMessages({ endpoint, credentials }: Sender, messages: readonly Buffer[]): Promise<void> {
  const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
    headers: signedHeaders({ method: 'GET', path: '/gremlin' }, endpoint, credentials),
    ca: endpoint.ca,
    perMessageDeflate: false,
  })
  const signal = AbortSignal.timeout(ANSWER_MS)
  socket.on('error', () => {})
  try {
    await once(socket, 'open', { signal })
    const answered = Promise.race([once(socket, 'message', { signal }), once(socket, 'close', { signal })])
    for (const message of messages) socket.send(message)
    await answered
  } finally {
    socket.terminate()
  }
}
