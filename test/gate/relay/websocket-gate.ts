import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { openTestGate, signWithAws4, startUpstream } from '../open-test-gate.ts'

/** A gate with a WebSocket server of the test's own in the engine's place. */
export async function openTo(engine: (socket: WebSocket) => void) {
  const upstream = await startUpstream((_request, response) => response.end('{}'))
  const sockets = new WebSocketServer({ server: upstream, path: '/gremlin', maxPayload: 2 ** 30 })
  sockets.on('connection', engine)
  const gate = await openTestGate({ service: 'neptune', enginePort: () => upstream.port })
  return { upstream, sockets, gate, endpoint: gate.endpoint }
}

/** An open WebSocket of a worker, which ends with the test. */
export async function connect(endpoint: Endpoint, worker = 1): Promise<WebSocket> {
  const { headers } = signWithAws4(endpoint, { path: '/gremlin', worker })
  const socket = new WebSocket(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
    headers: headers as Record<string, string>,
    ca: endpoint.ca,
  })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return socket
}

/** A request to evaluate a script, in JSON. */
export const requestOf = (gremlinText: string, requestId = '01234567-89ab-4cde-8f01-23456789abcd') =>
  JSON.stringify({ requestId, op: 'eval', processor: '', args: { gremlin: gremlinText } })

/** A binary message: the body behind its mime type. */
export const withMime = (body: string) => {
  const mime = 'application/vnd.gremlin-v3.0+json'
  return Buffer.concat([Buffer.from([mime.length]), Buffer.from(mime + body)])
}
