import type { Pieces } from '../receive/pieces.ts'
import type { Rejection } from '../rejection.ts'
import { GraphsonInspector, LONGEST_WORD } from './graphson-inspector.ts'
import { isChangingScript } from './gremlin-changes.ts'
import { gremlinError } from './gremlin-response.ts'
import { inSlices } from './in-slices.ts'
import { JsonScanner, textOf } from './json-scanner.ts'
import {
  checkScript,
  checkScriptLength,
  type GraphAccess,
  GremlinRejected,
  MAX_DEPTH,
  malformed,
} from './request-policy.ts'

/** A request in JSON that was pointed at a graph, or why it was not. */
export type RoutedGraphson =
  | {
      readonly content: Pieces
      readonly mayChange: boolean
      readonly requestId?: string
      readonly session?: { readonly id: string; readonly isClosing: boolean }
    }
  | { readonly rejection: Rejection; readonly requestId?: string }

/**
 * Points a Gremlin request in JSON at a traversal source: GraphSON 1 to 3, as sent over a WebSocket (`{requestId, op,
 * args}`), or the plain form of the HTTP endpoint (`{gremlin, bindings}`). Scripts are read by Gremlin's own grammar,
 * as Neptune reads them, and sessions are the graph's own.
 *
 * The bytes of the request stay as they are, and arguments are added behind its own: the server reads arguments into a map,
 * in which the last of a name wins. A name with a meaning for the gate that comes twice is rejected.
 */
export function routeGraphson(bytes: Buffer, access: GraphAccess): RoutedGraphson | Promise<RoutedGraphson> {
  const request = new GraphsonRequest(bytes, access)
  const scanner = new JsonScanner(bytes, request, MAX_DEPTH)
  const rejected = (cause: unknown): RoutedGraphson => {
    if (!(cause instanceof GremlinRejected)) throw cause
    return { rejection: cause.rejection, ...request.id }
  }
  try {
    const routing = inSlices(
      bytes.length,
      (count) => scanner.readOn(count),
      () => request.routed(),
    )
    return routing instanceof Promise ? routing.catch(rejected) : routing
  } catch (cause) {
    return rejected(cause)
  }
}

/** A rejection as an answer in GraphSON, which drivers hand to the caller as the error of that one request. */
export function graphsonRejection(requestId: string, rejection: Rejection, mime: string): string {
  const { code, message } = gremlinError(rejection, requestId)
  const emptyMap = mime.includes('v1') || mime.includes('v2') ? {} : { '@type': 'g:Map', '@value': [] }
  const status = { message, code, attributes: emptyMap }
  return JSON.stringify({ requestId, status, result: { data: null, meta: emptyMap } })
}

/** Where arguments are added. */
interface Place {
  /** Before the bracket that closes the arguments. */
  readonly at: number
  readonly isEmpty: boolean
  /** Keys and values in turn, as GraphSON 3 writes maps. */
  readonly isList: boolean
  /** Otherwise it is in the request itself. */
  readonly isInArgs: boolean
}

/** The operations that carry no graph: the end of a session, and the answer to a challenge. */
const graphless: ReadonlySet<string> = new Set(['close', 'authentication'])

/** Names in a request, and in its arguments, that the gate goes by. */
const names: ReadonlySet<string> = new Set(['requestId', 'op', 'processor', 'args', 'gremlin', 'session'])

/** Reads the envelope of a request; what lies deeper is the inspector's. */
class GraphsonRequest extends GraphsonInspector {
  readonly #access: GraphAccess
  readonly #seen = new Set<string>()
  readonly #places: Place[] = []
  #requestId: string | undefined
  #op: string | undefined
  #session: string | undefined
  #isArgsList = false
  #argument: string | undefined

  constructor(bytes: Buffer, access: GraphAccess) {
    super(bytes, access)
    this.#access = access
  }

  get id(): { readonly requestId?: string } {
    return this.#requestId === undefined ? {} : { requestId: this.#requestId }
  }

