import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { createCertificate } from '../../../src/gate/certificate.ts'

/** A server that believes everybody: what the attacks of a page are tried on, to see that each of them works. */
export interface OpenServer {
  readonly port: number
  /** All that has reached it: paths with their queries, bodies and messages. */
  readonly received: readonly string[]
}

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** Opens one on 127.0.0.1, with TLS or without; it is gone when the test is over. */
export async function openServer(isSecure: boolean): Promise<OpenServer> {
  const received: string[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    received.push(decodeURIComponent(request.url ?? ''))
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    received.push(decodeURIComponent(body.replaceAll('+', ' ')))
    const { type, content } = contentFor(request.headers.accept)
    response.writeHead(200, {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-headers': 'content-type',
      'access-control-allow-private-network': 'true',
      'content-type': type,
    })
    response.end(content)
  }
  const { certificate, key } = await createCertificate()
  const server = isSecure ? createSecure({ cert: certificate, key }) : createPlain()
  server.on('request', (request, response) => void answer(request, response))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      received.push(String(data))
      socket.send('read this')
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, received }
}

/** By what the browser accepts: of what it is for, it tells only servers that it takes for safe. */
function contentFor(accepted = ''): { type: string; content: string | Buffer } {
  if (accepted.startsWith('image/')) return { type: 'image/gif', content: PIXEL }
  if (accepted === 'text/event-stream') return { type: accepted, content: ': read this\n\n' }
  if (accepted.startsWith('text/html')) return { type: 'text/html', content: 'read this' }
  return { type: 'text/javascript', content: '"read this"' }
}
