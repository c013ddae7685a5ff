import { mayChangeGraph } from './gremlin-changes.ts'
import { gremlinError } from './gremlin-error.ts'
import type { Refusal } from './refusal.ts'
import type { Routed } from './routed.ts'
import { foreignGraphName } from './script-names.ts'
import { foreignGraph, unreadable } from './service-refusals.ts'

const STRING = 0x03
const MAP = 0x0a
const VERSION = 0x81
const ID_AT = 1
const ID_LENGTH = 16

/**
 * Points a GraphBinary 1.0 request at a traversal source.
 *
 * A request is: version, id (16 bytes), operation, processor (length and text each), and the arguments: how many, then
 * keys and values. The graph is named by one more argument at the end, `aliases`, and the count is one higher. The
 * server reads arguments into a map, so the last of a name wins; none of the values before it has to be understood,
 * and custom types of any driver pass.
 */
export function routeGraphBinary(request: Buffer, source: string): Routed<Buffer> {
  const operation = readText(request, ID_AT + ID_LENGTH)
  const processor = operation && readText(request, operation.end)
  if (request[0] !== VERSION || !operation || !processor || request.length < processor.end + 4) {
    return { refusal: unreadable('it is no GraphBinary 1.0 request') }
  }
  const requestId = request.toString('hex', ID_AT, ID_AT + ID_LENGTH)
  if (operation.text === 'close' || operation.text === 'authentication') {
    return { content: request, mayChange: false, requestId }
  }
  const scripts = findScripts(request, processor.end + 4)
  const foreign = scripts.map(foreignGraphName).find((name) => name !== undefined)
  if (foreign !== undefined) {
    const refusal = foreignGraph(foreign)
    return { refusal, answer: graphBinaryRefusal(request.subarray(ID_AT, ID_AT + ID_LENGTH), refusal) }
  }
  const count = int32(request.readInt32BE(processor.end) + 1)
  const argumentsGiven = request.subarray(processor.end + 4)
  const aliases = [text('aliases'), Buffer.from([MAP, 0]), int32(1), text('g'), text(source)]
  return {
    content: Buffer.concat([request.subarray(0, processor.end), count, argumentsGiven, ...aliases]),
    mayChange: mayChangeGraph(request.toString('latin1', processor.end + 4), scripts.length > 0),
    requestId,
  }
}

/** A refusal as an answer in GraphBinary, which drivers hand to the caller as the error of that one request. */
export function graphBinaryRefusal(requestId: Buffer, refusal: Refusal): Buffer {
  const { code, message } = gremlinError(refusal, formatUuid(requestId.toString('hex')))
  const content = Buffer.from(message)
  const none = int32(0)
  const nullValue = Buffer.from([0xfe, 0x01])
  // version, id (present), code, message (present), attributes, meta, data
  return Buffer.concat([
    Buffer.from([VERSION, 0]),
    requestId,
    int32(code),
    Buffer.from([0]),
    int32(content.length),
    content,
    none,
    none,
    nullValue,
  ])
}

/** Every text that is given under the key `gremlin`, wherever that stands: the script, or a binding of that name. */
function findScripts(request: Buffer, from: number): string[] {
  const key = Buffer.concat([text('gremlin'), Buffer.from([STRING, 0])])
  const scripts: string[] = []
  for (let at = request.indexOf(key, from); at >= 0; at = request.indexOf(key, at + key.length)) {
    const script = readText(request, at + key.length)
    if (script) scripts.push(script.text)
  }
  return scripts
}

function readText(buffer: Buffer, at: number): { text: string; end: number } | undefined {
  if (buffer.length < at + 4) return undefined
  const length = buffer.readInt32BE(at)
  const end = at + 4 + length
  return length < 0 || buffer.length < end ? undefined : { text: buffer.toString('utf8', at + 4, end), end }
}

/** A text with its type in front. */
function text(value: string): Buffer {
  const content = Buffer.from(value)
  return Buffer.concat([Buffer.from([STRING, 0]), int32(content.length), content])
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}

/** `8-4-4-4-12` from 32 hex digits. */
export function formatUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