  routed(): RoutedGraphson {
    const { bytes } = this
    if (this.#op === 'authentication') return { content: [bytes], mayChange: false, ...this.id }
    const isGraphless = this.#op !== undefined && graphless.has(this.#op)
    // The plain form of the HTTP endpoint has its arguments in the request itself.
    const places = this.#places.filter(
      ({ isInArgs }) => isInArgs || !this.#seen.has('0:args') || this.#seen.has('0:gremlin'),
    )
    const pieces: Buffer[] = []
    let from = 0
    for (const place of places) {
      pieces.push(bytes.subarray(from, place.at), this.#added(place, isGraphless))
      from = place.at
    }
    const session = this.#session !== undefined && { session: { id: this.#session, isClosing: isGraphless } }
    const mayChange = this.mayChange && !isGraphless
    return { content: [...pieces, bytes.subarray(from)], mayChange, ...this.id, ...session }
  }

  override open(isList: boolean): void {
    const depth = this.levels.length
    if (depth === 0 && isList) throw malformed('it is no JSON object')
    if (depth === 1 && this.levels[0]!.name === 'args' && isList) throw malformed("its 'args' are no object")
    if (depth === 2 && this.#isArgs() && isList && this.#isValueOfMap(this.levels[1]!)) this.#isArgsList = true
    else this.#otherArgument()
    super.open(isList)
  }

  override close(at: number): void {
    const depth = this.levels.length
    const isEmpty = this.levels.at(-1)!.count === 0
    if (depth === 3 && this.#isArgsList && this.#isArgs()) {
      if (this.levels[2]!.count % 2 === 1) throw malformed("its 'args' lack a value")
      this.#places.push({ at, isEmpty, isList: true, isInArgs: true })
    } else if (depth === 2 && this.#isArgs() && !this.#isArgsList) {
      if (this.levels[1]!.type !== undefined) throw malformed("its 'args' are no map")
      this.#places.push({ at, isEmpty, isList: false, isInArgs: true })
    } else if (depth === 1) this.#places.push({ at, isEmpty, isList: false, isInArgs: false })
    super.close(at)
  }

  override key(start: number, end: number, isEscaped: boolean): void {
    super.key(start, end, isEscaped)
    const depth = this.levels.length
    if (depth > 2) return
    const { name, count } = this.levels[depth - 1]!
    if (depth === 1) {
      if (name === '@type') throw malformed('it is no plain JSON object')
      this.#once(0, name)
    } else if (this.#isArgs()) {
      if (this.#isArgsList || (count > 0 && name === '@type')) throw malformed("its 'args' are no map")
      this.#argument = name
      this.#once(1, name)
    }
  }

  override text(start: number, end: number, isEscaped: boolean): void {
    const depth = this.levels.length
    if (depth === 0) throw malformed('it is no JSON object')
    const level = this.levels[depth - 1]!
    const text = () => textOf(this.bytes, start, end, isEscaped)
    const word = () => {
      if (end - start > LONGEST_WORD) throw malformed(`a text of ${end - start} bytes stands in the place of a name`)
      return text()
    }
    if (depth === 1) {
      if (level.name === 'requestId') this.#requestId = word()
      else if (level.name === 'op') this.#op = word()
      else if (level.name === 'gremlin') this.#script(end - start, text)
      else if (level.name === 'args') throw malformed("its 'args' are no object")
    } else if (depth === 2 && this.levels[0]!.name === 'requestId' && level.name === '@value') this.#requestId = word()
    else if (depth === 3 && this.#isArgsList && this.#isArgs() && level.count % 2 === 0) {
      this.#argument = end - start > 100 ? undefined : text()
      this.#once(1, this.#argument)
    } else if (this.#isArgument()) {
      if (this.#argument === 'gremlin') this.#script(end - start, text)
      if (this.#argument === 'session') this.#session = word()
      if (level.name === '@type' && word() !== 'g:Map') throw malformed("its 'args' are no map")
    }
    super.text(start, end, isEscaped)
  }

  override scalar(): void {
    if (this.levels.length === 0) throw malformed('it is no JSON object')
    if (this.levels.length === 1 && this.levels[0]!.name === 'args') throw malformed("its 'args' are no object")
    this.#otherArgument()
    super.scalar()
  }

  #isValueOfMap({ name, type }: { readonly name: string | undefined; readonly type: string | undefined }): boolean {
    return name === '@value' && type === 'g:Map'
  }

  /** What comes is no text: as a key of the arguments it has no meaning, and a session needs one. */
  #otherArgument(): void {
    if (!this.#isArgument()) {
      if (this.#isArgsList && this.#isArgs() && this.levels.length === 3) this.#argument = undefined
    } else if (this.#argument === 'session') throw malformed("its 'session' is no text")
  }

  /** Whether what is read lies in the arguments. */
  #isArgs(): boolean {
    return this.levels[0]!.name === 'args'
  }

  /** Whether what comes is the value of an argument. */
  #isArgument(): boolean {
    const depth = this.levels.length
    if (depth < 2 || !this.#isArgs()) return false
    return this.#isArgsList ? depth === 3 && this.levels[2]!.count % 2 === 1 : depth === 2
  }

  #once(level: number, name: string | undefined): void {
    if (name === undefined || !names.has(name)) return
    const key = `${level}:${name}`
    if (this.#seen.has(key)) throw malformed(`it names '${name}' twice`)
    this.#seen.add(key)
  }

  #script(bytes: number, text: () => string): void {
    checkScriptLength(bytes)
    const script = text()
    checkScript(script)
    this.mayChange ||= isChangingScript(script)
  }

  #added({ isEmpty, isList, isInArgs }: Place, isGraphless: boolean): Buffer {
    const g = isList ? { '@type': 'g:Map', '@value': ['g', this.#access.source] } : { g: this.#access.source }
    const members: [string, unknown][] = isGraphless
      ? []
      : [
          ['aliases', g],
          ['language', 'gremlin-lang'],
        ]
    if (this.#session !== undefined && isInArgs) members.push(['session', `${this.#access.sessions}${this.#session}`])
    const text = members.map(([name, value]) => `"${name}"${isList ? ',' : ':'}${JSON.stringify(value)}`).join(',')
    return Buffer.from(text === '' || isEmpty ? text : `,${text}`)
  }
}
