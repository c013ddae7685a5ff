import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { messageOf } from '../errors.ts'
import type { WireHeader } from './canonical-request.ts'
import type { OnwardRequest, Upstream } from './upstream.ts'

export interface RelayOptions {
  readonly response: ServerResponse
  readonly upstream: Upstream
  /** As it came from the client, its signature included. */
  readonly request: OnwardRequest
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

/** What is behind the gate cannot be reached, or went away before it answered. */
export class UpstreamUnreachable extends Error {}

/** A request could not be made ready to go on. */
export class NotPrepared extends Error {}

/**
 * Sends a request on and streams the answer back, at the client's pace. Fails with UpstreamUnreachable or NotPrepared
 * while nothing has been answered yet; later faults destroy the response, for the client has to see that it is cut
 * short. A client that goes away ends the request.
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

/** Resolves with the answer, or with `undefined` where the client went away first. */
async function send({ response, upstream, request, body }: RelayOptions): Promise<IncomingMessage | undefined> {
  const { method, target, headers } = await prepare(upstream, request)
  if (response.destroyed) return undefined
  return new Promise((resolve, reject) => {
    const hasBody = body.length > 0 || request.headers.some(([name]) => name.toLowerCase() === 'content-length')
    const length = hasBody ? ['content-length', String(body.length)] : []
    const outgoing = upstream.request({ method, target, headers: [...headers.flat(), ...length] })
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
      reject(new UpstreamUnreachable(cause.message, { cause }))
    })
    if (Buffer.isBuffer(body)) outgoing.end(body)
    // A fault of either side is one of the request, and is reported there.
    else pipeline(body.stream(), outgoing).catch((cause: Error) => outgoing.destroy(cause))
  })
}

/** The request without the client's signature, and with what the other side wants. */
export async function prepare(upstream: Upstream, request: OnwardRequest): Promise<OnwardRequest> {
  const headers = endToEnd(request.headers).filter(([name]) => !isForGate(name))
  try {
    return await upstream.prepare({ ...request, headers })
  } catch (cause) {
    throw new NotPrepared(messageOf(cause), { cause })
  }
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
