import type { Pieces } from '../receive/pieces.ts'
import { unreadable } from '../service-rejections.ts'
import { routeGraphBinary } from './graphbinary-request.ts'
import { graphsonRejection, type RoutedGraphson, routeGraphson } from './graphson-request.ts'
import { plainId } from './gremlin-response.ts'
import type { GraphAccess, Routed } from './request-policy.ts'

/**
 * Points one message of the Gremlin WebSocket protocol at a traversal source, whatever the client named. A long message is
 * read in slices.
 *
 * A binary message is the length of a mime type in one byte, the mime type, and the request in that serialisation. A
 * text message is a request in JSON.
 */
export function routeMessage(
  message: Buffer,
  isBinary: boolean,
  access: GraphAccess,
): Routed<Buffer> | Promise<Routed<Buffer>> {
  if (!isBinary) return asMessage(routeGraphson(message, access), fromGraphson(Buffer.alloc(0), 'application/json'))
  const start = 1 + (message[0] ?? 0)
  const mime = message.toString('latin1', 1, start)
  const [head, body] = [message.subarray(0, start), message.subarray(start)]
  if (mime.startsWith('application/vnd.graphbinary-v1.0')) {
    return asMessage(routeGraphBinary(body, access), fromGraphBinary(head))
  }
  if (mime.includes('json')) return asMessage(routeGraphson(body, access), fromGraphson(head, mime))
  return { rejection: unreadable(`its mime type is '${mime}', and GraphSON and GraphBinary 1.0 are spoken here`) }
}

function asMessage<Part>(
  routing: Part | Promise<Part>,
  finish: (routed: Part) => Routed<Buffer>,
): Routed<Buffer> | Promise<Routed<Buffer>> {
  return routing instanceof Promise ? routing.then(finish) : finish(routing)
}

const fromGraphBinary =
  (head: Buffer) =>
  (routed: Routed<Pieces>): Routed<Buffer> =>
    'content' in routed ? { ...routed, content: Buffer.concat([head, ...routed.content]) } : routed

const fromGraphson =
  (head: Buffer, mime: string) =>
  (routed: RoutedGraphson): Routed<Buffer> => {
    if ('content' in routed) {
      const { requestId, ...rest } = routed
      const id = requestId === undefined ? {} : { requestId: plainId(requestId) }
      return { ...rest, content: Buffer.concat([head, ...routed.content]), ...id }
    }
    const { requestId, rejection } = routed
    if (requestId === undefined) return { rejection }
    return { rejection, answer: Buffer.from(graphsonRejection(requestId, rejection, mime)) }
  }
