import { isRecord, type JsonObject, parseExact, stringifyExact } from './exact-json.ts'
import { mayChangeGraph } from './gremlin-changes.ts'
import { gremlinError } from './gremlin-error.ts'
import type { Refusal } from './refusal.ts'
import { foreignGraphName } from './script-names.ts'
import { foreignGraph, unreadable } from './service-refusals.ts'

/** A request in JSON that was pointed at a graph, or why it was not. */
export type RoutedGraphson =
  | { readonly content: string; readonly mayChange: boolean; readonly requestId?: string }
  | { readonly refusal: Refusal; readonly requestId?: string }

/** Operations that carry no graph: the end of a session, and the answer to a challenge. */
const GRAPHLESS = new Set(['close', 'authentication'])

/**
 * Points a Gremlin request in JSON at a traversal source: GraphSON 1 to 3, as sent over a WebSocket (`{requestId, op,
 * args}`), or the plain form of the HTTP endpoint (`{gremlin, bindings}`).
 *
 * The request is read and written again, so that a name given twice, or spelt with escapes, has one meaning only.
 */
export function routeGraphson(text: string, source: string): RoutedGraphson {
  let request: unknown
  try {
    request = parseExact(text)
  } catch (cause) {
    return { refusal: unreadable(cause instanceof Error ? cause.message : String(cause)) }
  }
  if (!isRecord(request)) return { refusal: unreadable('it is no JSON object') }
  const id = readRequestId(request)
  const requestId = id === undefined ? {} : { requestId: id }
  if (typeof request.op === 'string' && GRAPHLESS.has(request.op)) {
    return { content: text, mayChange: false, ...requestId }
  }
  const scripts: string[] = []
  for (const args of [request, request.args]) {
    if (!isRecord(args) || (args === request && 'args' in request && !('gremlin' in request))) continue
    const script = readArgument(args, 'gremlin')
    if (typeof script === 'string') scripts.push(script)
    setArgument(args, 'aliases', { g: source })
  }
  const foreign = scripts.map(foreignGraphName).find((name) => name !== undefined)
  if (foreign !== undefined) return { refusal: foreignGraph(foreign), ...requestId }
  const content = stringifyExact(request)
  return { content, mayChange: mayChangeGraph(content, scripts.length > 0), ...requestId }
}

/** A refusal as an answer in GraphSON, which drivers hand to the caller as the error of that one request. */
export function graphsonRefusal(requestId: string, refusal: Refusal, mime: string): string {
  const { code, message } = gremlinError(refusal, requestId)
  const emptyMap = mime.includes('v1') || mime.includes('v2') ? {} : { '@type': 'g:Map', '@value': [] }
  const status = { message, code, attributes: emptyMap }
  return JSON.stringify({ requestId, status, result: { data: null, meta: emptyMap } })
}

function readRequestId(request: JsonObject): string | undefined {
  const id = isRecord(request.requestId) ? request.requestId['@value'] : request.requestId
  return typeof id === 'string' ? id : undefined
}

/** Arguments are an object, or in GraphSON 3 a list of keys and values in turn. */
function readArgument(args: JsonObject, name: string): unknown {
  const list = mapEntries(args)
  if (list === undefined) return args[name]
  const at = list.findLastIndex((key, index) => index % 2 === 0 && key === name)
  return at < 0 ? undefined : list[at + 1]
}

function setArgument(args: JsonObject, name: string, value: { readonly g: string }): void {
  const list = mapEntries(args)
  if (list === undefined) {
    args[name] = value
    return
  }
  const others = list.filter((_, index) => list[index - (index % 2)] !== name)
  args['@value'] = [...others, name, { '@type': 'g:Map', '@value': Object.entries(value).flat() }]
}

const mapEntries = (args: JsonObject): unknown[] | undefined =>
  args['@type'] === 'g:Map' && Array.isArray(args['@value']) ? args['@value'] : undefined
