import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { messageOf } from '../../errors/errors.ts'
import type { Answer } from '../answer.ts'
import { saysExpired } from './buffered-answer.ts'
import { type OnwardRequest, onwardRequest, type Upstream, UpstreamUnreachable } from './upstream.ts'

/** How much of a rejection is passed on, in bytes. */
const REJECTION_LIMIT = 64 * 1024

/** An upgrade was answered by something else than a WebSocket. */
export class UpgradeRejected extends Error {
  /** The answer, to be passed on. */
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`The upgrade was answered ${answer.status}.`)
    this.answer = answer
  }
}

interface OnwardOptions {
  readonly upstream: Upstream
  /** The client's upgrade, its signature included. */
  readonly request: OnwardRequest
  /** The client's connection; when it closes, the attempt is given up. */
  readonly client: Duplex
  /** The longest message that the other side may send, in bytes. */
  readonly maxPayload: number
  /** Called with each WebSocket that is begun. */
  readonly onOpening: (onward: WebSocket) => void
}

/**
 * Opens a client's way to the other side; once more where what it was signed with has expired, and there are other
 * credentials. Returns the WebSocket, open and paused; `undefined` where the client has gone. Fails with UpgradeRejected,
 * UpstreamUnreachable or NotPrepared.
 */
export async function openOnward(options: OnwardOptions, isFirst = true): Promise<WebSocket | undefined> {
  const { upstream, request, client, maxPayload, onOpening } = options
  const prepared = await onwardRequest(upstream, request)
  if (client.destroyed) return undefined
  const onward = upstream.openWebSocket(prepared, maxPayload)
  onOpening(onward)
  const onClientGone = () => onward.terminate()
  client.once('close', onClientGone)
  try {
    await awaitOpenWebSocket(onward)
  } catch (cause) {
    const isExpired = cause instanceof UpgradeRejected && isFirst && saysExpired(cause.answer)
    if (isExpired && (await prepared.renew?.())) return await openOnward(options, false)
    if (cause instanceof UpgradeRejected) throw cause
    throw new UpstreamUnreachable(messageOf(cause), { cause })
  } finally {
    client.off('close', onClientGone)
  }
  return onward
}

/**
 * Waits until a WebSocket is open, and pauses it: what arrives before somebody listens must not be lost. Fails with
 * UpgradeRejected, or with the socket's error; the socket is gone then.
 */
function awaitOpenWebSocket(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error) => reject(cause)
    // Stays on: it can fail before anybody else listens, and would end the process.
    socket.on('error', () => {})
    socket.on('error', onError)
    socket.once('open', () => {
      socket.off('error', onError)
      socket.pause()
      resolve()
    })
    socket.once('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      // What happens to the socket from here on says less than the answer.
      socket.off('error', onError)
      readAnswer(response)
        .then((answer) => reject(new UpgradeRejected(answer)), reject)
        // ws leaves the request to the listener of this event.
        .finally(() => {
          request.destroy()
          socket.terminate()
        })
    })
  })
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > REJECTION_LIMIT) break
  }
  const kept = ['content-type', 'x-amzn-requestid', 'x-amzn-errortype']
  const headers = Object.fromEntries(
    kept.flatMap((name) => (typeof response.headers[name] === 'string' ? [[name, response.headers[name]]] : [])),
  )
  return { status: response.statusCode ?? 502, headers, body: Buffer.concat(chunks).toString('utf8') }
}
