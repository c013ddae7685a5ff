import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Answer, type Received, startTlsServer, wireOf } from './tls-server.ts'

/** A request of a Gremlin driver, as far as the tests look into it. */
interface GremlinRequest {
  readonly requestId: { readonly '@value': string }
  readonly op: string
  readonly processor: string
  readonly args: { readonly gremlin?: { readonly '@value'?: { readonly step?: string[][] } } }
}

export interface GraphServerOptions {
  /** What becomes of an upgrade; default: it is accepted. */
  readonly upgrade?: (accept: () => void, socket: Duplex, upgrade: Received) => void
  /** Whether a request is answered, by its name in `asked`; default each is. */
  readonly answers?: (name: string) => boolean
  /** What each request is answered with; default 1. */
  readonly answer?: number
  /** With which text each request is refused, by its name in `asked`; default none is. */
  readonly refuses?: Speaker['refuses']
}

/** A TLS server that speaks just enough GraphSON 3 for a driver. */
export async function startGraphServer(
  { upgrade = (accept) => accept(), answers = () => true, answer = 1, refuses }: GraphServerOptions = {},
  http?: Answer,
) {
  const tls = await startTlsServer('neptune', http)
  const upgrades: Received[] = []
  const sessions: WebSocket[] = []
  /** The names of the steps of each traversal, and the operations of the others. */
  const asked: string[] = []
  const speaker = new WebSocketServer({ noServer: true })
  tls.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    const received = wireOf(request)
    upgrades.push(received)
    upgrade(
      () => {
        speaker.handleUpgrade(request, socket, head, (session) => {
          sessions.push(session)
          speakGraphSon(session, { answers, answer, asked, refuses })
        })
      },
      socket,
      received,
    )
  })
  return { ...tls, upgrades, sessions, asked }
}

export interface Speaker {
  readonly answers?: (name: string) => boolean
  readonly answer?: number
  /** Takes the name of each request. */
  readonly asked?: string[]
  readonly refuses?: ((name: string) => string | undefined) | undefined
}

/** Answers the requests of a driver, as a Gremlin Server does: what came in bytes, in bytes. */
export function speakGraphSon(
  session: WebSocket,
  { answers = () => true, answer = 1, asked = [], refuses = () => undefined }: Speaker = {},
): void {
  session.on('message', (message: Buffer) => {
    const body = message.subarray(1 + (message[0] ?? 0)).toString('utf8')
    const parsed = JSON.parse(body) as GremlinRequest
    const steps = parsed.args.gremlin?.['@value']?.step?.map(([name]) => name)
    const name = `${parsed.processor}/${steps?.join('.') ?? parsed.op}`
    asked.push(name)
    const refusal = refuses(name)
    const id = parsed.requestId['@value']
    if (refusal !== undefined) session.send(Buffer.from(answerTo(id, answer, 403, refusal)))
    else if (answers(name)) session.send(Buffer.from(answerTo(id, answer)))
  })
}

/** Refuses an upgrade as Neptune does. */
export function refuse(socket: Duplex, status: number, body: string): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** An answer in GraphSON 3: the last one unless another status is given. */
export function answerTo(requestId: string, number: number, code = 200, message = ''): string {
  const value = { '@type': 'g:Int32', '@value': number }
  const traverser = { '@type': 'g:Traverser', '@value': { bulk: { '@type': 'g:Int64', '@value': 1 }, value } }
  return JSON.stringify({
    requestId,
    status: { code, message, attributes: { '@type': 'g:Map', '@value': [] } },
    result: { data: { '@type': 'g:List', '@value': [traverser] }, meta: { '@type': 'g:Map', '@value': [] } },
  })
}
