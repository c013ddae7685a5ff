import { routeGraphBinary } from './graphbinary-request.ts'
import { graphsonRefusal, routeGraphson } from './graphson-request.ts'
import { plainId } from './gremlin-response.ts'
import type { Routed } from './routed.ts'
import { unreadable } from './service-refusals.ts'

/**
 * Points one message of the Gremlin WebSocket protocol at a traversal source, whatever the client named.
 *
 * A binary message is the length of a mime type in one byte, the mime type, and the request in that serialisation. A
 * text message is a request in JSON.
 */
export function routeMessage(message: Buffer, isBinary: boolean, source: string): Routed<Buffer> {
  if (!isBinary) return routeGraphsonMessage(message, Buffer.alloc(0), 'application/json', source)
  const start = 1 + (message[0] ?? 0)
  const mime = message.toString('latin1', 1, start)
  const [head, body] = [message.subarray(0, start), message.subarray(start)]
  if (mime.startsWith('application/vnd.graphbinary-v1.0')) {
    const routed = routeGraphBinary(body, source)
    return 'content' in routed ? { ...routed, content: Buffer.concat([head, routed.content]) } : routed
  }
  if (mime.includes('json')) return routeGraphsonMessage(body, head, mime, source)
  return { refusal: unreadable(`its mime type is '${mime}', and GraphSON and GraphBinary 1.0 are spoken here`) }
}

function routeGraphsonMessage(body: Buffer, head: Buffer, mime: string, source: string): Routed<Buffer> {
  const routed = routeGraphson(body.toString('utf8'), source)
  const { requestId } = routed
  if ('content' in routed) {
    const content = Buffer.concat([head, Buffer.from(routed.content)])
    return {
      content,
      mayChange: routed.mayChange,
      ...(requestId === undefined ? {} : { requestId: plainId(requestId) }),
    }
  }
  const { refusal } = routed
  return requestId === undefined
    ? { refusal }
    : { refusal, answer: Buffer.from(graphsonRefusal(requestId, refusal, mime)) }
}
