import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WireHeader } from './canonical-request.ts'

export interface RelayOptions {
  readonly response: ServerResponse
  readonly agent: Agent
  /** The engine's port on 127.0.0.1. */
  readonly port: number
  readonly method: string
  readonly target: string
  readonly headers: readonly WireHeader[]
  /** From memory, or as a stream of a known length. */
  readonly body: Buffer | { readonly length: number; stream(): Readable }
}

/** Headers that are about one connection, not about the message (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The engine cannot be reached, or went away before it answered. */
export class EngineUnreachable extends Error {}

/**
 * Sends a request to the engine and streams its answer back, at the client's pace. Fails with EngineUnreachable while
 * nothing has been answered yet; later faults destroy the response, for the client has to see that it is cut short.
 * A client that goes away ends the request to the engine.
 */
export async function relayHttp(options: RelayOptions): Promise<void> {
  const { response } = options
  const answer = await send(options)
  if (answer === undefined) return
  if (answer.rawHeaders.some((text, at) => at % 2 === 0 && text.toLowerCase() === 'date')) response.sendDate = false
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(pairs(answer.rawHeaders)).flat())
  try {
    await pipeline(answer, response)
  } catch {
    // One side went away in the middle. pipeline has destroyed the other: there is nobody left to tell.
  }
}

/** Resolves with the engine's answer, or with `undefined` where the client went away first. */
function send({ response, agent, port, method, target, headers, body }: RelayOptions) {
  return new Promise<IncomingMessage | undefined>((resolve, reject) => {
    const hasBody = body.length > 0 || headers.some(([name]) => name.toLowerCase() === 'content-length')
    const outgoing = request({
      host: '127.0.0.1',
      port,
      agent,
      method,
      path: target,
      headers: [
        ...endToEnd(headers).filter(([name]) => !isForGate(name)),
        ['host', `127.0.0.1:${port}`] as const,
        ...(hasBody ? [['content-length', String(body.length)] as const] : []),
      ].flat(),
    })
    const onClientGone = () => {
      outgoing.destroy()
      resolve(undefined)
    }
    response.once('close', onClientGone)
    outgoing.once('response', (answer) => {
      response.off('close', onClientGone)
      resolve(answer)
    })
    // Stays for the life of the request: an engine that dies while it answers reports it here as well.
    outgoing.on('error', (cause) => {
      response.off('close', onClientGone)
      reject(new EngineUnreachable(cause.message, { cause }))
    })
    if (Buffer.isBuffer(body)) outgoing.end(body)
    // A fault of either side is one of the request, and is reported there.
    else pipeline(body.stream(), outgoing).catch((cause: Error) => outgoing.destroy(cause))
  })
}

function endToEnd(headers: readonly WireHeader[]): WireHeader[] {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((token) => token.trim().toLowerCase()))
  return headers.filter(([name]) => !hopByHop.has(name.toLowerCase()) && !named.includes(name.toLowerCase()))
}

/** The signature and what belongs to it end here, and the rest is set anew for the engine. */
function isForGate(header: string): boolean {
  const name = header.toLowerCase()
  return ['authorization', 'host', 'content-length', 'expect'].includes(name) || name.startsWith('x-amz-')
}

/** Node's flat list of names and values as pairs. */
export function pairs(rawHeaders: readonly string[]): WireHeader[] {
  return Array.from({ length: rawHeaders.length / 2 }, (_, at) => [
    rawHeaders[2 * at] ?? '',
    rawHeaders[2 * at + 1] ?? '',
  ])
}
